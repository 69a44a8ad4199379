//! Finding and opening assemblies: the root's folder with its `deps.json`, references, and the
//! framework folder. References go by simple name; the highest version found is taken.

use std::path::{Path, PathBuf};

use kiln_metadata::AssemblyRefRow;
use parking_lot::Mutex;
use rustc_hash::FxHashMap;

use crate::World;
use crate::assembly::{Asm, identity};
use crate::deps::Deps;
use crate::error::{Place, Result, WorldError, WorldErrorKind};
use crate::ids::AssemblyId;
use crate::options::WorldOptions;

/// Where assemblies are looked for, and those found.
pub(crate) struct Loader {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
    framework: PathBuf,
    deps: Deps,
    by_name: Mutex<FxHashMap<String, Result<AssemblyId>>>,
}

struct Candidate {
    path: PathBuf,
    image: &'static kiln_metadata::Assembly,
    version: [u16; 4],
}

const EXTENSIONS: &[&str] = &["dll", "exe"];

impl Loader {
    pub fn new(options: &WorldOptions) -> Result<Loader> {
        let mut folders = Vec::new();
        let mut files = Vec::new();
        for reference in &options.references {
            match reference.is_dir() {
                true => folders.push(reference.clone()),
                false if reference.is_file() => files.push(reference.clone()),
                false => {
                    return Err(WorldError::new(WorldErrorKind::File {
                        path: reference.clone(),
                        reason: "there is no such file or folder".to_string(),
                    })
                    .help("--reference takes an assembly or a folder of assemblies"));
                }
            }
        }
        folders.push(folder_of(&options.root));
        Ok(Loader {
            folders,
            files,
            framework: options.framework.clone(),
            deps: Deps::read(&options.root, &options.target)?,
            by_name: Mutex::new(FxHashMap::default()),
        })
    }

    /// Files that may be the assembly, the preferred ones first.
    fn places(&self, name: &str) -> Vec<PathBuf> {
        let in_folder = |folder: &Path| {
            EXTENSIONS
                .iter()
                .map(|ext| folder.join(format!("{name}.{ext}")))
                .collect::<Vec<_>>()
        };
        let mut places = in_folder(&self.framework);
        let is_named = |path: &&PathBuf| {
            path.file_stem()
                .is_some_and(|stem| stem.eq_ignore_ascii_case(name))
        };
        places.extend(self.files.iter().filter(is_named).cloned());
        places.extend(self.deps.places(name).iter().cloned());
        for folder in &self.folders {
            places.extend(in_folder(folder));
        }
        places
    }
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Opens a file for as long as the process lives.
pub(crate) fn open_image(path: &Path) -> Result<&'static kiln_metadata::Assembly> {
    let image = kiln_metadata::Assembly::open(path)?;
    Ok(Box::leak(Box::new(image)))
}

fn version_text(version: [u16; 4]) -> String {
    let [a, b, c, d] = version;
    format!("{a}.{b}.{c}.{d}")
}

impl World {
    /// The assembly that a row of the AssemblyRef table means.
    pub(crate) fn referenced(&self, from: AssemblyId, row: AssemblyRefRow) -> Result<AssemblyId> {
        let asm = self.asm(from);
        let missing = || WorldError::invalid("a reference to an assembly that has no row");
        let cell = asm.references.get(row).ok_or_else(missing)?;
        cell.get_or_init(|| {
            let place = Place {
                assembly: Some(asm.name.to_string()),
                ..Place::default()
            };
            let reference = asm.image.assembly_ref(row)?;
            let wanted = [
                reference.major,
                reference.minor,
                reference.build,
                reference.revision,
            ];
            let id = self
                .load(reference.name)
                .map_err(|error| match error.kind() {
                    WorldErrorKind::MissingAssembly { searched, .. } => {
                        let requested =
                            format!("{}, Version={}", reference.name, version_text(wanted));
                        let searched = searched.clone();
                        missing_assembly(requested, searched).at(place.clone())
                    }
                    _ => error.at(place.clone()),
                })?;
            self.check_version(id, reference.name, wanted, place)
        })
        .clone()
    }

    fn check_version(
        &self,
        id: AssemblyId,
        name: &str,
        wanted: [u16; 4],
        place: Place,
    ) -> Result<AssemblyId> {
        let found = self.asm(id);
        if found.version >= wanted {
            return Ok(id);
        }
        let error = WorldError::new(WorldErrorKind::WrongVersion {
            name: name.to_string(),
            wanted: version_text(wanted),
            found: version_text(found.version),
            path: found.path.clone(),
        });
        Err(error.at(place).help(
            "the reference is newer than what was found: give the newer assembly with \
             --reference, or a newer class library with --framework",
        ))
    }

    /// Opens an assembly by simple name, once.
    pub(crate) fn load(&self, name: &str) -> Result<AssemblyId> {
        let key = name.to_ascii_lowercase();
        let mut by_name = self.loader.by_name.lock();
        if let Some(found) = by_name.get(&key) {
            return found.clone();
        }
        let result = self.open_by_name(name);
        by_name.insert(key, result.clone());
        result
    }

    fn open_by_name(&self, name: &str) -> Result<AssemblyId> {
        let mut best: Option<Candidate> = None;
        let mut searched = Vec::new();
        for path in self.loader.places(name) {
            if !path.is_file() {
                searched.push(path);
                continue;
            }
            let image = open_image(&path)?;
            let (_, version) = identity(image)?;
            if best.as_ref().is_none_or(|best| version > best.version) {
                best = Some(Candidate {
                    path,
                    image,
                    version,
                });
            }
        }
        match best {
            Some(found) => self.add_assembly(found.path, found.image),
            None => Err(missing_assembly(name.to_string(), searched)),
        }
    }

    fn add_assembly(
        &self,
        path: PathBuf,
        image: &'static kiln_metadata::Assembly,
    ) -> Result<AssemblyId> {
        // Loading is serial: the id is the next index.
        let id = AssemblyId(self.assemblies.count() as u32);
        let index = self.assemblies.push(Asm::new(id, path, image)?);
        debug_assert_eq!(index, id.index());
        Ok(id)
    }

    /// Opens the core library and the root, which become assemblies 0 and 1.
    pub(crate) fn open_first(&self) -> Result<AssemblyId> {
        let mut by_name = self.loader.by_name.lock();
        let root_path = &self.options.root;
        let root_image = open_image(root_path)?;
        let (root_name, _) = identity(root_image)?;
        let core_path = self.loader.framework.join(format!("{CORE_LIBRARY}.dll"));
        if !core_path.is_file() {
            let error = WorldError::new(WorldErrorKind::MissingAssembly {
                requested: CORE_LIBRARY.to_string(),
                searched: vec![core_path],
            });
            return Err(error.help(
                "--framework names the folder of the .NET 10 class library, such as \
                 /usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.0",
            ));
        }
        let core = self.add_assembly(core_path.clone(), open_image(&core_path)?)?;
        by_name.insert(CORE_LIBRARY.to_ascii_lowercase(), Ok(core));
        if root_name == CORE_LIBRARY {
            return Ok(core);
        }
        let root = self.add_assembly(root_path.clone(), root_image)?;
        by_name.insert(root_name.to_ascii_lowercase(), Ok(root));
        Ok(root)
    }
}

const CORE_LIBRARY: &str = "System.Private.CoreLib";

fn missing_assembly(requested: String, searched: Vec<PathBuf>) -> WorldError {
    let name = requested
        .split(',')
        .next()
        .unwrap_or(&requested)
        .to_string();
    WorldError::new(WorldErrorKind::MissingAssembly {
        requested,
        searched,
    })
    .help(format!(
        "put {name}.dll beside the program, or name it or its folder with --reference"
    ))
}

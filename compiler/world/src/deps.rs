//! The `deps.json` beside an SDK-built program: where its packages' assemblies are.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::error::{Result, WorldError, WorldErrorKind};
use crate::options::{Arch, TargetInfo};

/// Platforms in order of preference, the best first.
fn platforms(target: &TargetInfo) -> Vec<&'static str> {
    let own = match target.arch {
        Arch::X86_64 => "linux-x64",
        Arch::Aarch64 => "linux-arm64",
        Arch::Arm | Arch::Thumb => "linux-arm",
        Arch::Riscv64 => "linux-riscv64",
        Arch::Riscv32 => "linux",
    };
    vec![own, "linux", "unix", "any", ""]
}

#[derive(Deserialize)]
struct File {
    #[serde(rename = "runtimeTarget")]
    runtime_target: Option<RuntimeTarget>,
    #[serde(default)]
    targets: BTreeMap<String, BTreeMap<String, Library>>,
    #[serde(default)]
    libraries: BTreeMap<String, LibraryInfo>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RuntimeTarget {
    Named { name: String },
    Plain(String),
}

#[derive(Deserialize, Default)]
struct Library {
    #[serde(default)]
    runtime: BTreeMap<String, serde_json::Value>,
    #[serde(default, rename = "runtimeTargets")]
    runtime_targets: BTreeMap<String, TargetAsset>,
}

#[derive(Deserialize)]
struct TargetAsset {
    #[serde(default)]
    rid: String,
    #[serde(default, rename = "assetType")]
    asset_type: String,
}

#[derive(Deserialize)]
struct LibraryInfo {
    path: Option<String>,
}

/// Assembly files by simple name.
#[derive(Default)]
pub(crate) struct Deps {
    places: FxHashMap<String, Vec<PathBuf>>,
}

impl Deps {
    /// Reads the file if there is one.
    pub fn read(root: &Path, target: &TargetInfo) -> Result<Deps> {
        let path = root.with_extension("deps.json");
        let Ok(text) = std::fs::read_to_string(&path) else {
            return Ok(Deps::default());
        };
        let text = text.trim_start_matches('\u{feff}');
        let file: File = serde_json::from_str(text).map_err(|error| {
            WorldError::new(WorldErrorKind::File {
                path: path.clone(),
                reason: error.to_string(),
            })
            .help("build the project again, or remove the file")
        })?;
        let folder = root.parent().unwrap_or(Path::new("."));
        Ok(Deps {
            places: file.places(folder, &package_folders(), &platforms(target)),
        })
    }

    /// Files that the program's packages give for a simple name.
    pub fn places(&self, name: &str) -> &[PathBuf] {
        self.places
            .get(&name.to_ascii_lowercase())
            .map_or(&[], Vec::as_slice)
    }
}

/// NuGet's package folders, for class libraries whose packages were not copied.
fn package_folders() -> Vec<PathBuf> {
    let named = std::env::var_os("NUGET_PACKAGES").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".nuget/packages"));
    named.into_iter().chain(home).collect()
}

impl File {
    fn places(
        &self,
        folder: &Path,
        packages: &[PathBuf],
        platforms: &[&str],
    ) -> FxHashMap<String, Vec<PathBuf>> {
        let target = match &self.runtime_target {
            Some(RuntimeTarget::Named { name } | RuntimeTarget::Plain(name)) => {
                self.targets.get(name)
            }
            None => None,
        };
        let mut places: FxHashMap<String, Vec<PathBuf>> = FxHashMap::default();
        for (library, assets) in target
            .or_else(|| self.targets.values().next())
            .into_iter()
            .flatten()
        {
            let package = self
                .libraries
                .get(library)
                .and_then(|info| info.path.as_deref());
            let mut chosen: Vec<(usize, &str)> = Vec::new();
            for (asset, target) in &assets.runtime_targets {
                let rank = platforms.iter().position(|rid| *rid == target.rid);
                if let (Some(rank), "runtime") = (rank, &*target.asset_type) {
                    chosen.push((rank, asset));
                }
            }
            chosen.sort();
            let plain = assets.runtime.keys().map(|asset| (usize::MAX, &**asset));
            for (_, asset) in chosen.into_iter().chain(plain) {
                let asset_path = Path::new(asset);
                let Some(stem) = asset_path.file_stem().and_then(|stem| stem.to_str()) else {
                    continue;
                };
                let list = places.entry(stem.to_ascii_lowercase()).or_default();
                list.push(folder.join(asset));
                if let Some(name) = asset_path.file_name() {
                    list.push(folder.join(name));
                }
                if let Some(package) = package {
                    list.extend(packages.iter().map(|root| root.join(package).join(asset)));
                }
            }
        }
        places
    }
}

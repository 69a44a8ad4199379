//! The world itself: opening, configuration, and the few questions about it as a whole.

use std::path::Path;
use std::sync::OnceLock;

use kiln_metadata::EntryPoint;
use parking_lot::Mutex;

use crate::assembly::{Asm, Named};
use crate::definitions::CoreDefs;
use crate::dispatch_cache::DispatchCache;
use crate::error::{Result, WorldError, WorldErrorKind};
use crate::features::Features;
use crate::ids::{AssemblyId, MethodDefId, MethodId, TypeDefId, TypeDefRow};
use crate::intern::Store;
use crate::known::Known;
use crate::options::{TargetInfo, WorldOptions};
use crate::replacements::Replacements;
use crate::resolve_assembly::Loader;

/// The closed world. All queries take `&World`, from any thread; what they find is kept.
pub struct World {
    pub(crate) options: WorldOptions,
    pub(crate) store: Store,
    pub(crate) assemblies: boxcar::Vec<Asm>,
    pub(crate) loader: Loader,
    pub(crate) features: Features,
    pub(crate) replacements: Replacements,
    pub(crate) core_defs: CoreDefs,
    pub(crate) dispatch_cache: DispatchCache,
    known: OnceLock<Known>,
    root: AssemblyId,
    problems: Mutex<Vec<WorldError>>,
}

impl World {
    /// Opens the root assembly and the core library and reads configuration; everything else is
    /// opened and decoded when it is asked for.
    pub fn open(options: &WorldOptions) -> Result<World> {
        let nowhere = TypeDefId {
            assembly: AssemblyId(0),
            row: TypeDefRow(0),
        };
        let mut world = World {
            options: options.clone(),
            store: Store::new(),
            assemblies: boxcar::Vec::new(),
            loader: Loader::new(options)?,
            features: Features::read(options)?,
            replacements: Replacements::read()?,
            core_defs: CoreDefs {
                value_type: nowhere,
                enum_: nowhere,
                delegate: nowhere,
                multicast_delegate: nowhere,
            },
            dispatch_cache: DispatchCache::default(),
            known: OnceLock::new(),
            root: AssemblyId(0),
            problems: Mutex::new(Vec::new()),
        };
        world.root = world.open_first()?;
        world.core_defs = CoreDefs {
            value_type: world.core_type("System.ValueType")?,
            enum_: world.core_type("System.Enum")?,
            delegate: world.core_type("System.Delegate")?,
            multicast_delegate: world.core_type("System.MulticastDelegate")?,
        };
        let known = Known::load(
            |name| Ok::<_, WorldError>(world.type_def(world.core_type(name)?)?.open),
            |name| world.core_type(name),
        )?;
        _ = world.known.set(known);
        Ok(world)
    }

    fn core_type(&self, name: &str) -> Result<TypeDefId> {
        let core = self.asm(self.core_library());
        let (namespace, simple) = name.rsplit_once('.').unwrap_or(("", name));
        match core.find(namespace, simple) {
            Some(Named::Def(row)) => Ok(TypeDefId {
                assembly: core.id,
                row,
            }),
            _ => Err(WorldError::new(WorldErrorKind::MissingType {
                name: name.to_string(),
                assembly: core.path.display().to_string(),
            })
            .help("this is not the core library of .NET 10: give its folder with --framework")),
        }
    }

    #[inline]
    pub(crate) fn asm(&self, id: AssemblyId) -> &Asm {
        &self.assemblies[id.index()]
    }

    pub fn target(&self) -> &TargetInfo {
        &self.options.target
    }

    pub fn options(&self) -> &WorldOptions {
        &self.options
    }

    /// Types of the core library that the compiler names.
    #[inline]
    pub fn known(&self) -> &Known {
        // Filled by `open`; a world is not given out before.
        static EMPTY: &str = "the core library is open";
        match self.known.get() {
            Some(known) => known,
            None => unreachable!("{EMPTY}"),
        }
    }

    pub fn core_library(&self) -> AssemblyId {
        AssemblyId(0)
    }

    /// Is the assembly part of the class library? Its files lie in one folder.
    pub fn is_framework(&self, assembly: AssemblyId) -> bool {
        self.assembly_path(assembly).parent() == self.assembly_path(self.core_library()).parent()
    }

    pub fn root_assembly(&self) -> AssemblyId {
        self.root
    }

    /// Simple name.
    pub fn assembly_name(&self, assembly: AssemblyId) -> &str {
        self.asm(assembly).name
    }

    pub fn assembly_path(&self, assembly: AssemblyId) -> &Path {
        &self.asm(assembly).path
    }

    /// The reader of an assembly's file.
    pub fn assembly_image(&self, assembly: AssemblyId) -> &'static kiln_metadata::Assembly {
        self.asm(assembly).image
    }

    /// Assemblies opened so far.
    pub fn assemblies(&self) -> Vec<AssemblyId> {
        self.assemblies.iter().map(|(_, asm)| asm.id).collect()
    }

    /// `Main`, or the compiler-made wrapper of an async `Main`.
    pub fn entry_point(&self) -> Result<MethodId> {
        let asm = self.asm(self.root);
        let missing = || {
            WorldError::new(WorldErrorKind::NoEntryPoint(asm.path.clone()))
                .help("it is a library: give a program, or build this project with OutputType Exe")
        };
        match asm.image.entry_point()? {
            Some(EntryPoint::Method(row)) => {
                let owner = asm.image.owner_of_method(row).ok_or_else(missing)?;
                let owner = self
                    .type_def(TypeDefId {
                        assembly: asm.id,
                        row: owner,
                    })?
                    .open;
                self.method_of(
                    owner,
                    MethodDefId {
                        assembly: asm.id,
                        row,
                    },
                    &[],
                )
            }
            Some(EntryPoint::File(_)) => Err(WorldError::new(WorldErrorKind::Unsupported(
                "an entry point in another module of a multi-module assembly".to_string(),
            ))),
            Some(EntryPoint::Native(_)) => Err(WorldError::new(WorldErrorKind::Unsupported(
                "a native entry point (mixed-mode assembly)".to_string(),
            ))),
            None => Err(missing()),
        }
    }

    /// Problems met by queries that cannot fail, such as a base type that is not found.
    pub fn problems(&self) -> Vec<WorldError> {
        self.problems.lock().clone()
    }

    pub(crate) fn report(&self, error: WorldError) {
        self.problems.lock().push(error);
    }

    /// How many types, methods, fields and signatures are interned: for statistics.
    pub fn counts(&self) -> [usize; 4] {
        [
            self.store.types.count(),
            self.store.methods.count(),
            self.store.fields.count(),
            self.store.sigs.count(),
        ]
    }
}

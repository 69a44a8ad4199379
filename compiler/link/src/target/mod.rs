//! What a target is. Targets are TOML files with inheritance; nothing in code names one.
//!
//! A file may inherit from others (`inherits = ["linux-musl"]`). Parents are taken from left to
//! right, then the file's own keys. A scalar or a list of the nearer file replaces the farther
//! one's, except the lists that [`schema`] declares as `append`: those grow, parents' items first.

mod embedded;
mod explain;
mod load;
mod schema;
mod suggest;

pub use embedded::linker_scripts;
pub use load::{Origins, TargetError};
pub use schema::{
    Arch, CAbi, CodeModel, EhModel, Endianness, GcModel, Llvm, Machine, Os, RelocationModel,
    Runtime, System, TargetSections, Test,
};
pub use suggest::nearest;

/// A complete target: every required key has a value, and each value knows the file it is from.
#[derive(Debug, Clone)]
pub struct Target {
    /// The name it was asked for by, or the stem of its file.
    pub name: String,
    /// One line for `kiln targets`.
    pub description: String,
    /// The values, section by section.
    pub sections: TargetSections,
    /// Which files set each key, in the order in which they were applied.
    pub origins: Origins,
}

impl std::ops::Deref for Target {
    type Target = TargetSections;

    fn deref(&self) -> &TargetSections {
        &self.sections
    }
}

impl Target {
    /// Loads an embedded target by name, or a user's file when `spec` looks like a path.
    pub fn load(spec: &str) -> Result<Target, TargetError> {
        load::load(spec)
    }

    /// Names and descriptions of all embedded targets, parents that are no targets left out.
    pub fn list() -> Result<Vec<Target>, TargetError> {
        embedded::names()
            .filter_map(|name| load::load_listed(name).transpose())
            .collect()
    }

    /// The target whose file says that it is the default on `host`, such as `x86_64-linux`.
    pub fn default_for_host(host: &str) -> Result<Option<Target>, TargetError> {
        Ok(Target::list()?
            .into_iter()
            .find(|target| target.system.default_for_hosts.iter().any(|h| h == host)))
    }

    /// The name of the machine this compiler runs on, as `system.default-for-hosts` spells it.
    pub fn host() -> String {
        format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS)
    }

    /// Whether programs for this target run directly on this machine.
    pub fn is_host(&self) -> bool {
        self.system.default_for_hosts.contains(&Target::host())
    }

    /// Pointer width in bytes.
    pub fn pointer_bytes(&self) -> u32 {
        self.machine.pointer_width / 8
    }

    /// LLVM's feature string: the items of `llvm.features`, joined by commas.
    pub fn feature_string(&self) -> String {
        self.llvm.features.join(",")
    }

    /// A table of every key, its value and the files that set it.
    pub fn explain(&self) -> String {
        explain::explain(self)
    }
}

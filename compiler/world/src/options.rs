//! What a world is opened with: files, folders, features and target facts.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Instruction set of the target.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum Arch {
    X86_64,
    Aarch64,
    Arm,
    Thumb,
    Riscv32,
    Riscv64,
}

/// Operating system of the target.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum Os {
    Linux,
    None,
}

/// Facts of the target that type layouts and folding depend on.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub struct TargetInfo {
    pub pointer_bytes: u32,
    pub little_endian: bool,
    pub arch: Arch,
    pub os: Os,
}

impl TargetInfo {
    /// Bytes of an object before its fields: type and lock words; on bare 32-bit machines the type
    /// only.
    pub fn header_bytes(&self) -> u32 {
        match (self.os, self.pointer_bytes) {
            (Os::None, 4) => 4,
            _ => 8,
        }
    }

    /// 64-bit little-endian x86 Linux.
    pub const X86_64_LINUX: TargetInfo = TargetInfo {
        pointer_bytes: 8,
        little_endian: true,
        arch: Arch::X86_64,
        os: Os::Linux,
    };
}

/// Everything `World::open` needs.
#[derive(Clone, Debug)]
pub struct WorldOptions {
    /// The assembly to compile.
    pub root: PathBuf,
    /// Further assemblies or folders of assemblies to resolve references from.
    pub references: Vec<PathBuf>,
    /// Folder of the class library.
    pub framework: PathBuf,
    /// Feature values of the command line: they win over `runtimeconfig.json` and the defaults.
    pub features: BTreeMap<String, String>,
    pub target: TargetInfo,
}

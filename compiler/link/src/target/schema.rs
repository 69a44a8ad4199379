//! The one declaration of every key a target file may have: type, how it is inherited, meaning.

use super::load::Origins;
use serde::{Deserialize, Serialize};

/// How the type of a key looks in the finished target.
macro_rules! full_type {
    (required $t:ty) => { $t };
    (optional $t:ty) => { Option<$t> };
    (list $t:ty) => { Vec<$t> };
    (append $t:ty) => { Vec<$t> };
}

/// How the type of a key looks in one file.
macro_rules! part_type {
    (required $t:ty) => { Option<$t> };
    (optional $t:ty) => { Option<$t> };
    (list $t:ty) => { Option<Vec<$t>> };
    (append $t:ty) => { Option<Vec<$t>> };
}

/// Merges a nearer file's value into what the farther ones gave.
macro_rules! merge_field {
    (append $own:expr, $nearer:expr, $origins:expr, $key:expr, $file:expr) => {
        if let Some(items) = $nearer {
            $own.get_or_insert_default().extend(items);
            $origins.add($key, $file);
        }
    };
    ($mode:ident $own:expr, $nearer:expr, $origins:expr, $key:expr, $file:expr) => {
        if let Some(value) = $nearer {
            $own = Some(value);
            $origins.set($key, $file);
        }
    };
}

/// Takes the merged value, noting the key when a required one has none.
macro_rules! finish_field {
    (required $t:ty, $value:expr, $missing:expr, $key:expr) => {
        match $value {
            Some(value) => Some(value),
            None => {
                $missing.push($key);
                None
            }
        }
    };
    (optional $t:ty, $value:expr, $missing:expr, $key:expr) => {
        Some($value)
    };
    (list $t:ty, $value:expr, $missing:expr, $key:expr) => {
        Some($value.unwrap_or_default())
    };
    (append $t:ty, $value:expr, $missing:expr, $key:expr) => {
        Some($value.unwrap_or_default())
    };
}

/// Declares the sections; yields the finished structs, the structs of one file, merging,
/// completing, and the list of keys for `explain`.
macro_rules! target_schema {
    ($($(#[doc = $section_doc:literal])+ $section:ident: $full:ident / $part:ident {
        $($(#[doc = $doc:literal])+ $key:ident: $mode:ident $t:ty,)+
    })+) => {
        $(
            $(#[doc = $section_doc])+
            #[derive(Debug, Clone, Serialize)]
            #[serde(rename_all = "kebab-case")]
            pub struct $full {
                $($(#[doc = $doc])+ pub $key: full_type!($mode $t),)+
            }

            #[derive(Debug, Default, Deserialize)]
            #[serde(rename_all = "kebab-case", deny_unknown_fields)]
            struct $part {
                $($key: part_type!($mode $t),)+
            }
        )+

        /// All values of a target.
        #[derive(Debug, Clone, Serialize)]
        pub struct TargetSections {
            $($(#[doc = $section_doc])+ pub $section: $full,)+
        }

        /// What one file says.
        #[derive(Debug, Default, Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        pub(super) struct TargetPart {
            /// Whether the file only serves as a parent.
            #[serde(default, rename = "abstract")]
            pub is_abstract: bool,
            pub description: Option<String>,
            #[serde(default)]
            pub inherits: Vec<String>,
            $(#[serde(default)] $section: $part,)+
        }

        impl TargetPart {
            /// Lays a nearer file's values over these.
            pub fn absorb(&mut self, nearer: TargetPart, file: &str, origins: &mut Origins) {
                $($(merge_field!($mode
                    self.$section.$key, nearer.$section.$key, origins,
                    key_path(stringify!($section), stringify!($key)), file);)+)+
            }

            /// The finished sections, or the required keys that no file set.
            pub fn finish(self) -> Result<TargetSections, Vec<String>> {
                let mut missing = Vec::new();
                $($(let $key = finish_field!($mode $t, self.$section.$key, missing,
                    key_path(stringify!($section), stringify!($key)));)+
                let $section = match ($($key,)+) {
                    ($(Some($key),)+) => Some($full { $($key,)+ }),
                    #[allow(unreachable_patterns)]
                    _ => None,
                };)+
                match ($($section,)+) {
                    ($(Some($section),)+) if missing.is_empty() => {
                        Ok(TargetSections { $($section,)+ })
                    }
                    _ => Err(missing),
                }
            }
        }

        /// Every key in order: (path, whether lists grow on inheritance, meaning).
        pub(super) fn keys() -> Vec<(String, bool, String)> {
            vec![$($((
                key_path(stringify!($section), stringify!($key)),
                stringify!($mode) == "append",
                concat!($($doc, " "),+).trim().to_string(),
            ),)+)+]
        }
    };
}

fn key_path(section: &str, key: &str) -> String {
    format!("{section}.{key}").replace('_', "-")
}

target_schema! {
    /// What LLVM has to know.
    llvm: Llvm / LlvmPart {
        /// The target triple.
        triple: required String,
        /// The CPU that code is tuned for and whose instructions may be used.
        cpu: required String,
        /// Features added to (`+x`) or taken from (`-x`) the CPU's.
        features: append String,
        /// How far apart code and data may lie.
        code_model: required CodeModel,
        /// Whether the image may be loaded anywhere.
        relocation_model: required RelocationModel,
    }
    /// What the machine is.
    machine: Machine / MachinePart {
        /// The instruction set.
        arch: required Arch,
        /// Bits of a pointer and of native int.
        pointer_width: required u32,
        /// Byte order.
        endianness: required Endianness,
        /// The largest page the system may use, which segments are aligned for.
        page_size: required u32,
        /// The calling convention of C.
        c_abi: required CAbi,
    }
    /// What the program meets when it runs.
    system: System / SystemPart {
        /// The operating system.
        os: required Os,
        /// The C library it is linked with, if any.
        libc: optional String,
        /// Hosts on which this target is the default, as ARCH-OS.
        default_for_hosts: list String,
    }
    /// The runtime it is linked with.
    runtime: Runtime / RuntimePart {
        /// The folder of the compiler's home that holds the runtime's files.
        folder: required String,
        /// The name Rust has for the target.
        rust_target: required String,
        /// The collector.
        gc: required GcModel,
        /// How exceptions unwind.
        eh: required EhModel,
    }
    /// How the image is linked.
    link: Link / LinkPart {
        /// lld's `-m`.
        emulation: required String,
        /// The linker script: the name of an embedded one, or a path.
        script: required String,
        /// More flags for lld.
        flags: append String,
        /// Start files before the program's objects.
        crt_before: list String,
        /// Libraries, searched as one group.
        libraries: list String,
        /// Start files after everything.
        crt_after: list String,
    }
    /// How tests run its programs on another machine.
    test: Test / TestPart {
        /// The command that runs a program.
        emulator: list String,
    }
}

/// Declares an enumeration of values in a target file.
macro_rules! value_enum {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $variant_doc:literal])+ $variant:ident,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[doc = $variant_doc])+ $variant,)+ }
    };
}

value_enum! {
    /// Instruction sets, as the class library tells them apart.
    Arch {
        /// 64-bit x86.
        X86_64,
        /// 64-bit ARM.
        Aarch64,
        /// 32-bit ARM.
        Arm,
        /// 32-bit ARM that runs Thumb code only.
        Thumb,
        /// 32-bit RISC-V.
        Riscv32,
        /// 64-bit RISC-V.
        Riscv64,
    }
}
value_enum! {
    /// Operating systems.
    Os {
        /// Linux.
        Linux,
        /// None: bare metal.
        None,
    }
}
value_enum! {
    /// Byte order.
    Endianness {
        /// Least significant byte first.
        Little,
        /// Most significant byte first.
        Big,
    }
}
value_enum! {
    /// LLVM's code models.
    CodeModel {
        /// Everything within 32 bits.
        Small,
        /// Large data beyond them.
        Medium,
        /// No limit.
        Large,
        /// One page-pair of code and data.
        Tiny,
    }
}
value_enum! {
    /// LLVM's relocation models.
    RelocationModel {
        /// At a fixed address.
        Static,
        /// Anywhere.
        Pic,
    }
}
value_enum! {
    /// How C passes arguments.
    CAbi {
        /// System V on x86_64.
        Sysv64,
        /// AArch64 procedure call standard.
        Aapcs64,
        /// 32-bit ARM procedure call standard with floats in registers.
        AapcsVfp,
        /// RISC-V with doubles in registers.
        Lp64d,
    }
}
value_enum! {
    /// The collectors of the runtime.
    GcModel {
        /// Sticky Immix with signals, for hosted systems.
        Immix,
        /// Non-generational in a static arena, for bare metal.
        Arena,
    }
}
value_enum! {
    /// The unwinders of the runtime.
    EhModel {
        /// `.eh_frame` and LSDAs.
        Dwarf,
        /// ARM's exception handling ABI.
        Ehabi,
    }
}

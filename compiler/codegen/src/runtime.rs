//! The runtime's bitcode: the module that the program's code is added to, what functions and type symbols
//! it asks for, and for which CPU it was compiled.

use crate::error::{CodegenError, Result};
use crate::ffi;
use crate::target::Cpu;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::context::Context;
use inkwell::memory_buffer::MemoryBuffer;
use inkwell::module::{Linkage, Module};

/// Entries that leave by unwinding. Rust marks its functions `nounwind`, and LLVM would find it again from
/// a visible body: these must keep their landing pads.
pub(crate) const UNWINDING: [&str; 3] = ["kiln_throw", "kiln_rethrow", "kiln_unexpected_pending"];

/// Symbols that the linker or the C library looks for.
const ALWAYS_KEPT: [&str; 4] = ["main", "_start", "rust_eh_personality", "__dso_handle"];

/// What the runtime says about itself.
#[derive(Debug, Default)]
pub(crate) struct RuntimeInfo {
    pub cpu: Cpu,
    /// Full type name and the symbol under which the runtime refers to its MethodTable.
    pub type_symbols: Vec<(String, String)>,
    assembly: String,
}

/// Types whose tables the runtime always refers to.
const FIXED_TYPES: [(&str, &str); 4] = [
    ("System.String", "kiln_mt_string"),
    ("System.Object", "kiln_mt_object"),
    ("System.String[]", "kiln_mt_string_array"),
    ("System.Byte[]", "kiln_mt_byte_array"),
];

/// Reads the bitcode; an empty slice gives an empty module.
pub(crate) fn load<'ctx>(
    context: &'ctx Context,
    bitcode: &[u8],
) -> Result<(Module<'ctx>, RuntimeInfo)> {
    let mut info = RuntimeInfo {
        type_symbols: FIXED_TYPES
            .iter()
            .map(|(name, symbol)| (name.to_string(), symbol.to_string()))
            .collect(),
        ..RuntimeInfo::default()
    };
    if bitcode.is_empty() {
        return Ok((context.create_module("program"), info));
    }
    let buffer = MemoryBuffer::create_from_memory_range_copy(bitcode, "runtime.bc");
    let module = Module::parse_bitcode_from_buffer(&buffer, context)
        .map_err(|error| CodegenError::Runtime(error.to_string()))?;
    module.set_name("program");
    module.set_source_file_name("program");
    info.assembly = ffi::module_assembly(&module);
    read_cpu(&module, &mut info);
    read_manifest(&module, &mut info);
    let nounwind = Attribute::get_named_enum_kind_id("nounwind");
    for name in UNWINDING {
        if let Some(function) = module.get_function(name) {
            function.remove_enum_attribute(AttributeLoc::Function, nounwind);
            if function.count_basic_blocks() > 0 {
                function.set_linkage(Linkage::WeakAny);
            }
        }
    }
    Ok((module, info))
}

fn read_cpu(module: &Module<'_>, info: &mut RuntimeInfo) {
    let text = |attribute: Option<Attribute>| {
        attribute
            .map(|attribute| attribute.get_string_value().to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    for function in module
        .get_functions()
        .filter(|function| function.count_basic_blocks() > 0)
    {
        let cpu = function.get_string_attribute(AttributeLoc::Function, "target-cpu");
        if cpu.is_some() {
            let features = function.get_string_attribute(AttributeLoc::Function, "target-features");
            info.cpu = Cpu {
                name: text(cpu),
                features: text(features),
            };
            return;
        }
    }
}

/// `type` lines of the manifest name the tables that the runtime refers to.
fn read_manifest(module: &Module<'_>, info: &mut RuntimeInfo) {
    for global in module.get_globals() {
        if global
            .get_section()
            .is_none_or(|section| section.to_bytes() != b".kiln.manifest")
        {
            continue;
        }
        let Some(bytes) = ffi::constant_bytes(global) else {
            continue;
        };
        for line in String::from_utf8_lossy(&bytes).lines() {
            let mut fields = line.split('\t');
            if fields.next() == Some("type")
                && let (Some(name), Some(symbol)) = (fields.next(), fields.next())
            {
                let entry = (name.to_string(), symbol.to_string());
                if !info.type_symbols.contains(&entry) {
                    info.type_symbols.push(entry);
                }
            }
        }
    }
}

impl RuntimeInfo {
    /// Must stay visible to the linker: it starts the program, or something outside this module uses it.
    pub fn is_kept(&self, name: &str, extra: &[String]) -> bool {
        ALWAYS_KEPT.contains(&name)
            || name.contains("rust_begin_unwind")
            || extra.iter().any(|kept| kept == name)
            || self.assembly_names(name)
    }

    /// Module-level assembly refers to symbols by text only.
    fn assembly_names(&self, name: &str) -> bool {
        let bytes = self.assembly.as_bytes();
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'$');
        self.assembly.match_indices(name).any(|(start, _)| {
            let end = start + name.len();
            (start == 0 || !is_word(bytes[start - 1]))
                && bytes.get(end).is_none_or(|&byte| !is_word(byte))
        })
    }
}

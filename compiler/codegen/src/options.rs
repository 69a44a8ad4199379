//! What code generation is asked for.

/// How much LLVM optimises.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Default)]
pub enum OptLevel {
    O0,
    O1,
    #[default]
    O2,
    O3,
    /// Small, without giving up much speed.
    Os,
    /// As small as possible.
    Oz,
}

impl OptLevel {
    pub(crate) fn is_size(self) -> bool {
        matches!(self, OptLevel::Os | OptLevel::Oz)
    }

    /// The name that LLVM's `default<…>` pipelines have.
    pub(crate) fn name(self) -> &'static str {
        match self {
            OptLevel::O0 => "O0",
            OptLevel::O1 => "O1",
            OptLevel::O2 => "O2",
            OptLevel::O3 => "O3",
            OptLevel::Os => "Os",
            OptLevel::Oz => "Oz",
        }
    }
}

#[derive(Copy, Clone, PartialEq, Eq, Debug, Default)]
pub enum CodeModel {
    #[default]
    Small,
    Medium,
    Large,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug, Default)]
pub enum RelocModel {
    #[default]
    Static,
    Pic,
}

/// Which forms of the module are wanted.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Emit {
    pub object: bool,
    pub assembly: bool,
    /// LLVM text as generated, before any pass.
    pub llvm_before: bool,
    /// LLVM text after the pipeline.
    pub llvm_after: bool,
}

impl Default for Emit {
    fn default() -> Self {
        Emit {
            object: true,
            assembly: false,
            llvm_before: false,
            llvm_after: false,
        }
    }
}

/// The target and how to generate code for it.
#[derive(Clone, Debug)]
pub struct CodegenOptions<'a> {
    /// LLVM triple, such as `x86_64-unknown-linux-musl`.
    pub triple: String,
    /// LLVM CPU name; empty: the one the runtime was built for.
    pub cpu: String,
    /// LLVM features (`+avx2`), on top of those the runtime was built for.
    pub features: Vec<String>,
    pub opt: OptLevel,
    /// Equal functions share one body.
    pub merge_functions: bool,
    /// Line tables.
    pub debug: bool,
    /// The runtime as bitcode; empty: its functions stay external.
    pub runtime_bitcode: &'a [u8],
    pub code_model: CodeModel,
    pub reloc_model: RelocModel,
    pub emit: Emit,
    /// Symbols that stay visible to the linker, besides `main`.
    pub keep_symbols: Vec<String>,
    /// Carry the names of methods for stack traces, if the program can ask for them.
    pub method_names: bool,
    /// Bytes that the program's heap may use.
    pub heap_limit: Option<u64>,
    /// Run LLVM's verifier over the module before the passes.
    pub verify: bool,
}

impl Default for CodegenOptions<'_> {
    fn default() -> Self {
        CodegenOptions {
            triple: String::new(),
            cpu: String::new(),
            features: Vec::new(),
            opt: OptLevel::default(),
            merge_functions: true,
            debug: false,
            runtime_bitcode: &[],
            code_model: CodeModel::default(),
            reloc_model: RelocModel::default(),
            emit: Emit::default(),
            keep_symbols: Vec::new(),
            method_names: true,
            heap_limit: None,
            verify: cfg!(debug_assertions),
        }
    }
}

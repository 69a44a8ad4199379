//! One LLVM module for one program: what is declared in it, and the order in which it is filled.

use crate::emit::{self, Artifacts, Stopwatch};
use crate::error::{CodegenError, Result, in_function};
use crate::facts::{Facts, KnownLayout};
use crate::ffi::{self, Diagnostics};
use crate::metadata::Metadata;
use crate::options::CodegenOptions;
use crate::runtime::{self, RuntimeInfo};
use crate::symbol::{self, Symbols};
use crate::target::{self, Cpu};
use crate::types::Types;
use crate::{debuginfo, function, literals, names, pipeline, shape, tail};
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::context::Context;
use inkwell::module::{Linkage, Module};
use inkwell::types::FunctionType;
use inkwell::values::{FunctionValue, GlobalValue, UnnamedAddress};
use kiln_analysis::program::Program;
use kiln_bake::frozen::FrozenRef;
use kiln_ir::function::{Payload, Terminator};
use kiln_ir::{Func, Function};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, RefCell};

/// Functions that an error names besides the first.
const SHOWN_ERRORS: usize = 4;

/// Everything that translating one module needs.
pub(crate) struct Codegen<'ctx, 'p> {
    pub types: Types<'ctx>,
    pub module: Module<'ctx>,
    pub facts: &'p dyn Facts,
    pub program: &'p Program,
    pub options: &'p CodegenOptions<'p>,
    pub runtime: RuntimeInfo,
    pub metadata: Metadata<'ctx>,
    pub debug: Option<debuginfo::DebugInfo<'ctx>>,
    /// Bytes of interface buckets in every MethodTable; slots follow them.
    pub bucket_bytes: u32,
    pub symbols: RefCell<Symbols>,
    known: Cell<Option<KnownLayout>>,
    functions: FxHashMap<Func, FunctionValue<'ctx>>,
    /// What the C entries of the program call.
    bodies: FxHashMap<Func, FunctionValue<'ctx>>,
    /// Other names of the runtime's functions.
    aliases: FxHashMap<String, FunctionValue<'ctx>>,
    address_taken: FxHashSet<Func>,
    /// The program calls native code that may start threads.
    pub calls_native: Cell<bool>,
    pub data: RefCell<Data<'ctx>>,
}

/// Globals made so far, by what they stand for.
#[derive(Default)]
pub(crate) struct Data<'ctx> {
    pub tables: Vec<GlobalValue<'ctx>>,
    pub statics: Vec<GlobalValue<'ctx>>,
    pub static_index: FxHashMap<kiln_world::FieldId, usize>,
    pub frozen: Vec<GlobalValue<'ctx>>,
    pub texts: FxHashMap<Box<[u16]>, GlobalValue<'ctx>>,
    pub type_objects: FxHashMap<kiln_world::TypeId, GlobalValue<'ctx>>,
    pub gc_maps: FxHashMap<(u32, Vec<u64>), GlobalValue<'ctx>>,
    pub filters: FxHashMap<Func, GlobalValue<'ctx>>,
    pub cctors: FxHashMap<kiln_world::TypeId, GlobalValue<'ctx>>,
    pub rva: FxHashMap<kiln_world::FieldId, GlobalValue<'ctx>>,
    pub helpers: FxHashMap<crate::helpers::Helper, FunctionValue<'ctx>>,
}

/// Generates, optimises and writes the module.
pub(crate) fn generate(
    facts: &dyn Facts,
    program: &Program,
    options: &CodegenOptions<'_>,
) -> Result<Artifacts> {
    let mut watch = Stopwatch::start();
    let context = Context::create();
    let diagnostics = Diagnostics::default();
    diagnostics.install(&context);
    let result = generate_in(&context, &diagnostics, facts, program, options, &mut watch);
    diagnostics.remove(&context);
    result
}

fn generate_in(
    context: &Context,
    diagnostics: &Diagnostics,
    facts: &dyn Facts,
    program: &Program,
    options: &CodegenOptions<'_>,
    watch: &mut Stopwatch,
) -> Result<Artifacts> {
    let (module, info) = runtime::load(context, options.runtime_bitcode)?;
    let aliases = ffi::resolve_aliases(&module, |name| info.is_kept(name, &options.keep_symbols))
        .into_iter()
        .collect();
    let cpu = Cpu::choose(options, &info.cpu);
    let machine = target::machine(options, &cpu)?;
    module.set_triple(&machine.get_triple());
    let layout = machine.get_target_data().get_data_layout();
    if !options.runtime_bitcode.is_empty() && *module.get_data_layout() != layout {
        return Err(CodegenError::Runtime(format!(
            "it was built for another target than `{}`",
            options.triple
        )));
    }
    module.set_data_layout(&layout);
    watch.lap("load the runtime");

    let types = Types::new(context, facts.pointer_bytes());
    let mut codegen = Codegen {
        metadata: Metadata::new(types),
        debug: options
            .debug
            .then(|| debuginfo::DebugInfo::new(context, &module)),
        types,
        module,
        facts,
        program,
        options,
        runtime: info,
        bucket_bytes: crate::tables::bucket_bytes(program),
        symbols: RefCell::default(),
        calls_native: Cell::default(),
        known: Cell::new(None),
        functions: FxHashMap::default(),
        bodies: FxHashMap::default(),
        aliases,
        address_taken: address_taken(program),
        data: RefCell::default(),
    };
    codegen.declare_functions()?;
    codegen.declare_tables();
    codegen.declare_statics();
    codegen.declare_frozen();
    codegen.translate_functions()?;
    codegen.define_frozen()?;
    codegen.define_statics()?;
    codegen.define_tables()?;
    codegen.define_reflection()?;
    codegen.define_runtime_symbols();
    if let Some(debug) = &codegen.debug {
        debug.finish();
    }
    let method_names = codegen.method_names();
    let Codegen {
        module, runtime, ..
    } = codegen;
    watch.lap("generate LLVM code");

    let llvm_before = options.emit.llvm_before.then(|| module.to_string());
    if options.verify {
        verify(&module)?;
        watch.lap("verify LLVM code");
    }
    shape::prepare(&module, &runtime, options, &cpu);
    pipeline::run(&module, &machine, options)?;
    names::define(&module, &types, &method_names);
    literals::define(&module, &types);
    shape::finish(&module);
    watch.lap("optimise");
    let mut artifacts = emit::write(&module, &machine, options)?;
    artifacts.llvm_before = llvm_before;
    watch.lap("emit machine code");
    let errors = diagnostics.take();
    if !errors.is_empty() {
        return Err(CodegenError::Llvm(errors));
    }
    artifacts.timings = watch.take();
    Ok(artifacts)
}

fn verify(module: &Module<'_>) -> Result<()> {
    let Err(message) = module.verify() else {
        return Ok(());
    };
    let broken: Vec<String> = module
        .get_functions()
        .filter(|function| function.count_basic_blocks() > 0 && !function.verify(false))
        .map(|function| function.get_name().to_string_lossy().into_owned())
        .collect();
    Err(CodegenError::internal(
        broken.join(", "),
        format!("LLVM's verifier says: {message}"),
    ))
}

/// Functions whose address becomes a value: delegates compare code addresses, so these stay distinct.
fn address_taken(program: &Program) -> FxHashSet<Func> {
    let mut taken = FxHashSet::default();
    for function in &program.functions {
        for (_, inst) in function.insts.iter() {
            if let (kiln_ir::Op::FuncAddr, Payload::Func(func)) = (inst.op, &inst.payload) {
                taken.insert(*func);
            }
        }
    }
    let objects = program.frozen.objects.iter().map(|object| &object.refs);
    let statics = program.statics.iter().map(|field| &field.refs);
    for (_, target) in objects.chain(statics).flatten() {
        if let FrozenRef::Code(func) = target {
            taken.insert(*func);
        }
    }
    taken
}

impl<'ctx, 'p> Codegen<'ctx, 'p> {
    /// Translates all bodies. One error names the first that failed and says how many others did.
    fn translate_functions(&self) -> Result<()> {
        let mut errors = Vec::new();
        for function in &self.program.functions {
            if let Err(error) = function::translate(self, function) {
                errors.push((function.name.clone(), in_function(error, &function.name)));
            }
        }
        let others: Vec<String> = errors
            .iter()
            .skip(1)
            .take(SHOWN_ERRORS)
            .map(|(name, _)| name.clone())
            .collect();
        let count = errors.len();
        match errors.into_iter().next() {
            None => Ok(()),
            Some((_, CodegenError::Internal { function, message })) if count > 1 => {
                let message = format!(
                    "{message}; {} more failed, such as {}",
                    count - 1,
                    others.join(", ")
                );
                Err(CodegenError::Internal { function, message })
            }
            Some((_, error)) => Err(error),
        }
    }

    /// Declares every body of the program, so that calls can refer to them in any order.
    fn declare_functions(&mut self) -> Result<()> {
        let program = self.program;
        let tail = tail::participants(&program.functions);
        for function in &program.functions {
            let body = self.declare_function(function);
            let mut visible = body;
            if let Func::NativeEntry(method) = function.func {
                // C code calls an entry that takes its ABI apart.
                let signature = self.facts.method_signature(method)?;
                let name = self
                    .symbols
                    .borrow_mut()
                    .unique(&format!("entry:{}", function.name));
                visible = self.native_entry(body, &signature, &name)?;
                self.bodies.insert(function.func, body);
            } else if tail.contains(&function.func) {
                let name = self
                    .symbols
                    .borrow_mut()
                    .unique(&format!("wrapper:{}", function.name));
                visible = self.tail_wrapper(body, &name)?;
                self.bodies.insert(function.func, body);
            }
            self.functions.insert(function.func, visible);
        }
        Ok(())
    }

    fn declare_function(&self, function: &Function) -> FunctionValue<'ctx> {
        let params = function.blocks[function.entry]
            .params
            .iter()
            .map(|&value| function.values[value].ty);
        let ty = self.types.function(params, &function.rets);
        let name = symbol::func_name(self.facts, function.func);
        let value = if symbol::runtime_name(function.func).is_some() {
            self.define_named(&name, ty)
        } else {
            let name = self.symbols.borrow_mut().unique(&name);
            let kept = self.options.keep_symbols.contains(&name);
            let linkage = if kept {
                Linkage::External
            } else {
                Linkage::Internal
            };
            self.module.add_function(&name, ty, Some(linkage))
        };
        if !self.address_taken.contains(&function.func) {
            value
                .as_global_value()
                .set_unnamed_address(UnnamedAddress::Global);
        }
        crate::shape::function_attributes(self, function, value);
        value
    }

    /// A function of exactly this type and name, taking over the runtime's declaration of it.
    fn define_named(&self, name: &str, ty: FunctionType<'ctx>) -> FunctionValue<'ctx> {
        let value = self.module.add_function("", ty, Some(Linkage::External));
        if let Some(declared) = self.module.get_function(name) {
            ffi::replace_function(declared, value.as_global_value().as_pointer_value());
        } else if let Some(declared) = self.module.get_global(name) {
            ffi::replace_global(declared, value.as_global_value().as_pointer_value());
        }
        value.as_global_value().set_name(name);
        value
    }

    /// The LLVM function of a body of the program.
    pub fn function(&self, func: Func) -> Result<FunctionValue<'ctx>> {
        self.functions.get(&func).copied().ok_or_else(|| {
            CodegenError::internal(
                "?",
                format!(
                    "`{}` is used but not part of the program",
                    symbol::func_name(self.facts, func)
                ),
            )
        })
    }

    /// The LLVM function that a body is translated into.
    pub fn body(&self, func: Func) -> Result<FunctionValue<'ctx>> {
        match self.bodies.get(&func) {
            Some(&body) => Ok(body),
            None => self.function(func),
        }
    }

    pub fn has_function(&self, func: Func) -> bool {
        self.functions.contains_key(&func)
    }

    /// A function outside the program: the runtime's or the C library's. Its type is the one it already
    /// has, if any.
    pub fn external(&self, symbol: &str, ty: FunctionType<'ctx>) -> FunctionValue<'ctx> {
        self.aliases
            .get(symbol)
            .copied()
            .or_else(|| self.module.get_function(symbol))
            .unwrap_or_else(|| {
                let function = self.module.add_function(symbol, ty, None);
                if runtime::UNWINDING.contains(&symbol) {
                    for name in ["cold", "noreturn"] {
                        let kind = Attribute::get_named_enum_kind_id(name);
                        let attribute = self.types.context.create_enum_attribute(kind, 0);
                        function.add_attribute(AttributeLoc::Function, attribute);
                    }
                }
                function
            })
    }

    pub fn known_layout(&self) -> Result<KnownLayout> {
        if let Some(known) = self.known.get() {
            return Ok(known);
        }
        let known = self.facts.known_layout()?;
        self.known.set(Some(known));
        Ok(known)
    }

    /// Gives the tables and facts that the runtime refers to by name their names, and resolves what the
    /// program does not have to null.
    fn define_runtime_symbols(&self) {
        let data = self.data.borrow();
        let by_name: FxHashMap<&str, usize> = self
            .program
            .types
            .iter()
            .enumerate()
            .map(|(index, table)| (table.name.as_str(), index))
            .collect();
        for (name, symbol) in &self.runtime.type_symbols {
            let declared = self.module.get_global(symbol);
            match (by_name.get(name.as_str()), declared) {
                (Some(&index), Some(declared)) => {
                    ffi::replace_global(declared, data.tables[index].as_pointer_value());
                    data.tables[index].set_name(symbol);
                }
                (Some(&index), None) if self.options.runtime_bitcode.is_empty() => {
                    data.tables[index].set_name(symbol);
                    data.tables[index].set_linkage(Linkage::External);
                }
                _ => {}
            }
        }
        let (word, long) = (self.types.i32, self.types.i64);
        let returns = u64::from(self.facts.main_returns_value());
        self.provide_number("kiln_program_main_returns_value", word, returns);
        if let Some(bytes) = self.options.heap_limit {
            self.provide_number("kiln_program_heap_limit", long, bytes);
        }
        if self.calls_native.get() {
            self.provide_number("kiln_program_calls_native", word, 1);
        }
        if self
            .program
            .types
            .iter()
            .any(|table| table.finalizer.is_some())
        {
            self.provide_number("kiln_program_finalizes", word, 1);
        }
        let absent: Vec<_> = self
            .module
            .get_globals()
            .filter(|global| {
                let name = global.get_name().to_bytes();
                global.get_linkage() == Linkage::ExternalWeak
                    && name.starts_with(b"kiln_")
                    && (name != names::SYMBOL.as_bytes() || !self.options.method_names)
                    && name != literals::SYMBOL.as_bytes()
            })
            .collect();
        for global in absent {
            ffi::replace_global(global, self.types.ptr.const_null());
        }
    }

    /// Defines a constant that the runtime asks for, if it does.
    fn provide_number(&self, name: &str, ty: inkwell::types::IntType<'ctx>, number: u64) {
        let Some(declared) = self.module.get_global(name) else {
            return;
        };
        let value = self.module.add_global(ty, None, "");
        value.set_initializer(&ty.const_int(number, false));
        value.set_constant(true);
        value.set_linkage(Linkage::Internal);
        ffi::replace_global(declared, value.as_pointer_value());
        value.set_name(name);
    }

    /// The terminator's successors, in a fixed order.
    pub fn successors(term: &Terminator) -> Vec<&kiln_ir::function::Target> {
        match term {
            Terminator::None
            | Terminator::Return(_)
            | Terminator::Resume { .. }
            | Terminator::Unreachable => Vec::new(),
            Terminator::Jump(target) => vec![target],
            Terminator::Branch { then, other, .. } => vec![then, other],
            Terminator::Switch { cases, default, .. } => cases
                .iter()
                .map(|(_, target)| target)
                .chain([default])
                .collect(),
            Terminator::Try { normal, unwind, .. } => vec![normal, unwind],
            Terminator::Throw { unwind, .. } => unwind.iter().collect(),
            Terminator::Dispatch { cases, default, .. } => cases
                .iter()
                .map(|(_, target)| target)
                .chain([default])
                .collect(),
        }
    }
}

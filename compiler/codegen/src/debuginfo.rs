//! Line tables: one subprogram for each function, and a location for each instruction, through the frames
//! of what was inlined before LLVM saw it.

use crate::facts::Facts;
use inkwell::builder::Builder;
use inkwell::context::Context;
use inkwell::debug_info::{
    AsDIScope, DICompileUnit, DIFile, DIFlags, DIFlagsConstants, DISubprogram, DWARFEmissionKind,
    DWARFSourceLanguage, DebugInfoBuilder,
};
use inkwell::module::{FlagBehavior, Module};
use inkwell::values::FunctionValue;
use kiln_ir::Function;
use kiln_ir::entity::{Entity, Frame};
use kiln_ir::function::Source;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::path::Path;

/// The debug information of a module.
pub(crate) struct DebugInfo<'ctx> {
    context: &'ctx Context,
    builder: DebugInfoBuilder<'ctx>,
    unit: DICompileUnit<'ctx>,
    state: RefCell<State<'ctx>>,
}

#[derive(Default)]
struct State<'ctx> {
    files: FxHashMap<String, DIFile<'ctx>>,
    /// Subprogram of each frame of the function in hand.
    frames: Vec<Option<DISubprogram<'ctx>>>,
    /// Subprograms of inlined methods, by method.
    inlined: FxHashMap<kiln_world::MethodId, DISubprogram<'ctx>>,
}

impl<'ctx> DebugInfo<'ctx> {
    pub fn new(context: &'ctx Context, module: &Module<'ctx>) -> Self {
        let version = context.i32_type().const_int(
            u64::from(inkwell::debug_info::debug_metadata_version()),
            false,
        );
        if module.get_flag("Debug Info Version").is_none() {
            module.add_basic_value_flag("Debug Info Version", FlagBehavior::Warning, version);
        }
        let (builder, unit) = module.create_debug_info_builder(
            true,
            DWARFSourceLanguage::C,
            "program",
            "",
            "kiln",
            true,
            "",
            0,
            "",
            DWARFEmissionKind::LineTablesOnly,
            0,
            false,
            false,
            "",
            "",
        );
        DebugInfo {
            context,
            builder,
            unit,
            state: RefCell::default(),
        }
    }

    pub fn finish(&self) {
        self.builder.finalize();
    }

    fn file(&self, path: &str) -> DIFile<'ctx> {
        if let Some(file) = self.state.borrow().files.get(path) {
            return *file;
        }
        let (directory, name) = match Path::new(path).file_name().and_then(|name| name.to_str()) {
            Some(name) => (path[..path.len() - name.len()].trim_end_matches('/'), name),
            None => ("", path),
        };
        let file = self.builder.create_file(name, directory);
        self.state.borrow_mut().files.insert(path.to_string(), file);
        file
    }

    fn subprogram(&self, name: &str, file: DIFile<'ctx>, line: u32) -> DISubprogram<'ctx> {
        let ty = self
            .builder
            .create_subroutine_type(file, None, &[], DIFlags::ZERO);
        self.builder.create_function(
            self.unit.as_debug_info_scope(),
            name,
            None,
            file,
            line,
            ty,
            true,
            true,
            line,
            DIFlags::ZERO,
            true,
        )
    }

    /// Starts a function: makes the subprograms of its frames.
    pub fn enter(&self, facts: &dyn Facts, function: &Function, value: FunctionValue<'ctx>) {
        let mut frames = Vec::with_capacity(function.frames.len());
        for (frame, data) in function.frames.iter() {
            let location = data
                .method
                .and_then(|method| facts.source_location(method, 0));
            let (path, line) =
                location.map_or_else(|| (String::new(), 0), |place| (place.file, place.line));
            let file = if path.is_empty() {
                self.unit.get_file()
            } else {
                self.file(&path)
            };
            let subprogram = match (frame.index(), data.method) {
                (0, _) => {
                    let subprogram = self.subprogram(&function.name, file, line);
                    value.set_subprogram(subprogram);
                    subprogram
                }
                (_, Some(method)) => {
                    let known = self.state.borrow().inlined.get(&method).copied();
                    known.unwrap_or_else(|| {
                        let subprogram = self.subprogram(&facts.method_name(method), file, line);
                        self.state.borrow_mut().inlined.insert(method, subprogram);
                        subprogram
                    })
                }
                (_, None) => self.subprogram("compiler-made", file, line),
            };
            frames.push(Some(subprogram));
        }
        self.state.borrow_mut().frames = frames;
    }

    /// Says where the instructions built next come from.
    pub fn locate(
        &self,
        facts: &dyn Facts,
        function: &Function,
        source: Source,
        builder: &Builder<'ctx>,
    ) {
        if let Some(location) = self.location(facts, function, source, function.frames.len()) {
            builder.set_current_debug_location(location);
        } else {
            builder.unset_current_debug_location();
        }
    }

    fn location(
        &self,
        facts: &dyn Facts,
        function: &Function,
        source: Source,
        depth: usize,
    ) -> Option<inkwell::debug_info::DILocation<'ctx>> {
        let data = function.frames.get(source.frame)?;
        let scope = self
            .state
            .borrow()
            .frames
            .get(source.frame.index())
            .copied()
            .flatten()?;
        let place = data
            .method
            .and_then(|method| facts.source_location(method, source.il));
        let (line, column) = place.map_or((0, 0), |place| (place.line, place.column));
        // Frames form a tree; the bound only guards against a cycle.
        let caller = match data.caller {
            Some(caller) if depth > 0 && source.frame != Frame(0) => {
                Some(self.location(facts, function, caller, depth - 1)?)
            }
            _ => None,
        };
        Some(self.builder.create_debug_location(
            self.context,
            line,
            column,
            scope.as_debug_info_scope(),
            caller,
        ))
    }
}

//! LLVM's pass pipelines, one for each optimisation level.

use crate::error::{CodegenError, Result};
use crate::options::{CodegenOptions, OptLevel};
use inkwell::module::Module;
use inkwell::passes::PassBuilderOptions;
use inkwell::targets::TargetMachine;

pub(crate) fn run(
    module: &Module<'_>,
    machine: &TargetMachine,
    options: &CodegenOptions<'_>,
) -> Result<()> {
    let passes = match options.opt {
        OptLevel::O0 => "globaldce,default<O0>".to_string(),
        level => {
            let merge = if options.merge_functions {
                "mergefunc,"
            } else {
                ""
            };
            format!(
                "globaldce,default<{}>,{merge}globaldce,constmerge",
                level.name()
            )
        }
    };
    let settings = PassBuilderOptions::create();
    settings.set_merge_functions(options.opt != OptLevel::O0 && options.merge_functions);
    settings.set_loop_vectorization(matches!(options.opt, OptLevel::O2 | OptLevel::O3));
    settings.set_loop_slp_vectorization(matches!(options.opt, OptLevel::O2 | OptLevel::O3));
    module
        .run_passes(&passes, machine, settings)
        .map_err(|error| {
            CodegenError::internal(passes.clone(), format!("the pass pipeline failed: {error}"))
        })
}

//! The LLVM target machine of a set of options.

use crate::error::{CodegenError, Result};
use crate::options::{CodeModel, CodegenOptions, OptLevel, RelocModel};
use inkwell::OptimizationLevel;
use inkwell::targets::{
    CodeModel as LlvmCodeModel, InitializationConfig, RelocMode, Target, TargetMachine,
    TargetTriple,
};
use std::sync::Once;

/// CPU and features that every function carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cpu {
    pub name: String,
    pub features: String,
}

impl Cpu {
    /// What is asked for, on top of what the runtime was built for.
    pub fn choose(options: &CodegenOptions<'_>, runtime: &Cpu) -> Cpu {
        let name = if options.cpu.is_empty() {
            runtime.name.clone()
        } else {
            options.cpu.clone()
        };
        let mut features: Vec<&str> = runtime
            .features
            .split(',')
            .filter(|feature| !feature.is_empty())
            .collect();
        for feature in &options.features {
            if !features.contains(&feature.as_str()) {
                features.push(feature);
            }
        }
        Cpu {
            name,
            features: features.join(","),
        }
    }
}

pub(crate) fn machine(options: &CodegenOptions<'_>, cpu: &Cpu) -> Result<TargetMachine> {
    static INITIALIZE: Once = Once::new();
    INITIALIZE.call_once(|| {
        let config = InitializationConfig::default();
        Target::initialize_x86(&config);
        Target::initialize_aarch64(&config);
        Target::initialize_arm(&config);
        Target::initialize_riscv(&config);
    });
    let unusable = |message: &str| CodegenError::Target {
        triple: options.triple.clone(),
        message: message.to_string(),
    };
    let triple = TargetTriple::create(&options.triple);
    let target = Target::from_triple(&triple).map_err(|error| unusable(&error.to_string()))?;
    let level = match options.opt {
        OptLevel::O0 => OptimizationLevel::None,
        OptLevel::O1 => OptimizationLevel::Less,
        OptLevel::O2 | OptLevel::Os | OptLevel::Oz => OptimizationLevel::Default,
        OptLevel::O3 => OptimizationLevel::Aggressive,
    };
    let reloc = match options.reloc_model {
        RelocModel::Static => RelocMode::Static,
        RelocModel::Pic => RelocMode::PIC,
    };
    let model = match options.code_model {
        CodeModel::Small => LlvmCodeModel::Small,
        CodeModel::Medium => LlvmCodeModel::Medium,
        CodeModel::Large => LlvmCodeModel::Large,
    };
    target
        .create_target_machine(&triple, &cpu.name, &cpu.features, level, reloc, model)
        .ok_or_else(|| unusable("LLVM has no such machine"))
}

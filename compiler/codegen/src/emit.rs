//! Writes the finished module: object, assembly, LLVM text; and what the stages cost.

use crate::error::{CodegenError, Result};
use crate::options::CodegenOptions;
use inkwell::module::Module;
use inkwell::targets::{FileType, TargetMachine};
use std::time::{Duration, Instant};

/// One stage of code generation and its wall time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timing {
    pub stage: &'static str,
    pub time: Duration,
}

/// What code generation gives back; parts that were not asked for are empty.
#[derive(Clone, Debug, Default)]
pub struct Artifacts {
    pub object: Vec<u8>,
    pub assembly: Option<String>,
    /// LLVM text as generated.
    pub llvm_before: Option<String>,
    /// LLVM text after the pipeline.
    pub llvm_after: Option<String>,
    pub timings: Vec<Timing>,
}

/// Times stages.
pub(crate) struct Stopwatch {
    last: Instant,
    laps: Vec<Timing>,
}

impl Stopwatch {
    pub fn start() -> Self {
        Stopwatch {
            last: Instant::now(),
            laps: Vec::new(),
        }
    }

    pub fn lap(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.laps.push(Timing {
            stage,
            time: now - self.last,
        });
        self.last = now;
    }

    pub fn take(&mut self) -> Vec<Timing> {
        std::mem::take(&mut self.laps)
    }
}

pub(crate) fn write(
    module: &Module<'_>,
    machine: &TargetMachine,
    options: &CodegenOptions<'_>,
) -> Result<Artifacts> {
    let mut artifacts = Artifacts::default();
    if options.emit.llvm_after {
        artifacts.llvm_after = Some(module.to_string());
    }
    let file = |kind: FileType| {
        machine
            .write_to_memory_buffer(module, kind)
            .map(|buffer| buffer.as_slice().to_vec())
            .map_err(|error| CodegenError::Llvm(vec![error.to_string()]))
    };
    if options.emit.assembly {
        artifacts.assembly = Some(String::from_utf8_lossy(&file(FileType::Assembly)?).into_owned());
    }
    if options.emit.object {
        artifacts.object = file(FileType::Object)?;
    }
    Ok(artifacts)
}

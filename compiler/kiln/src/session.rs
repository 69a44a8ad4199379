//! What all stages of one compilation share: what was asked for, the target, and the measurements.

use crate::cli::CompileOptions;
use crate::diagnostics::{Diagnostic, Failure};
use crate::optimise;
use crate::progress::{Progress, Stage};
use crate::stats::{StageStart, Stats};
use kiln_ir::passes::PassSet;
use kiln_link::Target;

/// One compilation.
pub struct Session<'a> {
    pub options: &'a CompileOptions,
    pub target: Target,
    pub passes: PassSet,
    pub stats: Stats,
    progress: Progress,
}

impl<'a> Session<'a> {
    /// Checks the options that need no file to be opened.
    pub fn new(options: &'a CompileOptions) -> Result<Session<'a>, Failure> {
        let passes = optimise::parse(&options.optimise)?;
        let target = crate::stages::choose_target(options)?;
        crate::stages::check_output(options)?;
        Ok(Session {
            options,
            target,
            passes,
            stats: Stats::default(),
            progress: Progress::start(),
        })
    }

    /// Runs one stage: shows it, times it.
    pub fn stage<T>(
        &mut self,
        stage: Stage,
        work: impl FnOnce(&mut Session<'a>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.progress.enter(stage);
        let start = StageStart::now();
        let result = work(self);
        self.stats.end(stage, start);
        result
    }

    /// Prints something of its own without disturbing the line of progress.
    pub fn quietly(&self, print: impl FnOnce()) {
        self.progress.suspend(print);
    }

    /// Prints a message that ends nothing, without disturbing the line of progress.
    pub fn say(&self, diagnostic: &Diagnostic) {
        self.progress.suspend(|| diagnostic.print());
    }
}

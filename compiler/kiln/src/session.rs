//! What all stages of one compilation share: what was asked for, the target, and the measurements.

use crate::cli::CompileOptions;
use crate::diagnostics::Failure;
use crate::optimise::Optimisation;
use crate::progress::{Progress, Stage};
use crate::stats::Stats;
use kiln_link::Target;

/// One compilation.
pub struct Session<'a> {
    pub options: &'a CompileOptions,
    pub target: Target,
    pub optimisation: Optimisation,
    pub stats: Stats,
    progress: Progress,
}

impl<'a> Session<'a> {
    /// Checks the options that need no file to be opened.
    pub fn new(options: &'a CompileOptions) -> Result<Session<'a>, Failure> {
        let optimisation = Optimisation::parse(&options.optimise)?;
        let target = crate::stages::choose_target(options)?;
        crate::stages::check_output(options)?;
        Ok(Session {
            options,
            target,
            optimisation,
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
        let mut stats = std::mem::take(&mut self.stats);
        let result = stats.measure(stage, || work(self));
        // Counts that the stage added follow those of earlier ones.
        stats.absorb(std::mem::take(&mut self.stats));
        self.stats = stats;
        result
    }
}

//! Which stage is running, on standard error; nothing when that is no terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// The stages of a compilation, in order, as the user reads them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Open,
    Resolve,
    Explore,
    Analyse,
    Generate,
    Emit,
    Link,
    Report,
}

impl Stage {
    const ALL: [(Stage, &'static str); 8] = [
        (Stage::Open, "open"),
        (Stage::Resolve, "resolve"),
        (Stage::Explore, "explore"),
        (Stage::Analyse, "analyse"),
        (Stage::Generate, "generate"),
        (Stage::Emit, "optimise and emit"),
        (Stage::Link, "link"),
        (Stage::Report, "report"),
    ];

    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// How often the spinner turns.
const TICK: Duration = Duration::from_millis(80);

/// The line that shows the running stage.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub fn start() -> Progress {
        let stages = Stage::ALL.len() as u64;
        let bar = ProgressBar::with_draw_target(Some(stages), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{spinner} [{pos}/{len}] {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(TICK);
        Progress { bar }
    }

    /// Takes the line away while `work` prints.
    pub fn suspend(&self, work: impl FnOnce()) {
        self.bar.suspend(work);
    }

    pub fn enter(&self, stage: Stage) {
        self.bar.set_position(stage as u64 + 1);
        self.bar.set_message(stage.name());
    }
}

impl Drop for Progress {
    /// The line goes away whatever happens, so that messages stand alone.
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

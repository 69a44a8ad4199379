//! Time and peak memory of every stage, counts of what was reached, and the table that `-v` prints.

use crate::progress::Stage;
use crate::sizes;
use kiln_link::SizeAccount;
use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

/// What one stage took.
#[derive(Debug, Clone, Copy)]
struct StageCost {
    stage: Stage,
    time: Duration,
    /// Peak resident memory while it ran, where the system tells.
    peak_kib: Option<u64>,
}

/// When a stage began.
pub struct StageStart(Instant);

impl StageStart {
    /// Now; the peak of memory is measured anew from here.
    pub fn now() -> StageStart {
        reset_peak();
        StageStart(Instant::now())
    }
}

/// What a part of a stage took.
#[derive(Debug, Clone, Copy)]
struct PartCost {
    name: &'static str,
    time: Duration,
}

/// Everything that is counted in one compilation.
#[derive(Debug, Default)]
pub struct Stats {
    stages: Vec<StageCost>,
    /// Parts of stages, each with the number of stages before its own.
    parts: Vec<(usize, PartCost)>,
    counts: Vec<(&'static str, u64)>,
    /// Where the bytes of the image are.
    pub size: Option<SizeAccount>,
}

impl Stats {
    /// Notes what a stage took that ran since `start`.
    pub fn end(&mut self, stage: Stage, start: StageStart) {
        self.stages.push(StageCost {
            stage,
            time: start.0.elapsed(),
            peak_kib: peak_kib(),
        });
    }

    /// Notes what a part of the running stage took.
    pub fn part(&mut self, name: &'static str, time: Duration) {
        self.parts
            .push((self.stages.len(), PartCost { name, time }));
    }

    /// Notes how many of something there were.
    pub fn count(&mut self, what: &'static str, number: usize) {
        self.counts.push((what, number as u64));
    }

    /// The table of stages, then counts, then sizes.
    pub fn table(&self) -> String {
        let mut text = format!("{:<20}{:>10}{:>12}\n", "stage", "time", "peak memory");
        for (index, cost) in self.stages.iter().enumerate() {
            let _ = writeln!(
                text,
                "{:<20}{:>10}{:>12}",
                cost.stage.name(),
                time(cost.time),
                memory(cost.peak_kib)
            );
            for (_, part) in self.parts.iter().filter(|(stage, _)| *stage == index) {
                let _ = writeln!(text, "  {:<18}{:>10}", part.name, time(part.time));
            }
        }
        let total: Duration = self.stages.iter().map(|cost| cost.time).sum();
        let peak = self.stages.iter().filter_map(|cost| cost.peak_kib).max();
        let _ = writeln!(
            text,
            "{:<20}{:>10}{:>12}",
            "total",
            time(total),
            memory(peak)
        );
        if !self.counts.is_empty() {
            text.push('\n');
        }
        for (what, number) in &self.counts {
            let _ = writeln!(text, "{what:<20}{:>10}", grouped(*number));
        }
        if let Some(size) = &self.size {
            let _ = write!(text, "\n{}", sizes::table(size));
        }
        text
    }
}

fn time(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn memory(kib: Option<u64>) -> String {
    kib.map_or_else(
        || "?".to_string(),
        |kib| format!("{:.1} MB", kib as f64 / 1024.0),
    )
}

/// A number with its thousands apart.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Makes the kernel measure the peak anew, so that each stage has its own.
fn reset_peak() {
    // Where this is refused, the peak is that of the whole run so far.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// `VmHWM` of this process.
fn peak_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(1234567), "1,234,567");
        assert_eq!(grouped(123456), "123,456");
    }

    #[test]
    fn table_has_a_row_a_stage() {
        let mut stats = Stats::default();
        stats.end(Stage::Open, StageStart::now());
        stats.count("methods", 1500);
        let table = stats.table();
        assert!(
            table.contains("open") && table.contains("1,500") && table.contains("total"),
            "{table}"
        );
    }
}

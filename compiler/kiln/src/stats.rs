//! Time and peak memory of every stage, counts of what was reached, and the table that `-v` prints.

use crate::progress::Stage;
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

/// Everything that is counted in one compilation.
#[derive(Debug, Default)]
pub struct Stats {
    stages: Vec<StageCost>,
    counts: Vec<(&'static str, u64)>,
    /// Where the bytes of the image are.
    pub size: Option<SizeAccount>,
}

impl Stats {
    /// Runs one stage and notes its cost.
    pub fn measure<T>(&mut self, stage: Stage, work: impl FnOnce() -> T) -> T {
        reset_peak();
        let start = Instant::now();
        let result = work();
        self.stages.push(StageCost {
            stage,
            time: start.elapsed(),
            peak_kib: peak_kib(),
        });
        result
    }

    /// Notes how many of something there were.
    pub fn count(&mut self, what: &'static str, number: usize) {
        self.counts.push((what, number as u64));
    }

    /// Adds what another collection counted.
    pub fn absorb(&mut self, other: Stats) {
        self.stages.extend(other.stages);
        self.counts.extend(other.counts);
        self.size = other.size.or(self.size.take());
    }

    /// The table of stages, then counts, then sizes.
    pub fn table(&self) -> String {
        let mut text = format!("{:<20}{:>10}{:>12}\n", "stage", "time", "peak memory");
        for cost in &self.stages {
            let _ = writeln!(
                text,
                "{:<20}{:>10}{:>12}",
                cost.stage.name(),
                time(cost.time),
                memory(cost.peak_kib)
            );
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
            let _ = write!(text, "\n{}", sizes(size));
        }
        text
    }
}

/// Bytes of sections and libraries.
fn sizes(size: &SizeAccount) -> String {
    let mut text = format!("{:<28}{:>12}\n", "executable", grouped(size.file_bytes));
    for section in &size.sections {
        let _ = writeln!(text, "  {:<26}{:>12}", section.name, grouped(section.bytes));
    }
    text.push_str("by origin\n");
    for library in size.by_library() {
        let _ = writeln!(text, "  {:<26}{:>12}", library.name, grouped(library.bytes));
    }
    text
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
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
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
        stats.measure(Stage::Open, || ());
        stats.count("methods", 1500);
        let table = stats.table();
        assert!(
            table.contains("open") && table.contains("1,500") && table.contains("total"),
            "{table}"
        );
    }
}

//! Runs every conformance program in every configuration and rewrites `pending.txt`: the programs that do not
//! pass, one `CONFIGURATION NAME` a line. With names as arguments it runs only those and rewrites nothing; then
//! KILN_ALL=1 runs them in the configurations that `subsets.txt` limits, too.

use std::fmt::Write as _;
use std::fs;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use kiln_tests::config::{CONFIGURATIONS, Configuration, Lists};
use kiln_tests::program::{self, Program};
use kiln_tests::tools::Tools;
use kiln_tests::{Error, Result, cache, runner};

const HEADER: &str = "\
# Programs that do not pass yet: CONFIGURATION PATTERN... ('*' stands for every configuration). They are ignored
# tests. Rewritten by scripts/pending.
";

fn main() -> ExitCode {
    let filters: Vec<String> = std::env::args().skip(1).collect();
    match all(&filters) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn all(filters: &[String]) -> Result<()> {
    let tools = Tools::find()?;
    let folder = tools.root.join("tests/conformance");
    let mut programs = program::discover(&folder)?;
    programs.retain(|p| tools.sdk || !p.needs_sdk());
    let no_limits = !filters.is_empty() && std::env::var_os("KILN_ALL").is_some();
    let subsets = Lists::read(&folder.join("subsets.txt"))?;
    let mut jobs: Vec<(&Configuration, &Program)> = Vec::new();
    for program in &programs {
        for configuration in CONFIGURATIONS {
            let name = format!("{}::{}", configuration.name, program.name);
            let in_subset = no_limits
                || configuration
                    .subset
                    .is_none_or(|s| subsets.contains(s, &program.name));
            let asked = filters.is_empty() || filters.iter().any(|f| name.contains(f.as_str()));
            if in_subset && asked {
                jobs.push((configuration, program));
            }
        }
    }
    let wanted: Vec<_> = jobs.iter().map(|(c, p)| (*p, c.references)).collect();
    cache::prepare(&tools, &wanted)?;

    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, |n| n.get()) {
            scope.spawn(|| {
                while let Some((configuration, program)) =
                    jobs.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    let Err(error) = runner::check(&tools, program, configuration) else {
                        continue;
                    };
                    println!("FAIL {}::{}\n{error}", configuration.name, program.name);
                    if let Ok(mut list) = failures.lock() {
                        list.push((configuration.name, program.name.as_str()));
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().unwrap_or_default();
    failures.sort();
    println!("{} of {} pass", jobs.len() - failures.len(), jobs.len());
    if !filters.is_empty() {
        return Ok(());
    }
    let mut text = String::from(HEADER);
    for (configuration, name) in failures {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{configuration} {name}");
    }
    let path = folder.join("pending.txt");
    fs::write(&path, text).map_err(|e| Error::file(&path, e))
}

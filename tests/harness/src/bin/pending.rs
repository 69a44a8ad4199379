//! Runs every conformance program in every configuration and rewrites `pending.txt`: the programs that do not
//! pass, one `CONFIGURATION NAME` a line. With arguments (`PART OF NAME` or `CONFIGURATION::PART OF NAME`) it runs
//! only those programs and rewrites nothing; then KILN_ALL=1 ignores the limits of `subsets.txt`.

use std::fmt::Write as _;
use std::fs;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use kiln_tests::config::{CONFIGURATIONS, Configuration};
use kiln_tests::program::Program;
use kiln_tests::suite::Suite;
use kiln_tests::{Error, Result, cache};

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
    let mut suite = Suite::load()?;
    suite.no_limits = !filters.is_empty() && std::env::var_os("KILN_ALL").is_some();
    let mut jobs: Vec<(&Configuration, &Program)> = Vec::new();
    for configuration in CONFIGURATIONS {
        for program in suite.of(configuration) {
            let asked = |filter: &String| match filter.split_once("::") {
                Some((of, part)) => configuration.name == of && program.name.contains(part),
                None => program.name.contains(filter.as_str()),
            };
            if filters.is_empty() || filters.iter().any(asked) {
                jobs.push((configuration, program));
            }
        }
    }
    // A shared executable needs the programs that were not asked for, too.
    let asked = |configuration: &&Configuration| jobs.iter().any(|(c, _)| c == configuration);
    let wanted: Vec<_> = CONFIGURATIONS
        .iter()
        .filter(asked)
        .flat_map(|c| suite.of(c).map(|program| (program, c.references)))
        .collect();
    cache::prepare(&suite.tools, &wanted)?;

    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, |n| n.get()) {
            scope.spawn(|| {
                while let Some((configuration, program)) =
                    jobs.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    let Err(error) = suite.check(program, configuration) else {
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
    let path = suite.tools.root.join("tests/conformance/pending.txt");
    fs::write(&path, text).map_err(|e| Error::file(&path, e))
}

//! A few seeds of each kind, compared between .NET and kiln at `-O=0` and `-O=all`, the table of arithmetic also with the
//! interpreter, and chains of calls also on aarch64; not those that `pending.txt` names.

use std::process::ExitCode;
use std::sync::Arc;

use kiln_fuzz::campaign::{self, Plan};
use kiln_fuzz::engine::Engine;
use kiln_fuzz::interpreter::INTERPRETATIONS;
use kiln_fuzz::kind::{KINDS, Kind};
use kiln_tests::config::Lists;
use kiln_tests::tools::Tools;
use libtest_mimic::{Arguments, Failed, Trial};

/// Seeds of each kind that has no end of them.
const SEEDS: u64 = 8;
/// Seeds on a machine that is emulated.
const EMULATED_SEEDS: u64 = 4;

/// Kinds that depend on the machine as well as on the compiler.
const ELSEWHERE: &[(&str, &str)] = &[("aarch64-Oall", "unwind")];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let tools = match Tools::find() {
        Ok(tools) if tools.kiln.is_some() => Arc::new(tools),
        Ok(_) => {
            eprintln!("skipped: kiln is not built");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("skipped: {error}");
            return ExitCode::SUCCESS;
        }
    };
    let mut trials = Vec::new();
    for kind in KINDS {
        for configuration in ["O0", "Oall"] {
            let tools = tools.clone();
            let name = format!("{configuration}::{}", kind.name);
            trials.push(Trial::test(name, move || {
                run(&tools, kind, configuration, SEEDS)
            }));
        }
        for (configuration, _) in ELSEWHERE.iter().filter(|(_, name)| *name == kind.name) {
            let tools = tools.clone();
            let name = format!("{configuration}::{}", kind.name);
            trials.push(Trial::test(name, move || {
                run(&tools, kind, configuration, EMULATED_SEEDS)
            }));
        }
        for way in INTERPRETATIONS.iter().filter(|_| kind.interpret.is_some()) {
            let tools = tools.clone();
            let name = format!("{}::{}", way.name, kind.name);
            trials.push(Trial::test(name, move || {
                run(&tools, kind, way.name, SEEDS)
            }));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn run(tools: &Tools, kind: &'static Kind, configuration: &str, seeds: u64) -> Result<(), Failed> {
    if kind.library.is_some() && tools.ilasm.is_none() {
        eprintln!("skipped: no IL assembler here, run ./setup");
        return Ok(());
    }
    // Test processes run beside each other and leave nothing behind: each has a folder of its own.
    let tools = &Tools {
        cache: tools.cache.join(configuration).join("cache"),
        ..tools.clone()
    };
    let pending = Lists::read(&tools.root.join("tests/fuzz/pending.txt"))?;
    let known = |seed: &u64| pending.contains(configuration, &format!("{}/{seed}", kind.name));
    let plan = Plan {
        seeds: (0..kind.count.map_or(seeds, |count| count()))
            .filter(|seed| !known(seed))
            .collect(),
        engines: vec![Engine::named(configuration)?],
        jobs: 1,
        batch: 0,
        max_failures: 5,
        verbose: false,
    };
    let findings = campaign::run(tools, kind, &plan)?;
    if findings.failures.is_empty() {
        return Ok(());
    }
    let text: String = findings
        .failures
        .iter()
        .take(plan.max_failures)
        .map(|failure| campaign::describe(tools, kind, failure))
        .collect();
    Err(Failed::from(text))
}

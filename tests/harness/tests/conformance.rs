//! One test per conformance program and configuration, named `CONFIGURATION::TOPIC/NAME`. Programs listed in
//! `pending.txt` are ignored tests: run them with `--ignored`.

use std::process::ExitCode;
use std::sync::Arc;

use kiln_tests::config::{CONFIGURATIONS, Lists};
use kiln_tests::program::{self, Program};
use kiln_tests::tools::Tools;
use kiln_tests::{Error, cache, runner};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    match trials(&arguments) {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn trials(arguments: &Arguments) -> Result<Vec<Trial>, Error> {
    let tools = Arc::new(Tools::find()?);
    let folder = tools.root.join("tests/conformance");
    let programs: Vec<Arc<Program>> = program::discover(&folder)?
        .into_iter()
        .map(Arc::new)
        .collect();
    let subsets = Lists::read(&folder.join("subsets.txt"))?;
    let pending = Lists::read(&folder.join("pending.txt"))?;

    let mut trials = Vec::new();
    let mut wanted = Vec::new();
    for configuration in CONFIGURATIONS {
        for program in &programs {
            if configuration
                .subset
                .is_some_and(|subset| !subsets.contains(subset, &program.name))
            {
                continue;
            }
            if program.needs_sdk() && !tools.sdk {
                continue;
            }
            wanted.push((program.as_ref(), configuration.references));
            let (tools, own) = (tools.clone(), program.clone());
            let test = move || {
                runner::check(&tools, &own, configuration).map_err(|e| Failed::from(e.to_string()))
            };
            let name = format!("{}::{}", configuration.name, program.name);
            let ignored = pending.contains(configuration.name, &program.name);
            trials.push(Trial::test(name, test).with_ignored_flag(ignored));
        }
    }
    if !arguments.list {
        cache::prepare(&tools, &wanted)?;
    }
    Ok(trials)
}

//! One test per conformance program and configuration, named `CONFIGURATION::TOPIC/NAME`. Programs listed in
//! `pending.txt` are ignored tests: run them with `--ignored`.

use std::process::ExitCode;
use std::sync::Arc;

use kiln_tests::config::CONFIGURATIONS;
use kiln_tests::suite::Suite;
use kiln_tests::{Error, cache};
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
    let suite = Arc::new(Suite::load()?);
    let mut trials = Vec::new();
    let mut wanted = Vec::new();
    for configuration in CONFIGURATIONS {
        for program in suite.of(configuration) {
            wanted.push((program, configuration.references));
            let (own_suite, own) = (suite.clone(), program.clone());
            let test = move || {
                own_suite
                    .check(&own, configuration)
                    .map_err(|e| Failed::from(e.to_string()))
            };
            let name = format!("{}::{}", configuration.name, program.name);
            let ignored = suite.is_pending(configuration, program);
            trials.push(Trial::test(name, test).with_ignored_flag(ignored));
        }
    }
    if !arguments.list {
        cache::prepare(&suite.tools, &wanted)?;
    }
    Ok(trials)
}

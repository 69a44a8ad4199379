//! One test per program of `tests/invalid` and subject, named `SUBJECT::FOLDER/NAME`: .NET, which says whether the
//! program is what it is said to be, and kiln. Those in `pending.txt` are ignored tests.

use std::process::ExitCode;
use std::sync::Arc;

use kiln_fuzz::invalid::{self, Fate, Subject};
use kiln_tests::Error;
use kiln_tests::config::{CONFIGURATIONS, Lists};
use kiln_tests::tools::Tools;
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    match trials() {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn trials() -> Result<Vec<Trial>, Error> {
    let tools = match Tools::find() {
        Ok(tools) => Arc::new(tools),
        Err(error) => {
            eprintln!("skipped: {error}");
            return Ok(Vec::new());
        }
    };
    if tools.ilasm.is_none() {
        eprintln!("skipped: no IL assembler here, run ./setup");
        return Ok(Vec::new());
    }
    let folder = tools.root.join("tests/invalid");
    let pending = Lists::read(&folder.join("pending.txt"))?;
    let mut subjects = vec![("dotnet", Subject::DotNet)];
    if tools.kiln.is_some() {
        let levels = CONFIGURATIONS
            .iter()
            .filter(|c| ["O0", "Oall"].contains(&c.name));
        subjects.extend(levels.map(|c| (c.name, Subject::Kiln(c))));
    } else {
        eprintln!("skipped: kiln, which is not built");
    }
    let mut trials = Vec::new();
    let all = Arc::new(invalid::discover(&folder)?);
    for case in all.iter().cloned() {
        let case = Arc::new(case);
        for &(name, subject) in &subjects {
            // What is refused is refused before optimisation.
            if case.fate == Fate::Refused && name == "Oall" {
                continue;
            }
            let ignored = pending.contains(name, &case.name);
            let title = format!("{name}::{}", case.name);
            let (tools, case, all) = (tools.clone(), case.clone(), all.clone());
            let test = move || {
                invalid::check(&tools, &case, subject, &all)
                    .map_err(|e| Failed::from(e.to_string()))
            };
            trials.push(Trial::test(title, test).with_ignored_flag(ignored));
        }
    }
    Ok(trials)
}

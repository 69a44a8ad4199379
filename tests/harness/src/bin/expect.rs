//! Writes what .NET prints for each conformance program beside it (`NAME.expected`, `NAME.exit`, and
//! `NAME.stderr` if that is there), or with `--check` says where it differs.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use kiln_tests::config::References;
use kiln_tests::program::{self, Program};
use kiln_tests::tools::Tools;
use kiln_tests::{Error, Result, cache, runner};

fn main() -> ExitCode {
    let mut check = false;
    let mut filters = Vec::new();
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--check" => check = true,
            option if option.starts_with('-') => {
                eprintln!("usage: scripts/expect [--check] [TOPIC/NAME...]");
                return ExitCode::from(2);
            }
            filter => filters.push(filter.to_string()),
        }
    }
    match all(check, &filters) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn all(check: bool, filters: &[String]) -> Result<bool> {
    let tools = Tools::find()?;
    let mut programs = program::discover(&tools.root.join("tests/conformance"))?;
    programs.retain(|p| filters.is_empty() || filters.iter().any(|f| p.name.contains(f.as_str())));
    let skipped = programs
        .iter()
        .filter(|p| p.needs_sdk() && !tools.sdk)
        .count();
    programs.retain(|p| tools.sdk || !p.needs_sdk());
    let wanted: Vec<_> = programs.iter().map(|p| (p, References::Default)).collect();
    cache::prepare(&tools, &wanted)?;

    let next = AtomicUsize::new(0);
    let problems = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, |n| n.get()) {
            scope.spawn(|| {
                while let Some(program) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = one(&tools, program, check)
                        && let Ok(mut list) = problems.lock()
                    {
                        list.push(format!("{}:\n{error}", program.name));
                    }
                }
            });
        }
    });
    let mut problems = problems.into_inner().unwrap_or_default();
    problems.sort();
    for problem in &problems {
        eprintln!("{problem}");
    }
    let verb = if check { "checked" } else { "written" };
    println!(
        "{} programs, {} {verb}, {} with problems, {skipped} skipped (they need an SDK)",
        programs.len() + skipped,
        programs.len() - problems.len(),
        problems.len()
    );
    Ok(problems.is_empty())
}

fn one(tools: &Tools, program: &Program, check: bool) -> Result<()> {
    let assembly = cache::assembly(tools, program, References::Default)?;
    let outcome = runner::run_dotnet(tools, &assembly, &program.args()?, &program.stdin()?)?;
    if check {
        let (stdout, exit) = (program.expected_stdout()?, program.expected_exit()?);
        return runner::compare(
            &outcome,
            &stdout,
            program.expected_stderr()?.as_deref(),
            exit,
        )
        .map_err(Error::Text);
    }
    if outcome.exit == 134 && program.expected_stderr()?.is_none() {
        let text = String::from_utf8_lossy(&outcome.stderr).into_owned();
        return Err(Error::Text(format!(
            "  crashes on .NET; if that is meant, create an empty {}\n{text}",
            program.beside("stderr").display()
        )));
    }
    write(&program.beside("expected"), &outcome.stdout)?;
    if program.expected_stderr()?.is_some() {
        write(
            &program.beside("stderr"),
            &runner::without_frames(&outcome.stderr),
        )?;
    }
    let exit = program.beside("exit");
    match outcome.exit {
        0 if exit.is_file() => fs::remove_file(&exit).map_err(|e| Error::file(&exit, e)),
        0 => Ok(()),
        code => write(&exit, format!("{code}\n").as_bytes()),
    }
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    fs::write(path, content).map_err(|e| Error::file(path, e))
}

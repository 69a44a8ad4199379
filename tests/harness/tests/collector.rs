//! The collector under pressure (`tests/collector`): threads that torture it, for a minute on the host and for a
//! while on aarch64 (`KILN_TORTURE_SECONDS` asks for another time, `KILN_GC` for other settings), memory that
//! runs out, and memory that a program has damaged.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Duration;

use kiln_tests::config::CONFIGURATIONS;
use kiln_tests::tools::Tools;
use kiln_tests::{Error, process, runner};
use libtest_mimic::{Arguments, Failed, Trial};

/// Configuration, seconds, threads.
const RUNS: [(&str, u64, u32); 3] = [("Oall", 45, 8), ("O0", 15, 4), ("aarch64-Oall", 20, 4)];

/// How much longer than asked a run may take, to start and to check everything at the end.
const SLACK: Duration = Duration::from_secs(120);

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    match Tools::find() {
        Ok(tools) => {
            let tools = Arc::new(tools);
            let limit = tools.clone();
            let mut trials = Vec::from(RUNS.map(|(configuration, seconds, threads)| {
                let tools = tools.clone();
                let test = move || {
                    run(&tools, configuration, seconds, threads)
                        .map_err(|e| Failed::from(e.to_string()))
                };
                Trial::test(format!("torture::{configuration}"), test)
            }));
            trials.push(Trial::test("limit", move || {
                run_out_of_memory(&limit).map_err(|e| Failed::from(e.to_string()))
            }));
            let damage = tools.clone();
            trials.push(Trial::test("damage", move || {
                run_into_damage(&damage).map_err(|e| Failed::from(e.to_string()))
            }));
            libtest_mimic::run(&arguments, trials).exit_code()
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(tools: &Tools, name: &str, seconds: u64, threads: u32) -> Result<(), Error> {
    let configuration = CONFIGURATIONS
        .iter()
        .find(|c| c.name == name)
        .ok_or_else(|| Error::Text(format!("there is no configuration {name}")))?;
    let seconds = std::env::var("KILN_TORTURE_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(seconds);
    let folder = tools.cache.join(format!("torture-{name}"));
    std::fs::create_dir_all(&folder).map_err(|e| Error::file(&folder, e))?;
    let native = folder.join("torture");
    let assembly = assemble(tools, &folder, "torture")?;
    runner::compile(
        tools,
        &assembly,
        &native,
        configuration.level,
        configuration.target,
    )?;
    let outcome = process::run(
        runner::command(configuration, &native)?
            .arg(seconds.to_string())
            .arg(threads.to_string()),
        &[],
        Duration::from_secs(seconds) + SLACK,
    )?;
    if outcome.exit != 0 || outcome.stdout != b"intact\n" {
        return Err(Error::Text(format!(
            "exit code {}\n{}{}",
            outcome.exit,
            process::tail(&outcome.stdout),
            process::tail(&outcome.stderr)
        )));
    }
    Ok(())
}

/// The limit comes with the program, or from the environment.
fn run_out_of_memory(tools: &Tools) -> Result<(), Error> {
    const EXPECTED: &str = "\
Insufficient memory to continue the execution of the program.
True True
caught
caught
Insufficient memory to continue the execution of the program.
True True
Insufficient memory to continue the execution of the program.
True True
Insufficient memory to continue the execution of the program.
True True
32
";
    let folder = tools.cache.join("limit");
    std::fs::create_dir_all(&folder).map_err(|e| Error::file(&folder, e))?;
    let assembly = assemble(tools, &folder, "limit")?;
    for (options, settings) in [(&["--heap-limit", "32M"][..], ""), (&[], "limit=32M")] {
        let native = compile(tools, &assembly, options)?;
        let mut command = Command::new(&native);
        let outcome = process::run(command.env("KILN_GC", settings), &[], SLACK)?;
        runner::compare(&outcome, EXPECTED.as_bytes(), None, 0).map_err(Error::Text)?;
    }
    Ok(())
}

/// A fault of the collector is none of the program's.
fn run_into_damage(tools: &Tools) -> Result<(), Error> {
    const KILLED: i32 = 128 + 11;
    let folder = tools.cache.join("damage");
    std::fs::create_dir_all(&folder).map_err(|e| Error::file(&folder, e))?;
    let native = compile(tools, &assemble(tools, &folder, "damage")?, &[])?;
    let outcome = process::run(&mut Command::new(&native), &[], SLACK)?;
    runner::compare(&outcome, b"", None, KILLED).map_err(Error::Text)
}

/// Compiles an assembly beside itself.
fn compile(tools: &Tools, assembly: &Path, options: &[&str]) -> Result<PathBuf, Error> {
    let native = assembly.with_extension("");
    let mut kiln = Command::new(tools.kiln()?);
    kiln.arg(assembly)
        .arg("-o")
        .arg(&native)
        .arg("--framework")
        .arg(&tools.framework)
        .args(options);
    let outcome = process::run(&mut kiln, &[], SLACK)?;
    if outcome.exit != 0 {
        return Err(Error::Text(process::tail(&outcome.stderr)));
    }
    Ok(native)
}

fn assemble(tools: &Tools, folder: &Path, name: &str) -> Result<PathBuf, Error> {
    let assembly = folder.join(format!("{name}.dll"));
    let source = tools.root.join(format!("tests/collector/{name}.cs"));
    let output = Command::new(&tools.csc)
        .arg("-optimize")
        .arg(format!("-out:{}", assembly.display()))
        .arg(&source)
        .output()
        .map_err(|e| Error::file(&tools.csc, e))?;
    if !output.status.success() {
        return Err(Error::Text(
            String::from_utf8_lossy(&output.stdout).into_owned(),
        ));
    }
    Ok(assembly)
}

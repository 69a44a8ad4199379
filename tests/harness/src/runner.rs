//! Compiles one program with kiln in one configuration, runs it and compares.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::cache;
use crate::config::Configuration;
use crate::executable::Executable;
use crate::process::{self, Outcome};
use crate::program::Program;
use crate::suite::Suite;
use crate::tools::Tools;
use crate::{Error, Result, diff, stress};

const COMPILE_LIMIT: Duration = Duration::from_secs(300);
const RUN_LIMIT: Duration = Duration::from_secs(30);
const EMULATED_RUN_LIMIT: Duration = Duration::from_secs(120);
/// Programs that collect all the time may take so many times longer.
const GC_STRESS_FACTOR: u32 = 4;

/// Compiles `assembly` with kiln to `output`.
pub fn compile(
    tools: &Tools,
    assembly: &Path,
    output: &Path,
    level: &str,
    target: &str,
) -> Result<()> {
    compile_against(tools, assembly, &[], output, level, target)
}

/// Compiles `assembly`, which refers to assemblies in these folders.
pub fn compile_against(
    tools: &Tools,
    assembly: &Path,
    folders: &[&Path],
    output: &Path,
    level: &str,
    target: &str,
) -> Result<()> {
    let mut command = Command::new(tools.kiln()?);
    for folder in folders {
        command.arg("-r").arg(folder);
    }
    command
        .arg(assembly)
        .arg("-o")
        .arg(output)
        .arg(format!("-O={level}"))
        .args(["--target", target])
        .arg("--framework")
        .arg(&tools.framework);
    let outcome = process::run(&mut command, &[], COMPILE_LIMIT)?;
    if outcome.exit != 0 {
        return Err(Error::Text(format!(
            "kiln exits with {} for {}:\n{}",
            outcome.exit,
            assembly.display(),
            process::tail(&outcome.stderr)
        )));
    }
    Ok(())
}

/// The command that runs what kiln made, under the configuration's emulator if it has one.
pub fn command(configuration: &Configuration, program: &Path) -> Result<Command> {
    let Some(names) = configuration.emulator else {
        return Ok(Command::new(program));
    };
    let Some(emulator) = names.iter().find_map(|name| on_path(name)) else {
        return Err(Error::Text(format!(
            "none of {names:?} is here: run ./setup"
        )));
    };
    let mut command = Command::new(emulator);
    command.arg(program);
    Ok(command)
}

/// Runs what kiln made, with these settings of the collector.
pub fn run_native(
    configuration: &Configuration,
    program: &Path,
    args: &[String],
    input: &[u8],
    settings: &str,
) -> Result<Outcome> {
    let mut command = command(configuration, program)?;
    command.args(args);
    run_with(configuration, command, input, settings)
}

fn run_with(
    configuration: &Configuration,
    mut command: Command,
    input: &[u8],
    settings: &str,
) -> Result<Outcome> {
    let limit = match configuration.emulator {
        None => RUN_LIMIT,
        Some(_) => EMULATED_RUN_LIMIT,
    };
    let mut factor = 1;
    if !settings.is_empty() {
        command.env("KILN_GC", settings);
        factor = GC_STRESS_FACTOR;
    }
    process::run(&mut command, input, limit * factor)
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Runs an assembly on .NET.
pub fn run_dotnet(
    tools: &Tools,
    assembly: &Path,
    args: &[String],
    input: &[u8],
) -> Result<Outcome> {
    let mut command = Command::new(&tools.dotnet);
    command
        .arg(assembly)
        .args(args)
        .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
        // A crash is part of some programs; its dump is not.
        .env("DOTNET_DbgEnableMiniDump", "0");
    process::run(&mut command, input, RUN_LIMIT)
}

/// The whole test of a program in a configuration. What passed before with the same files passes again.
pub fn check(suite: &Suite, program: &Program, configuration: &Configuration) -> Result<()> {
    let tools = &suite.tools;
    let (executable, others) = Executable::of(suite, program, configuration)?;
    let expected = Expected::read(program)?;
    let mut waiting = Vec::new();
    for settings in stress::settings(tools, program)? {
        let key = expected.key(&executable.key, &program.name, &settings);
        let passed = tools.cache.join("passed").join(key);
        if !passed.is_file() {
            waiting.push((settings, passed));
        }
    }
    if waiting.is_empty() {
        return Ok(());
    }

    executable.make(others)?;
    for (settings, passed) in waiting {
        run_and_compare(configuration, &executable, program, &expected, &settings).map_err(
            |error| {
                Error::Text(format!(
                    "{error}\n  source: {}\n  {}\n  KILN_GC={settings}\n",
                    program.source.display(),
                    executable.describe(program),
                ))
            },
        )?;
        if let Some(parent) = passed.parent() {
            fs::create_dir_all(parent).map_err(|e| Error::file(parent, e))?;
        }
        fs::write(&passed, &program.name).map_err(|e| Error::file(&passed, e))?;
    }
    executable.passed()
}

/// What a program gets and what it must do.
struct Expected {
    args: Vec<String>,
    input: Vec<u8>,
    stdout: Vec<u8>,
    stderr: Option<Vec<u8>>,
    exit: i32,
}

impl Expected {
    fn read(program: &Program) -> Result<Self> {
        Ok(Expected {
            args: program.args()?,
            input: program.stdin()?,
            stdout: program.expected_stdout()?,
            stderr: program.expected_stderr()?,
            exit: program.expected_exit()?,
        })
    }

    /// Names the result of a program in an executable.
    fn key(&self, executable: &str, program: &str, settings: &str) -> String {
        cache::hash(&[
            executable.as_bytes(),
            program.as_bytes(),
            &self.stdout,
            self.stderr.as_deref().unwrap_or_default(),
            &self.exit.to_le_bytes(),
            self.args.join("\n").as_bytes(),
            &self.input,
            settings.as_bytes(),
        ])
    }
}

fn run_and_compare(
    configuration: &Configuration,
    executable: &Executable,
    program: &Program,
    expected: &Expected,
    settings: &str,
) -> Result<()> {
    let mut command = command(configuration, &executable.file())?;
    command.args(&expected.args);
    command.envs(executable.choice(program));
    let outcome = run_with(configuration, command, &expected.input, settings)?;
    compare(
        &outcome,
        &expected.stdout,
        expected.stderr.as_deref(),
        expected.exit,
    )
    .map_err(Error::Text)
}

/// Says how an outcome differs from what was expected.
pub fn compare(
    outcome: &Outcome,
    stdout: &[u8],
    stderr: Option<&[u8]>,
    exit: i32,
) -> std::result::Result<(), String> {
    let mut message = String::new();
    if panicked(&outcome.stderr) {
        message += "  the runtime panicked\n";
    }
    if outcome.exit != exit {
        message += &format!("  exit code {}, .NET's is {exit}\n", outcome.exit);
    }
    if let Some(text) = diff::describe(stdout, &outcome.stdout) {
        message += &format!("  stdout differs\n{text}");
    }
    if let Some(expected) = stderr
        && let Some(text) =
            diff::describe(&without_frames(expected), &without_frames(&outcome.stderr))
    {
        message += &format!("  stderr differs\n{text}");
    }
    if message.is_empty() {
        return Ok(());
    }
    if !outcome.stderr.is_empty() {
        message += &format!("  stderr:\n{}", process::tail(&outcome.stderr));
    }
    Err(message)
}

/// Does standard error hold what the runtime writes when it panics?
pub fn panicked(stderr: &[u8]) -> bool {
    const PANIC: &[u8] = b"Internal error in the Kiln runtime: ";
    stderr.windows(PANIC.len()).any(|text| text == PANIC)
}

/// Standard error without the frames of stack traces, which depend on inlining, and without the count of repeated
/// ones after a stack overflow, which depends on the size of frames.
pub fn without_frames(text: &[u8]) -> Vec<u8> {
    let is_frame = |line: &[u8]| {
        [
            &b"   at "[..],
            b"Repeated ",
            b"--------------------------------",
            // The emulator's own word at a crash.
            b"qemu: ",
        ]
        .iter()
        .any(|start| line.starts_with(start))
    };
    let lines = text.split_inclusive(|b| *b == b'\n');
    lines.filter(|l| !is_frame(l)).flatten().copied().collect()
}

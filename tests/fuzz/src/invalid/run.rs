//! Assembles, damages, compiles and runs one program and compares with what it says is expected.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use kiln_tests::cache::hash;
use kiln_tests::config::Configuration;
use kiln_tests::join;
use kiln_tests::tools::Tools;
use kiln_tests::{Error, Result};

use super::{Case, Fate, patch};
use crate::lab;
use crate::process::{self, End};

const LIMIT: Duration = Duration::from_secs(300);

/// Who gets the program.
#[derive(Debug, Clone, Copy)]
pub enum Subject {
    DotNet,
    Kiln(&'static Configuration),
}

/// Runs one case. `all` are those that may share an executable with it.
pub fn check(tools: &Tools, case: &Case, subject: Subject, all: &[Case]) -> Result<()> {
    let assembly = assemble(tools, case)?;
    match subject {
        Subject::DotNet => by_dotnet(tools, case, &assembly),
        Subject::Kiln(configuration) if configuration.joined && case.fate != Fate::Refused => {
            joined(tools, case, configuration, all)
        }
        Subject::Kiln(configuration) => by_kiln(tools, case, configuration, &assembly),
    }
}

/// All that are not refused, in one executable.
fn joined(tools: &Tools, case: &Case, configuration: &Configuration, all: &[Case]) -> Result<()> {
    let cases: Vec<&Case> = all.iter().filter(|c| c.fate != Fate::Refused).collect();
    let assemblies = cases
        .iter()
        .map(|case| assemble(tools, case))
        .collect::<Result<Vec<_>>>()?;
    let mut key = tools.kiln_stamp(configuration.target)?;
    for assembly in &assemblies {
        key += &assembly.to_string_lossy();
    }
    let folder = lab::root(tools).join(format!("invalid-{}", hash(&[key.as_bytes()])));
    fs::create_dir_all(&folder).map_err(|e| Error::file(&folder, e))?;
    let (program, log) = (folder.join("joined"), folder.join("log"));
    let lock = folder.join("lock");
    let held = fs::File::create(&lock).map_err(|e| Error::file(&lock, e))?;
    held.lock().map_err(|e| Error::file(&lock, e))?;
    if !program.is_file() {
        let names = cases.iter().map(|case| case.name.as_str());
        let members: Vec<_> = names.zip(assemblies.iter().map(PathBuf::as_path)).collect();
        let main = join::assemble(tools, &members, &folder)?;
        let part = folder.join("part");
        let mut command = kiln(tools, configuration, &main, &part)?;
        // All warnings, not the first ones.
        command.arg("-v");
        for folder in assemblies.iter().filter_map(|path| path.parent()) {
            command.arg("-r").arg(folder);
        }
        let ran = process::run(&mut command, &folder.join("kiln"), LIMIT)?;
        if ran.end != End::Exit(0) {
            let said = String::from_utf8_lossy(&ran.stderr);
            return Err(Error::Text(format!(
                "kiln ends with {:?}:\n{said}",
                ran.end
            )));
        }
        fs::write(&log, &ran.stderr).map_err(|e| Error::file(&log, e))?;
        fs::rename(&part, &program).map_err(|e| Error::file(&part, e))?;
    }
    drop(held);
    let said = fs::read_to_string(&log).map_err(|e| Error::file(&log, e))?;
    warned(case, &said)?;
    let mut command = Command::new(&program);
    command.env(join::VARIABLE, &case.name);
    behaves(case, &mut command, &folder.join(case.stem()))
}

/// The command that compiles.
fn kiln(
    tools: &Tools,
    configuration: &Configuration,
    assembly: &Path,
    output: &Path,
) -> Result<Command> {
    let mut command = Command::new(tools.kiln()?);
    command
        .arg(assembly)
        .arg("-o")
        .arg(output)
        .arg(format!("-O={}", configuration.level))
        .args(["--target", configuration.target])
        .arg("--framework")
        .arg(&tools.framework);
    Ok(command)
}

/// The warning that there should be was given.
fn warned(case: &Case, stderr: &str) -> Result<()> {
    match &case.warning {
        Some(warning) if !(stderr.contains("warning: ") && stderr.contains(warning.as_str())) => {
            let text = format!("there is no warning with '{warning}'\n--- kiln said:\n{stderr}");
            Err(Error::Text(text))
        }
        _ => Ok(()),
    }
}

/// The compiled program does what it should.
fn behaves(case: &Case, command: &mut Command, log: &Path) -> Result<()> {
    let ran = process::run(command, log, LIMIT)?;
    if ran.end != End::Exit(0) {
        let said = kiln_tests::process::tail(&ran.stderr);
        return Err(Error::Text(format!(
            "the program ends with {:?}:\n{said}",
            ran.end
        )));
    }
    same_output(case, &ran.stdout)
}

/// The assembled and damaged program.
fn assemble(tools: &Tools, case: &Case) -> Result<PathBuf> {
    let source = fs::read(&case.source).map_err(|e| Error::file(&case.source, e))?;
    let folder = lab::root(tools).join("invalid").join(hash(&[&source]));
    let assembly = folder.join(format!("{}.dll", case.stem()));
    if assembly.is_file() {
        return Ok(assembly);
    }
    fs::create_dir_all(&folder).map_err(|e| Error::file(&folder, e))?;
    // Several tests may assemble the same program at the same time; each renames its own whole file.
    let part = folder.join(format!("{:?}.part.dll", std::thread::current().id()));
    tools.assemble(&case.source, &part, &[])?;
    let mut image = fs::read(&part).map_err(|e| Error::file(&part, e))?;
    for text in &case.patches {
        patch::apply(&mut image, text)?;
    }
    fs::write(&part, &image).map_err(|e| Error::file(&part, e))?;
    let rename = |from: &Path, to: &Path| fs::rename(from, to).map_err(|e| Error::file(from, e));
    rename(
        &part.with_extension("runtimeconfig.json"),
        &assembly.with_extension("runtimeconfig.json"),
    )?;
    rename(&part, &assembly)?;
    Ok(assembly)
}

/// .NET agrees that the program is what it is said to be.
fn by_dotnet(tools: &Tools, case: &Case, assembly: &Path) -> Result<()> {
    let mut command = Command::new(&tools.dotnet);
    command.arg(assembly).env("DOTNET_DbgEnableMiniDump", "0");
    let ran = process::run(&mut command, &assembly.with_extension("dotnet"), LIMIT)?;
    let stderr = kiln_tests::process::tail(&ran.stderr);
    match (case.dotnet_runs, ran.end == End::Exit(0)) {
        (true, false) => Err(Error::Text(format!(".NET does not run it:\n{stderr}"))),
        (false, true) => Err(Error::Text(".NET runs it without an exception".into())),
        (true, true) if case.fate != Fate::Refused => same_output(case, &ran.stdout),
        _ => Ok(()),
    }
}

fn by_kiln(
    tools: &Tools,
    case: &Case,
    configuration: &Configuration,
    assembly: &Path,
) -> Result<()> {
    let program = assembly.with_extension(configuration.name);
    let _ = fs::remove_file(&program);
    let mut command = kiln(tools, configuration, assembly, &program)?;
    let log = assembly.with_extension(format!("{}-kiln", configuration.name));
    let ran = process::run(&mut command, &log, LIMIT)?;
    let stderr = String::from_utf8_lossy(&ran.stderr).into_owned();
    let wrong = |what: &str| Err(Error::Text(format!("{what}\n--- kiln said:\n{stderr}")));
    if case.fate == Fate::Refused {
        if ran.end != End::Exit(1) {
            return wrong(&format!("kiln ends with {:?}, not with 1", ran.end));
        }
        if program.exists() {
            return wrong("kiln wrote an executable");
        }
        return match missing(case, &stderr) {
            Some(what) => wrong(&what),
            None => Ok(()),
        };
    }
    if ran.end != End::Exit(0) {
        return wrong(&format!("kiln ends with {:?}, not with 0", ran.end));
    }
    warned(case, &stderr)?;
    behaves(case, &mut Command::new(&program), &log)
}

/// What the diagnostic should say and does not.
fn missing(case: &Case, stderr: &str) -> Option<String> {
    if !stderr.lines().any(|line| line.starts_with("error: ")) {
        return Some("there is no line with 'error: '".into());
    }
    if let Some(message) = &case.message
        && !stderr.contains(message.as_str())
    {
        return Some(format!("the message lacks '{message}'"));
    }
    let place = stderr
        .lines()
        .find(|line| line.contains("-->"))
        .unwrap_or("");
    if !place.contains(case.stem()) {
        return Some("the place does not name the assembly".into());
    }
    // Without an offset the fault is not in `Main` itself, or in no single instruction.
    let at = case.at.as_deref()?;
    let wanted = ["Main", at];
    let absent = wanted.iter().find(|part| !place.contains(**part))?;
    Some(format!("the place lacks '{absent}'"))
}

fn same_output(case: &Case, stdout: &[u8]) -> Result<()> {
    match kiln_tests::diff::describe(case.output().as_bytes(), stdout) {
        None => Ok(()),
        Some(text) => Err(Error::Text(text)),
    }
}

//! What a program can be run by: .NET, kiln in one of the tests' configurations, or the compiler's interpreter. A
//! further way to run assemblies (another machine) is one more variant here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use kiln_tests::config::{CONFIGURATIONS, Configuration};
use kiln_tests::tools::Tools;
use kiln_tests::{Error, Result};

use crate::interpreter::{self, INTERPRETATIONS, Interpretation};
use crate::kind::Kind;
use crate::lab::{Batch, Behaviour};
use crate::process::{self, End};

const COMPILE_LIMIT: Duration = Duration::from_secs(600);
const RUN_LIMIT: Duration = Duration::from_secs(60);
/// How much longer an emulated program may take.
const EMULATED: u32 = 10;

/// Something that runs assemblies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    DotNet,
    Kiln(&'static Configuration),
    Interpreter(&'static Interpretation),
}

/// An assembly made ready for an engine.
#[derive(Debug)]
pub struct Ready {
    program: PathBuf,
    wrapper: Vec<String>,
    pub limit: Duration,
}

impl Ready {
    pub fn command(&self) -> Command {
        let mut words = self
            .wrapper
            .iter()
            .map(String::as_str)
            .map(PathBuf::from)
            .chain([self.program.clone()]);
        let mut command = Command::new(words.next().unwrap_or_default());
        command
            .args(words)
            .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
            .env("DOTNET_DbgEnableMiniDump", "0")
            // The optimising JIT of .NET 10 takes it that a filter is entered from its region only: what a run of it
            // changed in variables is lost when the same region's filter runs again before its handler.
            .env("DOTNET_JITMinOpts", "1");
        command
    }
}

/// Why an assembly could not be made ready.
#[derive(Debug)]
pub struct BuildFailure {
    pub message: String,
    /// What stays the same for the same fault in another program.
    pub kind: String,
}

impl Engine {
    /// By the name of a configuration of the tests, or of a way to run the interpreter.
    pub fn named(name: &str) -> Result<Engine> {
        let compiled = CONFIGURATIONS.iter().map(Engine::Kiln);
        let interpreted = INTERPRETATIONS.iter().map(Engine::Interpreter);
        let mut all = compiled.chain(interpreted);
        all.clone()
            .find(|engine| engine.name() == name)
            .ok_or_else(|| {
                let names: Vec<&str> = all.by_ref().map(Engine::name).collect();
                Error::Text(format!(
                    "there is no configuration '{name}', only {}",
                    names.join(", ")
                ))
            })
    }

    pub fn name(self) -> &'static str {
        match self {
            Engine::DotNet => ".NET",
            Engine::Kiln(configuration) => configuration.name,
            Engine::Interpreter(way) => way.name,
        }
    }

    /// Runs the seeds of a batch; fails if it cannot be made ready.
    pub fn observe(
        self,
        tools: &Tools,
        kind: &Kind,
        batch: &Batch,
    ) -> Result<std::result::Result<BTreeMap<u64, Behaviour>, BuildFailure>> {
        if let Engine::Interpreter(way) = self {
            return interpreter::observe(tools, kind, batch, way).map(Ok);
        }
        match self.prepare(tools, &batch.assembly(), &batch.folder)? {
            Ok(ready) => batch.observe(&ready, self.name()).map(Ok),
            Err(failure) => Ok(Err(failure)),
        }
    }

    /// Compiles, where that is needed, into `folder`.
    pub fn prepare(
        self,
        tools: &Tools,
        assembly: &Path,
        folder: &Path,
    ) -> Result<std::result::Result<Ready, BuildFailure>> {
        let configuration = match self {
            Engine::DotNet => {
                return Ok(Ok(Ready {
                    program: assembly.to_path_buf(),
                    wrapper: vec![tools.dotnet.display().to_string()],
                    limit: RUN_LIMIT,
                }));
            }
            Engine::Kiln(configuration) => configuration,
            Engine::Interpreter(way) => {
                return Err(Error::Text(format!("{} makes no program", way.name)));
            }
        };
        let program = folder.join(format!("{}.exe", configuration.name));
        let mut command = Command::new(tools.kiln()?);
        command
            .arg(assembly)
            .arg("-o")
            .arg(&program)
            .arg(format!("-O={}", configuration.level))
            .args(["--target", configuration.target])
            .arg("--framework")
            .arg(&tools.framework);
        let log = folder.join(format!("{}-kiln", configuration.name));
        let ran = process::run(&mut command, &log, COMPILE_LIMIT)?;
        let stderr = String::from_utf8_lossy(&ran.stderr).into_owned();
        if ran.end != End::Exit(0) {
            return Ok(Err(build_failure(ran.end, &stderr)));
        }
        let wrapper = match configuration.emulator {
            None => Vec::new(),
            Some(names) => vec![emulator(names)?],
        };
        let factor = if wrapper.is_empty() { 1 } else { EMULATED };
        Ok(Ok(Ready {
            program,
            wrapper,
            limit: RUN_LIMIT * factor,
        }))
    }
}

fn build_failure(end: End, stderr: &str) -> BuildFailure {
    let how = match end {
        End::Exit(code) => format!("kiln exits with {code}"),
        End::Hung => "kiln does not end".into(),
    };
    let first = stderr
        .lines()
        .find(|l| !l.trim().is_empty() && !l.starts_with("warning"))
        .unwrap_or("");
    let letters: String = first.chars().filter(|c| !c.is_ascii_digit()).collect();
    BuildFailure {
        message: format!("{how}:\n{}", kiln_tests::process::tail(stderr.as_bytes())),
        kind: format!("{how}: {letters}"),
    }
}

fn emulator(names: &[&str]) -> Result<String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = names
        .iter()
        .find(|name| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()));
    found
        .map(|name| name.to_string())
        .ok_or_else(|| Error::Text(format!("none of {names:?} is here: run ./setup")))
}

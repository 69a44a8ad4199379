//! A folder to run `kiln` in, and its answer as text in which nothing depends on the machine.

use crate::programs;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// What the command must not take from the environment of the tests.
const UNSET: [&str; 8] = [
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "DOTNET_ROOT",
    "KILN_DOTNET_DIR",
    "KILN_LLD",
    "NO_COLOR",
    "RUST_BACKTRACE",
    "RUST_LIB_BACKTRACE",
];

/// A folder of its own for one test.
pub struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    pub fn new() -> Sandbox {
        Sandbox {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a file into the folder.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("write into the sandbox");
    }

    /// Puts a compiled program of [`programs`] into the folder.
    pub fn add(&self, from: &Path, name: &str) {
        fs::copy(from, self.path(name)).expect("copy into the sandbox");
    }

    /// A command that runs `kiln` here, with the class library of the tests.
    pub fn kiln(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kiln"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        UNSET.iter().for_each(|name| {
            command.env_remove(name);
        });
        command.env("DOTNET_ROOT", programs::dotnet_root());
        command
    }

    /// Runs `kiln` and gives exit code, standard output and standard error.
    pub fn run(&self, arguments: &[&str]) -> String {
        self.answer(&mut self.kiln(arguments))
    }

    /// Runs a command of [`Sandbox::kiln`].
    pub fn answer(&self, command: &mut Command) -> String {
        let output = command.output().expect("kiln starts");
        let code = output
            .status
            .code()
            .map_or("signal".to_string(), |code| code.to_string());
        let text = format!(
            "exit: {code}\n--- stdout\n{}--- stderr\n{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        self.generalise(&text)
    }

    /// Replaces what differs from machine to machine.
    fn generalise(&self, text: &str) -> String {
        let folder = self.folder.path();
        let real = folder
            .canonicalize()
            .unwrap_or_else(|_| folder.to_path_buf());
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let replaced = [
            (real, "[SANDBOX]"),
            (folder.to_path_buf(), "[SANDBOX]"),
            (programs::framework(), "[FRAMEWORK]"),
            (programs::dotnet_root(), "[DOTNET]"),
            (root, "[SOURCE]"),
        ];
        let text = replaced
            .iter()
            .fold(text.to_string(), |text, (path, name)| {
                text.replace(&path.display().to_string(), name)
            });
        text.replace(env!("CARGO_PKG_VERSION"), "[VERSION]")
    }

    /// Runs `kiln`, which must fail without leaving anything in the folder.
    pub fn refuse(&self, arguments: &[&str]) -> String {
        let before = self.files();
        let answer = self.run(arguments);
        assert_eq!(
            before,
            self.files(),
            "bad input left something behind\n{answer}"
        );
        answer
    }

    fn files(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = fs::read_dir(self.folder.path())
            .expect("read the sandbox")
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .collect();
        files.sort();
        files
    }
}

//! What a compiled file is, whatever program it holds: one static file that needs nothing around it, the same
//! bytes each time, and the same output on a terminal as through a pipe.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use kiln_tests::config::{CONFIGURATIONS, Configuration, References};
use kiln_tests::process::{self, Outcome};
use kiln_tests::program::{self, Program};
use kiln_tests::tools::Tools;
use kiln_tests::{cache, diff, runner};
use object::{Object, ObjectSection};
use tempfile::TempDir;

const LIMIT: Duration = Duration::from_secs(60);

/// A basic program as .NET assembly, and a folder for what is made from it.
struct Case {
    tools: Tools,
    program: Program,
    assembly: PathBuf,
    scratch: TempDir,
}

impl Case {
    fn new(name: &str) -> Self {
        let tools = Tools::find().unwrap();
        let programs = program::discover(&tools.root.join("tests/conformance")).unwrap();
        let program = programs.into_iter().find(|p| p.name == name).unwrap();
        cache::prepare(&tools, &[(&program, References::Default)]).unwrap();
        let assembly = cache::assembly(&tools, &program, References::Default).unwrap();
        Case {
            tools,
            program,
            assembly,
            scratch: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    fn compile(&self, output: &Path, configuration: &Configuration) {
        runner::compile(
            &self.tools,
            &self.assembly,
            output,
            configuration.level,
            configuration.target,
        )
        .unwrap_or_else(|e| panic!("{e}"));
    }
}

fn configuration(name: &str) -> &'static Configuration {
    CONFIGURATIONS.iter().find(|c| c.name == name).unwrap()
}

fn run(command: &mut Command) -> Outcome {
    process::run(command, &[], LIMIT).unwrap_or_else(|e| panic!("{e}"))
}

#[track_caller]
fn assert_same(expected: &[u8], actual: &[u8]) {
    if let Some(text) = diff::describe(expected, actual) {
        panic!("\n{text}");
    }
}

/// Runs a command with a terminal as its standard streams and returns what the terminal was sent.
fn on_terminal(command: &str) -> Vec<u8> {
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", command, "/dev/null"]);
    script
        .env("TERM", "xterm")
        .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");
    run(&mut script).stdout
}

#[test]
fn file_is_static() {
    for name in ["O0", "Oall", "aarch64-O0", "aarch64-Oall"] {
        let case = Case::new("basic/hello");
        let output = case.path("hello");
        case.compile(&output, configuration(name));
        let bytes = fs::read(&output).unwrap();
        let file = object::File::parse(&*bytes).unwrap();
        let names: Vec<&str> = file.sections().filter_map(|s| s.name().ok()).collect();
        assert!(!names.contains(&".interp"), "{name}: {names:?}");
        assert!(!names.contains(&".dynamic"), "{name}: {names:?}");
        let ldd = run(Command::new("ldd").arg(&output));
        let said = String::from_utf8_lossy(&[ldd.stdout, ldd.stderr].concat()).into_owned();
        assert!(
            said.contains("not a dynamic executable") || said.contains("statically linked"),
            "{name}: {said}"
        );
    }
}

#[test]
fn terminal_output_is_dotnets() {
    for name in ["basic/hello", "basic/args"] {
        let case = Case::new(name);
        let quoted: String = case
            .program
            .args()
            .unwrap()
            .iter()
            .map(|a| format!(" '{a}'"))
            .collect();
        let dotnet = format!(
            "{} {}{quoted}",
            case.tools.dotnet.display(),
            case.assembly.display()
        );
        let expected = on_terminal(&dotnet);
        for level in ["O0", "Oall", "Oz"] {
            let output = case.path(level);
            case.compile(&output, configuration(level));
            assert_same(
                &expected,
                &on_terminal(&format!("{}{quoted}", output.display())),
            );
        }
    }
}

#[test]
fn runs_in_an_empty_root() {
    let case = Case::new("basic/hello");
    let root = case.path("root");
    fs::create_dir(&root).unwrap();
    case.compile(&root.join("hello"), configuration("Oall"));
    let outcome = run(Command::new("unshare")
        .args(["--map-root-user", "chroot"])
        .arg(&root)
        .arg("/hello"));
    let error = String::from_utf8_lossy(&outcome.stderr).into_owned();
    if error.contains("unshare failed") {
        eprintln!(
            "skipped: this machine lets nobody change the root ({})",
            error.trim()
        );
        return;
    }
    assert_eq!(outcome.exit, 0, "{error}");
    assert_same(&case.program.expected_stdout().unwrap(), &outcome.stdout);
}

#[test]
fn needs_no_environment_and_no_standard_input() {
    let case = Case::new("basic/hello");
    let output = case.path("hello");
    case.compile(&output, configuration("Oall"));
    let outcome = run(Command::new(&output).env_clear());
    assert_eq!(outcome.exit, 0);
    let closed = run(Command::new("sh")
        .arg("-c")
        .arg(format!("{} <&-", output.display())));
    assert_eq!(closed.exit, 0);
    assert_same(&case.program.expected_stdout().unwrap(), &closed.stdout);
}

#[test]
fn two_compilations_are_identical() {
    for (program, level) in [
        ("basic/hello", "O0"),
        ("basic/hello", "Oall"),
        ("basic/args", "Oz"),
    ] {
        let case = Case::new(program);
        let (first, second) = (case.path("first"), case.path("second/deeper"));
        fs::create_dir_all(&first).unwrap();
        fs::create_dir_all(&second).unwrap();
        case.compile(&first.join("app"), configuration(level));
        case.compile(&second.join("app"), configuration(level));
        // The input's own place must not matter either.
        let moved = second.join(case.assembly.file_name().unwrap());
        fs::copy(&case.assembly, &moved).unwrap();
        let host = configuration(level);
        runner::compile(
            &case.tools,
            &moved,
            &second.join("moved"),
            host.level,
            host.target,
        )
        .unwrap();
        let bytes = |path: PathBuf| fs::read(path).unwrap();
        let one = bytes(first.join("app"));
        assert!(
            one == bytes(second.join("app")),
            "{program} at {level}: two builds differ"
        );
        assert!(
            one == bytes(second.join("moved")),
            "{program} at {level}: the input's folder shows in the output"
        );
    }
}

//! Programs built long before .NET 10, compiled as they are: Coco/R makes a compiler from a grammar, ikdasm disassembles
//! assemblies. What they print and the files they write must be what they are under .NET.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use kiln_tests::config::CONFIGURATIONS;
use kiln_tests::tools::Tools;
use kiln_tests::{process, runner};

const COCO: &str = "/usr/share/coco-cs";
const LIMIT: Duration = Duration::from_secs(120);

/// Files by name; what was printed is one of them.
type Output = BTreeMap<String, Vec<u8>>;

struct Case<'a> {
    program: PathBuf,
    inputs: Vec<PathBuf>,
    args: &'a [&'a str],
}

/// Runs a command in a folder of its own that holds the inputs.
fn run(mut command: Command, case: &Case<'_>) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for input in &case.inputs {
        let name = input.file_name().expect("a file");
        fs::copy(input, folder.path().join(name)).expect("a copy of an input");
    }
    command.current_dir(folder.path()).args(case.args);
    let outcome = process::run(&mut command, &[], LIMIT).expect("the program runs");
    let mut output = Output::new();
    output.insert("(exit code)".into(), outcome.exit.to_string().into_bytes());
    output.insert("(printed)".into(), outcome.stdout);
    for entry in fs::read_dir(folder.path()).expect("the folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        output.insert(name, fs::read(entry.path()).expect("an output"));
    }
    output
}

fn check(tools: &Tools, case: &Case<'_>, level: &str) {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let native = scratch.path().join("native");
    runner::compile(
        tools,
        &case.program,
        &native,
        level,
        CONFIGURATIONS[0].target,
    )
    .expect("kiln compiles it");
    let mut dotnet = Command::new(&tools.dotnet);
    dotnet
        .args(["exec", "--runtimeconfig"])
        .arg(tools.driver.join("csc.runtimeconfig.json"))
        .arg(&case.program);
    let expected = run(dotnet, case);
    let actual = run(Command::new(&native), case);
    assert_eq!(
        expected.keys().collect::<Vec<_>>(),
        actual.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &expected {
        let same = match name.as_str() {
            // It goes through hash tables of strings, whose order .NET changes from run to run.
            "trace.txt" => sorted_lines(bytes) == sorted_lines(&actual[name]),
            _ => *bytes == actual[name],
        };
        let difference = kiln_tests::diff::describe(bytes, &actual[name]);
        assert!(
            same,
            "-O={level}: {name}: {}",
            difference.unwrap_or_default()
        );
    }
}

fn sorted_lines(text: &[u8]) -> Vec<&[u8]> {
    let mut lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    lines.sort_unstable();
    lines
}

#[test]
fn coco_generates_the_same_compiler() {
    let tools = Tools::find().expect("the tools");
    let program = Path::new(COCO).join("Coco.exe");
    if tools.kiln.is_none() || !program.is_file() {
        eprintln!("skipped: kiln is not built, or Coco/R is not installed: run ./setup");
        return;
    }
    let case = Case {
        program,
        inputs: vec![tools.root.join("tests/tools/Script.atg")],
        args: &[
            "Script.atg",
            "-namespace",
            "Script",
            "-frames",
            COCO,
            "-trace",
            "AFGIJPSX",
        ],
    };
    for level in ["0", "all"] {
        check(&tools, &case, level);
    }
}

#[test]
fn ikdasm_prints_the_same_code() {
    let tools = Tools::find().expect("the tools");
    let program = tools.root.join(".dotnet/mono/ikdasm.exe");
    if tools.kiln.is_none() || !program.is_file() {
        eprintln!("skipped: kiln is not built, or ikdasm is not there: run ./setup");
        return;
    }
    for name in ["System.Console.dll", "System.Linq.dll"] {
        let case = Case {
            program: program.clone(),
            inputs: vec![tools.framework.join(name)],
            args: &[name],
        };
        check(
            &tools,
            &case,
            if name == "System.Linq.dll" {
                "all"
            } else {
                "0"
            },
        );
    }
}

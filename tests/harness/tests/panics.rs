//! A panic in the runtime says what is wrong and where, and ends the process by SIGABRT: `runtime/examples/panics.rs`
//! panics on purpose. No other test may come to one, however its program ends: the runner looks for the text.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use kiln_tests::process::{self, Outcome};
use kiln_tests::runner;

const TARGET: &str = "x86_64-unknown-linux-musl";
const BUILD_LIMIT: Duration = Duration::from_secs(600);
const RUN_LIMIT: Duration = Duration::from_secs(10);
/// How a shell shows SIGABRT.
const ABORTED: i32 = 134;

fn build() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => root.join("target"),
    };
    let folder = target.join("runtime");
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(root.join("runtime"))
        .args(["rustc", "--quiet", "--locked", "--release"])
        .args(["--example", "panics", "--features", "examples"])
        .args(["--target", TARGET, "--target-dir"])
        .arg(&folder)
        // Nothing names the C library: that is the linker's command line in a compiled program.
        .args(["--", "-C", "link-arg=-lc"]);
    let outcome = process::run(&mut cargo, &[], BUILD_LIMIT).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(outcome.exit, 0, "{}", process::tail(&outcome.stderr));
    folder.join(TARGET).join("release/examples/panics")
}

fn run(program: &Path, way: &str) -> Outcome {
    process::run(Command::new(program).arg(way), &[], RUN_LIMIT).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn panics_are_reported_and_end_the_process() {
    let program = build();
    for (way, text) in [
        ("message", "nothing holds any more at examples/panics.rs:"),
        ("values", "panic at examples/panics.rs:"),
        ("bounds", "panic at examples/panics.rs:"),
        (
            "unwrap",
            "called `Option::unwrap()` on a `None` value at examples/panics.rs:",
        ),
        ("fatal", "nothing holds any more\n"),
    ] {
        let outcome = run(&program, way);
        let stderr = String::from_utf8_lossy(&outcome.stderr);
        let start = format!("Fatal error. Internal error in the Kiln runtime: {text}");
        assert!(stderr.starts_with(&start), "{way}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{way}: {stderr}");
        assert_eq!(outcome.exit, ABORTED, "{way}");
        // Not even a program of which nothing else is expected may do this.
        let difference = runner::compare(&outcome, b"", None, ABORTED);
        assert!(
            difference.is_err_and(|text| text.contains("panic")),
            "{way}"
        );
    }
    let quiet = run(&program, "");
    assert_eq!(runner::compare(&quiet, b"", Some(b""), 0), Ok(()));
}

//! Commands that only tell something.

use crate::sandbox::Sandbox;
use insta::assert_snapshot;

#[test]
fn version() {
    assert_snapshot!(Sandbox::new().run(&["--version"]));
}

#[test]
fn help() {
    assert_snapshot!(Sandbox::new().run(&["--help"]));
}

#[test]
fn no_arguments() {
    assert_snapshot!(Sandbox::new().run(&[]));
}

#[test]
fn unknown_option() {
    assert_snapshot!(Sandbox::new().run(&["app.dll", "--optimize"]));
}

#[test]
fn targets() {
    let answer = Sandbox::new().run(&["targets"]);
    // Which one is the default depends on this machine.
    assert_snapshot!(answer.replace(" (default)", ""));
}

#[test]
fn target_explain() {
    assert_snapshot!(Sandbox::new().run(&["target", "explain", "aarch64-linux-musl"]));
}

#[test]
fn target_explain_user_file() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "board.toml",
        "description = \"A board\"\ninherits = [\"aarch64-linux-musl\"]\n[llvm]\ncpu = \"cortex-a53\"\nfeatures = [\"+crc\"]\n",
    );
    assert_snapshot!(sandbox.run(&["target", "explain", "./board.toml"]));
}

#[test]
fn print_passes() {
    assert_snapshot!(Sandbox::new().run(&["--print-passes"]));
}

#[test]
fn colour_only_where_asked() {
    let sandbox = Sandbox::new();
    let plain = sandbox.run(&["missing.dll"]);
    assert!(!plain.contains('\u{1b}'));
    let coloured = sandbox.run(&["missing.dll", "--color", "always"]);
    assert!(coloured.contains('\u{1b}'));
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
    let mut command = sandbox.kiln(&["missing.dll"]);
    assert_eq!(sandbox.answer(command.env("NO_COLOR", "1")), plain);
}

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

/// The list itself grows: what matters is that every pass has a line, and that -O switches it.
#[test]
fn print_passes() {
    let sandbox = Sandbox::new();
    let all = sandbox.run(&["--print-passes"]);
    let none = sandbox.run(&["--print-passes", "-O=0"]);
    let edited = sandbox.run(&["--print-passes", "-O=all,-devirt"]);
    let states = |answer: &str| -> Vec<(String, String)> {
        let table = answer
            .strip_prefix("exit: 0\n--- stdout\n")
            .expect("success");
        let rows = table.lines().take_while(|line| !line.starts_with("---"));
        let words = rows.map(|row| row.split_whitespace().map(str::to_string));
        words
            .filter_map(|mut words| Some((words.next()?, words.next()?)))
            .collect()
    };
    assert!(
        states(&all).len() > 5 && states(&all).iter().all(|(_, state)| state == "on"),
        "{all}"
    );
    assert!(
        states(&none).iter().all(|(_, state)| state == "off"),
        "{none}"
    );
    let off: Vec<_> = states(&edited)
        .into_iter()
        .filter(|(_, state)| state == "off")
        .collect();
    assert_eq!(off, [("devirt".to_string(), "off".to_string())]);
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

//! Every kind of bad input: the message names the file and the remedy, the exit code is 1, and no
//! output appears.

use crate::programs::programs;
use crate::sandbox::Sandbox;
use insta::assert_snapshot;
use std::fs;

/// A Windows executable without managed metadata: headers only.
fn native_pe() -> Vec<u8> {
    let mut bytes = vec![0; 0x200];
    bytes[..2].copy_from_slice(b"MZ");
    bytes[0x3c] = 0x80;
    bytes[0x80..0x84].copy_from_slice(b"PE\0\0");
    let file_header = [0x64, 0x86, 0, 0]; // x86_64, no sections
    bytes[0x84..0x88].copy_from_slice(&file_header);
    bytes[0x94] = 0xf0; // size of the optional header
    bytes[0x96] = 0x22; // executable
    bytes[0x98..0x9a].copy_from_slice(&[0x0b, 0x02]); // PE32+
    bytes[0x98 + 0x6c] = 16; // data directories, all empty
    bytes
}

#[test]
fn missing_file() {
    assert_snapshot!(Sandbox::new().refuse(&["missing.dll", "-o", "app"]));
}

#[test]
fn folder() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("bin")).unwrap();
    assert_snapshot!(sandbox.refuse(&["bin", "-o", "app"]));
}

#[test]
fn empty_file() {
    let sandbox = Sandbox::new();
    sandbox.write("empty.dll", "");
    assert_snapshot!(sandbox.refuse(&["empty.dll", "-o", "app"]));
}

#[test]
fn text_file() {
    let sandbox = Sandbox::new();
    sandbox.write("Program.cs", "System.Console.WriteLine(\"hello\");\n");
    assert_snapshot!(sandbox.refuse(&["Program.cs", "-o", "app"]));
}

#[test]
fn native_elf() {
    let sandbox = Sandbox::new();
    sandbox.add(std::path::Path::new(env!("CARGO_BIN_EXE_kiln")), "tool");
    assert_snapshot!(sandbox.refuse(&["tool", "-o", "app"]));
}

#[test]
fn native_launcher_with_its_assembly_beside_it() {
    let sandbox = Sandbox::new();
    sandbox.write("Tool.exe", native_pe());
    sandbox.add(&programs().path("Program.dll"), "Tool.dll");
    assert_snapshot!(sandbox.refuse(&["Tool.exe", "-o", "app"]));
}

#[test]
fn native_windows_executable() {
    let sandbox = Sandbox::new();
    sandbox.write("tool.exe", native_pe());
    assert_snapshot!(sandbox.refuse(&["tool.exe", "-o", "app"]));
}

#[test]
fn other_binary() {
    let sandbox = Sandbox::new();
    sandbox.write("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01");
    assert_snapshot!(sandbox.refuse(&["picture.png", "-o", "app"]));
}

#[test]
fn library_without_entry_point() {
    let sandbox = Sandbox::new();
    sandbox.add(&programs().path("Library.1.dll"), "Library.dll");
    assert_snapshot!(sandbox.refuse(&["Library.dll", "-o", "app"]));
}

#[test]
fn missing_reference() {
    let sandbox = Sandbox::new();
    sandbox.add(&programs().path("User.dll"), "User.dll");
    assert_snapshot!(sandbox.refuse(&["User.dll", "-o", "app"]));
}

#[test]
fn reference_of_the_wrong_version() {
    let sandbox = Sandbox::new();
    sandbox.add(&programs().path("User.dll"), "User.dll");
    sandbox.add(&programs().path("Library.1.dll"), "Library.dll");
    assert_snapshot!(sandbox.refuse(&["User.dll", "-o", "app"]));
}

#[test]
fn truncated_assembly() {
    let sandbox = Sandbox::new();
    let whole = fs::read(programs().path("Program.dll")).unwrap();
    sandbox.write("Program.dll", &whole[..whole.len() / 2]);
    assert_snapshot!(sandbox.refuse(&["Program.dll", "-o", "app"]));
}

#[test]
fn missing_output_folder() {
    let sandbox = Sandbox::new();
    sandbox.add(&programs().path("Program.dll"), "Program.dll");
    assert_snapshot!(sandbox.refuse(&["Program.dll", "-o", "bin/app"]));
}

/// A folder that nobody can write to, not even the administrator.
#[test]
fn unwritable_output_folder() {
    let sandbox = Sandbox::new();
    sandbox.add(&programs().path("Program.dll"), "Program.dll");
    assert_snapshot!(sandbox.refuse(&["Program.dll", "-o", "/proc/self/fdinfo/app"]));
}

#[test]
fn output_is_a_folder() {
    let sandbox = Sandbox::new();
    sandbox.add(&programs().path("Program.dll"), "Program.dll");
    fs::create_dir(sandbox.path("app")).unwrap();
    assert_snapshot!(sandbox.refuse(&["Program.dll", "-o", "app"]));
}

#[test]
fn output_is_the_input() {
    let sandbox = Sandbox::new();
    sandbox.add(&programs().path("Program.dll"), "Program.dll");
    assert_snapshot!(sandbox.refuse(&["Program.dll", "-o", "./Program.dll"]));
}

#[test]
fn unknown_target() {
    let sandbox = Sandbox::new();
    sandbox.add(&programs().path("Program.dll"), "Program.dll");
    assert_snapshot!(sandbox.refuse(&[
        "Program.dll",
        "-o",
        "app",
        "--target",
        "aarch64-linux-must"
    ]));
}

#[test]
fn parent_as_target() {
    let sandbox = Sandbox::new();
    sandbox.add(&programs().path("Program.dll"), "Program.dll");
    assert_snapshot!(sandbox.refuse(&["Program.dll", "-o", "app", "--target", "linux-musl"]));
}

#[test]
fn unknown_key_in_a_target_file() {
    let sandbox = Sandbox::new();
    sandbox.add(&programs().path("Program.dll"), "Program.dll");
    sandbox.write(
        "board.toml",
        "description = \"A board\"\ninherits = [\"aarch64-linux-musl\"]\n\n[llvm]\ncpuu = \"cortex-a53\"\n",
    );
    assert_snapshot!(sandbox.refuse(&["Program.dll", "-o", "app", "--target", "./board.toml"]));
}

#[test]
fn unknown_pass() {
    let sandbox = Sandbox::new();
    sandbox.add(&programs().path("Program.dll"), "Program.dll");
    assert_snapshot!(sandbox.refuse(&["Program.dll", "-o", "app", "-O=all,-devrit"]));
}

#[test]
fn unknown_level() {
    let sandbox = Sandbox::new();
    sandbox.add(&programs().path("Program.dll"), "Program.dll");
    assert_snapshot!(sandbox.refuse(&["Program.dll", "-o", "app", "-O=fast"]));
}

#[test]
fn no_dotnet() {
    let sandbox = Sandbox::new();
    sandbox.add(&programs().path("Program.dll"), "Program.dll");
    fs::create_dir(sandbox.path("nothing")).unwrap();
    let mut command = sandbox.kiln(&["Program.dll", "-o", "app"]);
    let nothing = sandbox.path("nothing");
    command
        .env("DOTNET_ROOT", &nothing)
        .env("PATH", &nothing)
        .env("KILN_DOTNET_DIR", &nothing);
    assert_snapshot!(sandbox.answer(&mut command));
    assert!(!sandbox.path("app").exists());
}

#[test]
fn framework_without_class_library() {
    let sandbox = Sandbox::new();
    sandbox.add(&programs().path("Program.dll"), "Program.dll");
    assert_snapshot!(sandbox.refuse(&["Program.dll", "-o", "app", "--framework", "."]));
}

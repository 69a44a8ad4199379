//! A small program linked for every target with the C library that rustup ships: the manifest is
//! read, the image is static, runs, is the same twice, and every byte of it is accounted for.

use kiln_link::{Home, Icf, LinkError, LinkJob, ManifestKind, RuntimeLibrary, Strip, Target, link};
use object::Object;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const RUNTIME: &str = r#"
#![no_std]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
#[used]
#[unsafe(link_section = ".kiln.manifest")]
static LINE: [u8; 46] = *b"qcall\tAnswer\tkiln_answer\tthrows,alloc,noreturn";
#[unsafe(no_mangle)]
extern "C" fn kiln_answer() -> i32 { 42 }
"#;

const PROGRAM: &str = r#"
#![no_std]
unsafe extern "C" {
    fn kiln_answer() -> i32;
    static __kiln_roots_start: u8;
    static __kiln_roots_end: u8;
    static __kiln_frozen_ro_start: u8;
    static __kiln_frozen_ro_end: u8;
}
#[unsafe(no_mangle)]
#[unsafe(link_section = ".kiln.roots")]
static SET: &u8 = &LOCAL[0]; // Read-only: the compiler marks so what nothing writes. Its neighbours stay writable.
#[unsafe(no_mangle)]
#[unsafe(link_section = ".kiln.frozen.COUNT")]
static mut COUNT: u64 = 8;
#[unsafe(no_mangle)]
#[unsafe(link_section = ".bss.kiln.roots")]
static mut UNSET: *const u8 = core::ptr::null();
static LOCAL: [u8; 1] = [7];
#[unsafe(no_mangle)]
#[unsafe(link_section = ".rodata.kiln.frozen.TEXT")]
static TEXT: u64 = 5;
#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    unsafe {
        let bytes = (&raw const __kiln_roots_end).addr() - (&raw const __kiln_roots_start).addr();
        let set = (&raw const SET).read_volatile();
        let unset = (&raw const UNSET).read_volatile();
        let frozen = (&raw const __kiln_frozen_ro_end).addr() - (&raw const __kiln_frozen_ro_start).addr();
        // The optimiser takes different names for different places.
        let first = core::hint::black_box(&raw const __kiln_frozen_ro_start).addr();
        if frozen != 8 || (&raw const TEXT).addr() != first { return 2 }
        (&raw mut COUNT).write_volatile((&raw const COUNT).read_volatile() + 1);
        if (&raw const COUNT).read_volatile() != 9 { return 3 }
        if bytes != 2 * size_of::<usize>() || *set != 7 || !unset.is_null() { return 1 }
        kiln_answer()
    }
}
"#;

fn rustc(folder: &Path, target: &Target, name: &str, source: &str, kind: &[&str]) {
    let file = folder.join("source.rs");
    fs::write(&file, source).unwrap();
    let status = Command::new("rustc")
        .args([
            "--edition=2024",
            "-Cpanic=abort",
            "-Copt-level=2",
            "-Crelocation-model=static",
        ])
        .args(kind)
        .arg(format!("--target={}", target.runtime.rust_target))
        .arg("-o")
        .arg(folder.join(name))
        .arg(&file)
        .status()
        .unwrap();
    assert!(status.success());
}

/// A folder with everything that the target's file names.
fn runtime(folder: &Path, target: &Target) -> RuntimeLibrary {
    let home = folder.join(&target.runtime.folder);
    fs::create_dir_all(&home).unwrap();
    rustc(
        &home,
        target,
        "libkiln_runtime.a",
        RUNTIME,
        &["--crate-type=staticlib"],
    );
    fs::write(home.join("runtime.bc"), "").unwrap();
    let sysroot = Command::new("rustc")
        .args(["--print", "sysroot"])
        .output()
        .unwrap();
    let shipped = Path::new(std::str::from_utf8(&sysroot.stdout).unwrap().trim())
        .join("lib/rustlib")
        .join(&target.runtime.rust_target)
        .join("lib/self-contained");
    let named = target
        .link
        .crt_before
        .iter()
        .chain(&target.link.libraries)
        .chain(&target.link.crt_after);
    for name in named.filter(|name| !home.join(name).exists()) {
        fs::copy(shipped.join(name), home.join(name)).unwrap();
    }
    RuntimeLibrary::open(&Home::at(folder), target).unwrap()
}

/// The exit code of a program, where this machine can run it.
fn run(target: &Target, program: &Path) -> Option<i32> {
    let mut command = match target.is_host() {
        true => Command::new(program),
        false => {
            let (emulator, arguments) = target.test.emulator.split_first()?;
            let mut command = Command::new(emulator);
            command.args(arguments).arg(program);
            command
        }
    };
    command.status().ok()?.code()
}

#[test]
fn links_runs_and_accounts_on_every_target() {
    for target in Target::list().unwrap() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = scratch.path();
        let runtime = runtime(folder, &target);
        assert_eq!(runtime.entries.len(), 1);
        assert_eq!(runtime.entries[0].kind, ManifestKind::Qcall);
        assert!(runtime.entries[0].flags.noreturn);
        rustc(
            folder,
            &target,
            "app.o",
            PROGRAM,
            &["--crate-type=lib", "--emit=obj"],
        );
        let objects = [folder.join("app.o")];
        let image = |name: &str, strip: Strip| {
            let output = folder.join(name);
            link(&LinkJob {
                target: &target,
                runtime: &runtime,
                objects: &objects,
                output: &output,
                strip,
                icf: Icf::Safe,
                gc_sections: true,
                account: true,
            })
            .unwrap()
        };
        let stripped = image("app", Strip::All);
        let bytes = fs::read(&stripped.path).unwrap();
        let file = object::File::parse(&*bytes).unwrap();
        // Read-only, code, writable: one more would share a page with its neighbours.
        assert_eq!(file.segments().count(), 3);
        let again = image("other", Strip::All);
        let whole = image("whole", Strip::None);
        assert_eq!(
            fs::read(&stripped.path).unwrap(),
            fs::read(&again.path).unwrap()
        );
        assert!(stripped.bytes < whole.bytes);
        assert!(
            stripped.bytes < 8192,
            "{}: {} bytes",
            target.name,
            stripped.bytes
        );
        if let Some(code) = run(&target, &stripped.path) {
            assert_eq!(code, 42, "{}", target.name);
        }
        let account = stripped.account.unwrap();
        let symbols: u64 = account.symbols.iter().map(|symbol| symbol.bytes).sum();
        let sections: u64 = account.sections.iter().map(|section| section.bytes).sum();
        assert!(
            symbols <= sections && symbols * 10 >= sections * 9,
            "{symbols} of {sections} bytes"
        );
        assert!(account.symbols.iter().any(|symbol| symbol.name == "main"));
        let mut files: Vec<PathBuf> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.retain(|file| file.file_name().unwrap().to_string_lossy().starts_with('.'));
        assert!(files.is_empty(), "left behind: {files:?}");
    }
}

#[test]
fn a_missing_symbol_is_named_and_nothing_is_written() {
    let target = Target::list().unwrap().remove(0);
    let scratch = tempfile::tempdir().unwrap();
    let runtime = runtime(scratch.path(), &target);
    let source = PROGRAM.replace("kiln_answer", "kiln_question");
    rustc(
        scratch.path(),
        &target,
        "app.o",
        &source,
        &["--crate-type=lib", "--emit=obj"],
    );
    let output = scratch.path().join("app");
    let error = link(&LinkJob {
        target: &target,
        runtime: &runtime,
        objects: &[scratch.path().join("app.o")],
        output: &output,
        strip: Strip::All,
        icf: Icf::Safe,
        gc_sections: true,
        account: false,
    })
    .unwrap_err();
    assert!(matches!(error, LinkError::Failed { .. }));
    assert!(
        error
            .to_string()
            .contains("nothing defines `kiln_question`, which is used by `main`"),
        "{error}"
    );
    assert!(!output.exists());
}

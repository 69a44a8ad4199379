//! Builds programs from text, generates code, links it with a C program and runs that.

use crate::classify::{CSignature, CType};
use crate::error::Result;
use crate::facts::{ElementClass, Facts, KnownLayout, ValueLayout};
use crate::{CodegenOptions, Emit, OptLevel};
use kiln_analysis::program::{CastTest, GcWords, Program, TypeTable};
use kiln_ir::Func;
use kiln_ir::text::{Names, SymbolNames, parse_all};
use kiln_ir::ty::Cell;
use kiln_world::{FieldId, MethodId, SigId, SourceLocation, TypeId};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A world of names only.
#[derive(Default)]
pub struct TestFacts {
    pub names: SymbolNames,
    pub layouts: FxHashMap<String, ValueLayout>,
    pub signatures: FxHashMap<String, CSignature>,
}

impl Facts for TestFacts {
    fn pointer_bytes(&self) -> u32 {
        8
    }

    fn type_name(&self, ty: TypeId) -> String {
        self.names.type_name(ty).unwrap_or_default()
    }

    fn reflection_name(&self, ty: TypeId) -> String {
        self.type_name(ty)
    }

    fn method_name(&self, method: MethodId) -> String {
        self.names.method_name(method).unwrap_or_default()
    }

    fn signature_name(&self, sig: kiln_world::SigId) -> String {
        format!("#{}", sig.0)
    }

    fn value_layout(&self, ty: TypeId) -> Result<ValueLayout> {
        Ok(self.layouts[&self.type_name(ty)])
    }

    fn method_signature(&self, method: MethodId) -> Result<CSignature> {
        Ok(self.signatures[&self.method_name(method)].clone())
    }

    fn site_signature(&self, sig: SigId) -> Result<CSignature> {
        Ok(self.signatures[&self.names.sig_name(sig).unwrap_or_default()].clone())
    }

    fn known_layout(&self) -> Result<KnownLayout> {
        Ok(KnownLayout {
            delegate_target: 8,
            delegate_code: 24,
            runtime_type_size: 32,
            runtime_type_handle: 24,
        })
    }

    fn runtime_type(&self) -> TypeId {
        self.id("System.RuntimeType")
    }

    fn string_type(&self) -> TypeId {
        self.id("System.String")
    }

    fn object_type(&self) -> TypeId {
        self.id("System.Object")
    }

    fn rva_data(&self, _field: FieldId) -> Option<Vec<u8>> {
        Some(vec![1, 2, 3, 4, 5, 6, 7, 8])
    }

    fn is_plain_class_field(&self, _field: FieldId) -> bool {
        true
    }

    fn element_class(&self, _ty: TypeId) -> ElementClass {
        ElementClass::Other
    }

    fn is_array(&self, ty: TypeId) -> bool {
        self.type_name(ty).ends_with(']')
    }

    fn source_location(&self, _method: MethodId, il: u32) -> Option<SourceLocation> {
        Some(SourceLocation {
            file: "/src/Test.cs".into(),
            line: il + 1,
            column: 3,
        })
    }

    fn main_returns_value(&self) -> bool {
        true
    }

    fn trace_name(&self, method: MethodId) -> String {
        format!("Test.{}()", self.method_name(method))
    }
}

impl TestFacts {
    pub fn id(&self, name: &str) -> TypeId {
        self.names.type_id(name).unwrap_or(TypeId(0))
    }
}

/// A program under test.
#[derive(Default)]
pub struct Fixture {
    pub facts: TestFacts,
    pub program: Program,
}

impl Fixture {
    pub fn new(text: &str) -> Fixture {
        let mut fixture = Fixture::default();
        fixture.add(text);
        fixture
    }

    pub fn add(&mut self, text: &str) {
        match parse_all(text, &self.facts.names) {
            Ok(functions) => self.program.functions.extend(functions),
            Err(error) => panic!("{error}"),
        }
    }

    pub fn method(&self, name: &str) -> MethodId {
        self.facts.names.method_id(name).unwrap_or(MethodId(0))
    }

    pub fn signature(&mut self, name: &str, params: &[CType], ret: CType) {
        let signature = CSignature {
            params: params.to_vec(),
            ret,
            fixed: params.len(),
            variadic: false,
        };
        self.facts.signatures.insert(name.to_string(), signature);
    }

    /// Adds the table of a class.
    pub fn class(
        &mut self,
        name: &str,
        interval: (u32, u32),
        cast: CastTest,
        slots: &[Option<&str>],
    ) -> &mut TypeTable {
        let ty = self.facts.id(name);
        let slots = slots
            .iter()
            .map(|slot| slot.map(|slot| Func::Method(self.method(slot))))
            .collect();
        let table = TypeTable {
            ty,
            name: name.to_string(),
            flags: 0,
            base_size: 24,
            parent: None,
            element: None,
            nullable: None,
            type_lo: interval.0,
            type_hi: interval.1,
            cast,
            gc_words: GcWords::default(),
            slots,
            buckets: Vec::new(),
            finalizer: None,
            generic_args: Vec::new(),
            cor_element_type: 0x12,
            attributes: 0,
            field_bytes: 8,
            interface_count: 0,
            byref_like: false,
            enum_info: None,
            shuffle: None,
            multicast: None,
        };
        let index = self.program.types.len();
        self.program.type_index.insert(ty, index);
        self.program.types.push(table);
        &mut self.program.types[index]
    }

    fn options(&self, triple: &str, opt: OptLevel) -> CodegenOptions<'static> {
        let keep_symbols = self
            .program
            .functions
            .iter()
            .map(|f| crate::symbol::func_name(&self.facts, f.func))
            .collect();
        CodegenOptions {
            triple: triple.into(),
            cpu: if triple.starts_with("x86_64") {
                "x86-64".into()
            } else {
                "generic".into()
            },
            opt,
            keep_symbols,
            verify: true,
            emit: Emit {
                object: true,
                assembly: true,
                llvm_before: true,
                llvm_after: true,
            },
            ..CodegenOptions::default()
        }
    }

    pub fn generate(&self, triple: &str, opt: OptLevel) -> crate::Artifacts {
        match crate::generate_with(&self.facts, &self.program, &self.options(triple, opt)) {
            Ok(artifacts) => artifacts,
            Err(error) => panic!("{triple} {opt:?}: {error}"),
        }
    }

    pub fn generate_debug(&self, triple: &str) -> crate::Artifacts {
        let options = CodegenOptions {
            debug: true,
            ..self.options(triple, OptLevel::O0)
        };
        match crate::generate_with(&self.facts, &self.program, &options) {
            Ok(artifacts) => artifacts,
            Err(error) => panic!("{triple}: {error}"),
        }
    }

    /// Links with a C program whose `main` returns 0 when all is well, on every machine and level.
    pub fn run(&self, c: &str) {
        for machine in MACHINES {
            for opt in [OptLevel::O0, OptLevel::O2, OptLevel::Oz] {
                let artifacts = self.generate(machine.triple, opt);
                let (code, output) = link_and_run(machine, &artifacts.object, c);
                assert!(
                    code == Some(0),
                    "{} {opt:?}: exit {code:?}\n{output}\n{}",
                    machine.triple,
                    artifacts.llvm_before.unwrap_or_default()
                );
            }
        }
    }
}

impl Fixture {
    /// LLVM text after the passes.
    pub fn optimised_text(&self, machine: &Machine, home: &Path, opt: OptLevel) -> String {
        let bitcode = std::fs::read(home.join("runtime.bc")).expect("the runtime is readable");
        let options = CodegenOptions {
            runtime_bitcode: &bitcode,
            keep_symbols: Vec::new(),
            cpu: String::new(),
            ..self.options(machine.triple, opt)
        };
        match crate::generate_with(&self.facts, &self.program, &options) {
            Ok(artifacts) => artifacts.llvm_after.unwrap_or_default(),
            Err(error) => panic!("{error}"),
        }
    }

    /// Generates with the runtime's bitcode, links by the linker script, runs: exit code 0 is success.
    pub fn run_with_runtime(&self, machine: &Machine, home: &Path, opt: OptLevel) {
        let (code, text) = self.outcome_with_runtime(machine, home, opt);
        assert_eq!(code, Some(0), "{} {opt:?}: {text}", machine.triple);
    }

    /// The same, giving exit code and output.
    pub fn outcome_with_runtime(
        &self,
        machine: &Machine,
        home: &Path,
        opt: OptLevel,
    ) -> (Option<i32>, String) {
        let bitcode = std::fs::read(home.join("runtime.bc")).expect("the runtime is readable");
        let options = CodegenOptions {
            runtime_bitcode: &bitcode,
            keep_symbols: Vec::new(),
            cpu: String::new(),
            ..self.options(machine.triple, opt)
        };
        let artifacts = match crate::generate_with(&self.facts, &self.program, &options) {
            Ok(artifacts) => artifacts,
            Err(error) => panic!("{} {opt:?}: {error}", machine.triple),
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("code.o"), &artifacts.object).expect("the object is written");
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../linker-scripts/linux-static.ld");
        let (code, text) = run(Command::new("ld.lld-22")
            .args([
                "-static",
                "--no-pie",
                "--gc-sections",
                "--eh-frame-hdr",
                "-z",
                "norelro",
                "-m",
                machine.emulation,
            ])
            .arg("-T")
            .arg(script)
            .args(["crt1.o", "crti.o"].map(|name| home.join(name)))
            .arg(path("code.o"))
            .args(
                ["libkiln_runtime.a", "libunwind.a", "libc.a", "crtn.o"]
                    .map(|name| home.join(name)),
            )
            .arg("-o")
            .arg(path("program")));
        assert_eq!(code, Some(0), "{} {opt:?}: {text}", machine.triple);
        machine.execute(&path("program"))
    }
}

/// Where the runtime for a machine lies, if it was built.
pub fn runtime_home(machine: &Machine) -> Option<PathBuf> {
    let base = match std::env::var_os("KILN_HOME") {
        Some(home) => PathBuf::from(home),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/kiln-home"),
    };
    let home = base.join(machine.triple.replace("-unknown", ""));
    home.join("runtime.bc").exists().then_some(home)
}

fn run(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().expect("the tool runs");
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (output.status.code(), text)
}

impl Machine {
    fn execute(&self, program: &Path) -> (Option<i32>, String) {
        match self.emulator {
            None => run(&mut Command::new(program)),
            Some(emulator) => run(Command::new(emulator).arg(program)),
        }
    }
}

/// A machine to run tests on.
pub struct Machine {
    pub triple: &'static str,
    emulation: &'static str,
    emulator: Option<&'static str>,
}

pub const MACHINES: &[Machine] = &[
    Machine {
        triple: "x86_64-unknown-linux-musl",
        emulation: "elf_x86_64",
        emulator: None,
    },
    Machine {
        triple: "aarch64-unknown-linux-musl",
        emulation: "aarch64linux",
        emulator: Some("qemu-aarch64"),
    },
];

/// What every test program needs besides its own code.
const PRELUDE: &str = r#"
typedef unsigned char u8; typedef unsigned short u16; typedef unsigned u32; typedef unsigned long u64;
extern int printf(const char*, ...);
extern void exit(int); extern void abort(void);
extern void *calloc(unsigned long, unsigned long);
#define CHECK(x) do { if (!(x)) { printf("line %d: %s\n", __LINE__, #x); exit(1); } } while (0)
int kiln_personality(void) { abort(); }
int rust_eh_personality(void) { abort(); }
_Thread_local unsigned kiln_pending;
"#;

fn rust_self_contained(triple: &str) -> PathBuf {
    let sysroot = Command::new("rustc")
        .args(["--print", "sysroot"])
        .output()
        .expect("rustc runs");
    let root = String::from_utf8_lossy(&sysroot.stdout).trim().to_string();
    Path::new(&root)
        .join("lib/rustlib")
        .join(triple)
        .join("lib/self-contained")
}

/// What musl's long double arithmetic calls.
fn compiler_builtins(self_contained: &Path) -> Vec<PathBuf> {
    let Some(folder) = self_contained.parent() else {
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).expect("the target's library folder is readable");
    let paths = entries.flatten().map(|entry| entry.path());
    let is_wanted = |path: &PathBuf| {
        path.extension()
            .is_some_and(|extension| extension == "rlib")
            && path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("libcompiler_builtins"))
    };
    paths.filter(is_wanted).collect()
}

fn link_and_run(machine: &Machine, object: &[u8], c: &str) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("code.o"), object).expect("the object is written");
    std::fs::write(path("main.c"), format!("{PRELUDE}\n#line 1\n{c}"))
        .expect("the C file is written");
    let (code, text) = run(Command::new("clang-22")
        .args(["-c", "-O1", "-w", "-fno-pic", "-fno-stack-protector"])
        .arg(format!("--target={}", machine.triple))
        .args([path("main.c"), "-o".into(), path("main.o")]));
    assert_eq!(code, Some(0), "{text}");
    let library = rust_self_contained(machine.triple);
    let (code, text) = run(Command::new("ld.lld-22")
        .args(["-static", "-m", machine.emulation, "-o"])
        .arg(path("program"))
        .args([
            library.join("crt1.o"),
            library.join("crti.o"),
            path("main.o"),
            path("code.o"),
            library.join("libc.a"),
        ])
        .args(compiler_builtins(&library))
        .arg(library.join("crtn.o")));
    assert_eq!(code, Some(0), "{text}");
    machine.execute(&path("program"))
}

/// A struct of a C signature, with all leaves passed one by one when there are up to four.
pub fn c_struct(size: u32, align: u32, leaves: &[(u32, Cell)]) -> CType {
    let leaves = leaves.to_vec();
    let flat = (leaves.len() <= 4).then(|| leaves.clone());
    CType::Struct {
        size,
        align,
        leaves: Some(leaves),
        flat,
    }
}

//! Bad input and missing parts: each message names the file and says what to do.

mod common;

use std::path::Path;

use kiln_world::*;

fn fails(root: &Path, framework: &Path) -> WorldError {
    match World::open(&common::options(root, framework)) {
        Ok(_) => panic!("{} opens", root.display()),
        Err(error) => error,
    }
}

/// Resolves everything that the first method's body refers to.
fn touch(world: &World) -> Result<()> {
    let main = world.entry_point()?;
    let body = world.body(main)?.expect("Main has a body");
    for instruction in kiln_metadata::Instructions::new(body.il).flatten() {
        if let kiln_metadata::Operand::Token(token) = instruction.operand {
            world.resolve_token(body.assembly, token, body.context())?;
        }
    }
    Ok(())
}

#[test]
fn files_that_are_no_assemblies_are_refused_with_a_remedy() {
    let Some(framework) = common::framework() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cases: &[(&str, &[u8], &str)] = &[
        ("empty.dll", b"", "build the project again"),
        ("text.dll", b"class P { }\n", "compiled"),
        (
            "native",
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            "native",
        ),
    ];
    for (name, bytes, remedy) in cases {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).expect("a file");
        let error = fails(&file, &framework);
        assert!(error.to_string().contains(name), "{error}");
        assert!(
            error.remedy().is_some_and(|text| text.contains(remedy)),
            "{error:?}"
        );
    }
    let missing = folder.path().join("missing.dll");
    assert!(
        fails(&missing, &framework)
            .to_string()
            .contains("missing.dll")
    );
    let library = framework.join("System.Console.dll");
    let world = common::open(&library, &framework);
    let error = world.entry_point().expect_err("a library");
    assert!(error.to_string().contains("no entry point"), "{error}");
    let error = fails(&library, folder.path());
    assert!(
        matches!(error.kind(), WorldErrorKind::MissingAssembly { .. }),
        "{error}"
    );
    assert!(
        error
            .remedy()
            .is_some_and(|text| text.contains("--framework")),
        "{error:?}"
    );
}

const LIBRARY: &str = r#"
[assembly: System.Reflection.AssemblyVersion("VERSION")]
namespace Lib { public class Thing { public static int Value() => 1; MEMBER } public struct Pair { public int A; } }
"#;

const PROGRAM: &str = r#"
class P { static int Main() { return Lib.Thing.Value() + Lib.Thing.More() + new Lib.Pair().A; } }
"#;

#[test]
fn references_must_be_there_and_new_enough() {
    let Some(framework) = common::framework() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let library = folder.path().join("Lib.dll");
    let program = folder.path().join("App.dll");
    let build = |version: &str, member: &str| {
        let source = LIBRARY
            .replace("VERSION", version)
            .replace("MEMBER", member);
        common::compile(&source, &library, &["-target:library"])
    };
    const MORE: &str = "public static int More() => 2;";
    if build("2.0.0.0", MORE).is_none() {
        return;
    }
    let reference = format!("-r:{}", library.display());
    common::compile(PROGRAM, &program, &[&reference]).expect("the program compiles");
    touch(&common::open(&program, &framework)).expect("all there");

    build("3.1.0.0", MORE).expect("the library compiles");
    touch(&common::open(&program, &framework)).expect("a newer library serves");

    build("1.0.0.0", MORE).expect("the library compiles");
    let error = touch(&common::open(&program, &framework)).expect_err("an older library");
    assert!(
        matches!(error.kind(), WorldErrorKind::WrongVersion { .. }),
        "{error}"
    );
    assert_eq!(error.place().assembly.as_deref(), Some("App"));
    let text = error.to_string();
    assert!(
        text.contains("2.0.0.0") && text.contains("1.0.0.0"),
        "{text}"
    );

    build("2.0.0.0", "").expect("the library compiles");
    let error = touch(&common::open(&program, &framework)).expect_err("a member is gone");
    assert!(
        matches!(error.kind(), WorldErrorKind::MissingMember { .. }),
        "{error}"
    );
    assert!(error.to_string().contains("More"), "{error}");

    std::fs::remove_file(&library).expect("the library goes");
    let error = touch(&common::open(&program, &framework)).expect_err("no library");
    assert!(
        error
            .to_string()
            .contains("'Lib, Version=2.0.0.0' was not found"),
        "{error}"
    );
    assert!(error.to_string().contains("App"), "{error}");
    assert!(
        error.searched().contains(&library),
        "{:?}",
        error.searched()
    );

    // A reference folder serves, too.
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let moved = elsewhere.path().join("Lib.dll");
    common::compile(
        &LIBRARY
            .replace("VERSION", "2.0.0.0")
            .replace("MEMBER", MORE),
        &moved,
        &["-target:library"],
    )
    .expect("the library compiles");
    for reference in [elsewhere.path().to_path_buf(), moved] {
        let mut options = common::options(&program, &framework);
        options.references.push(reference);
        let world = World::open(&options).expect("the world opens");
        touch(&world).expect("found by reference");
    }
}

#[test]
fn type_forwards_are_followed() {
    let Some(framework) = common::framework() else {
        return;
    };
    let world = common::open(&framework.join("System.Console.dll"), &framework);
    for facade in ["System.Runtime", "netstandard", "mscorlib"] {
        let name = format!("System.Collections.Generic.IEnumerable`1, {facade}");
        let found = world.def_by_reflection_name(world.root_assembly(), &name);
        assert_eq!(
            found.map(|def| def.assembly),
            Some(world.core_library()),
            "{facade}"
        );
    }
    let name = "System.Linq.Enumerable, netstandard";
    let found = world
        .def_by_reflection_name(world.root_assembly(), name)
        .expect("Enumerable");
    assert_eq!(world.assembly_name(found.assembly), "System.Linq");
}

#[test]
fn packages_are_found_through_deps_json() {
    let Some(framework) = common::framework() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sub = folder.path().join("runtimes/unix/lib/net10.0");
    std::fs::create_dir_all(&sub).expect("a folder");
    let library = sub.join("Lib.dll");
    let program = folder.path().join("App.dll");
    let source = LIBRARY
        .replace("VERSION", "2.0.0.0")
        .replace("MEMBER", "public static int More() => 2;");
    if common::compile(&source, &library, &["-target:library"]).is_none() {
        return;
    }
    let reference = format!("-r:{}", library.display());
    common::compile(PROGRAM, &program, &[&reference]).expect("the program compiles");
    touch(&common::open(&program, &framework)).expect_err("not beside the program");
    std::fs::write(
        folder.path().join("App.deps.json"),
        r#"{"runtimeTarget":{"name":".NETCoreApp,Version=v10.0"},
            "targets":{".NETCoreApp,Version=v10.0":{"Lib/2.0.0":{"runtimeTargets":
              {"runtimes/unix/lib/net10.0/Lib.dll":{"rid":"unix","assetType":"runtime"},
               "runtimes/win/lib/net10.0/Lib.dll":{"rid":"win","assetType":"runtime"}}}}},
            "libraries":{"Lib/2.0.0":{"type":"package","path":"lib/2.0.0"}}}"#,
    )
    .expect("deps.json");
    touch(&common::open(&program, &framework)).expect("found through deps.json");
    std::fs::write(folder.path().join("App.deps.json"), "{ nonsense").expect("deps.json");
    let error = fails(&program, &framework);
    assert!(error.to_string().contains("App.deps.json"), "{error}");
}

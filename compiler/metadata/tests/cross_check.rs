//! Counts and hashes of the whole framework against System.Reflection.Metadata, run by `dotnet`.

mod support;

use std::collections::BTreeMap;
use std::process::Command;

use kiln_metadata::{Assembly, EnumIndex, ErrorKind, MethodRow};

fn mix(hash: &mut u64, value: u64) {
    *hash = (*hash ^ value).wrapping_mul(0x0100_0000_01b3);
}

/// The hash of method names, code and exception clauses that the other reader computes.
fn hash(assembly: &Assembly) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for row in assembly.rows::<MethodRow>() {
        let method = assembly.method(row).expect("a method");
        method.name.bytes().for_each(|b| mix(&mut hash, b.into()));
        let Some(body) = assembly.body(row).expect("a body") else {
            continue;
        };
        body.code.iter().for_each(|b| mix(&mut hash, u64::from(*b)));
        for clause in &body.clauses {
            let ranges = [
                clause.try_start,
                clause.try_end - clause.try_start,
                clause.handler_start,
                clause.handler_end - clause.handler_start,
            ];
            ranges.iter().for_each(|n| mix(&mut hash, u64::from(*n)));
        }
    }
    hash
}

#[test]
fn counts_agree_with_another_reader() {
    let Some(framework) = support::framework() else {
        return;
    };
    let Some(dotnet) = support::variable("KILN_DOTNET") else {
        return;
    };
    let folder = support::scratch("cross_check");
    let program = folder.join("CrossCheck.dll");
    if support::compile("CrossCheck.cs", &program, &[]).is_none() {
        return;
    }
    let sample = folder.join("Sample.dll");
    let options = ["-target:library", "-unsafe"];
    let _ = support::compile("Sample.cs", &sample, &options);
    let mut files = support::assemblies(&framework);
    files.push(sample);

    let output = Command::new(dotnet)
        .arg(&program)
        .args(&files)
        .output()
        .expect("dotnet starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the other reader fails: {errors}");
    let text = String::from_utf8(output.stdout).expect("text");
    let theirs: BTreeMap<&str, &str> = text
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(' '))
        .collect();

    let mut enums = EnumIndex::default();
    let mut assemblies = Vec::new();
    for file in &files {
        match Assembly::open(file) {
            Ok(assembly) => {
                enums.add(&assembly);
                assemblies.push(assembly);
            }
            Err(error) if error.kind() == ErrorKind::NativePe => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(assemblies.len(), theirs.len());
    assert!(assemblies.len() > 100);
    for assembly in &assemblies {
        let found = assembly.survey(&enums, &mut |error| panic!("{error}"));
        let ours = format!(
            "{} {} {} {} {} {} {} {} {:016x}",
            found.rows,
            found.types,
            found.methods,
            found.bodies,
            found.il_bytes,
            found.clauses,
            found.attributes,
            found.attribute_arguments,
            hash(assembly)
        );
        let path = assembly.path().expect("a path");
        let name = path.file_name().expect("a name").to_string_lossy();
        assert_eq!(Some(&ours.as_str()), theirs.get(&*name), "{name}");
    }
}

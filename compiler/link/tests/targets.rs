//! Every embedded target is complete, and user files inherit, grow lists and fail helpfully.

use kiln_link::{Target, TargetError};
use std::fs;
use std::path::PathBuf;

fn user_file(folder: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path: PathBuf = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn every_embedded_target_loads() {
    let targets = Target::list().unwrap();
    assert!(!targets.is_empty());
    for target in targets {
        assert!(
            !target.description.is_empty(),
            "{} has no description",
            target.name
        );
        let text = target.explain();
        assert!(text.contains("triple = "), "{text}");
    }
}

#[test]
fn exactly_one_default_a_host() {
    let mut hosts: Vec<String> = Target::list()
        .unwrap()
        .into_iter()
        .flat_map(|t| t.sections.system.default_for_hosts)
        .collect();
    let all = hosts.len();
    hosts.sort();
    hosts.dedup();
    assert_eq!(hosts.len(), all);
}

#[test]
fn user_file_overrides_and_appends_and_remembers() {
    let folder = tempfile::tempdir().unwrap();
    let parent = Target::list().unwrap().remove(0);
    let text = format!(
        "description = \"mine\"\ninherits = [\"{}\"]\n[llvm]\ncpu = \"special\"\nfeatures = [\"+crc\"]\n",
        parent.name
    );
    let path = user_file(&folder, "mine.toml", &text);
    let mine = Target::load(&path).unwrap();
    assert_eq!(mine.name, "mine");
    assert_eq!(mine.llvm.cpu, "special");
    assert_eq!(mine.llvm.features.last().map(String::as_str), Some("+crc"));
    assert_eq!(mine.llvm.features.len(), parent.llvm.features.len() + 1);
    assert_eq!(mine.origins.of("llvm.cpu"), std::slice::from_ref(&path));
    assert_eq!(
        mine.origins.of("llvm.triple"),
        parent.origins.of("llvm.triple")
    );
    assert!(mine.explain().contains(&path));
}

#[test]
fn unknown_keys_and_values_are_errors_with_a_suggestion() {
    let folder = tempfile::tempdir().unwrap();
    let path = user_file(
        &folder,
        "a.toml",
        "description = \"a\"\n\n[llvm]\ntripple = \"x\"\n",
    );
    let error = Target::load(&path).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("a.toml:4: unknown field `tripple`"),
        "{error}"
    );
    assert_eq!(error.remedy(), "did you mean `triple`?");
    let path = user_file(&folder, "b.toml", "[machine]\nendianness = \"litle\"\n");
    assert_eq!(
        Target::load(&path).unwrap_err().remedy(),
        "did you mean `little`?"
    );
}

#[test]
fn circles_missing_keys_and_unknown_names_are_told() {
    let folder = tempfile::tempdir().unwrap();
    user_file(&folder, "one.toml", "inherits = [\"./two.toml\"]\n");
    let two = user_file(&folder, "two.toml", "inherits = [\"./one.toml\"]\n");
    assert!(matches!(
        Target::load(&two),
        Err(TargetError::Circle { .. })
    ));
    let empty = user_file(&folder, "empty.toml", "");
    match Target::load(&empty) {
        Err(TargetError::Incomplete { keys, .. }) => {
            assert!(keys.contains(&"llvm.triple".to_string()))
        }
        other => panic!("{other:?}"),
    }
    let known = Target::list().unwrap().remove(0).name;
    let error = Target::load(&known[..known.len() - 1]).unwrap_err();
    assert_eq!(error.remedy(), format!("did you mean `{known}`?"));
}

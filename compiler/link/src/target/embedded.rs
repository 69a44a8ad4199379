//! The target files and linker scripts that are part of this binary.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Names of all embedded target files, parents included, sorted.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TARGET_FILES.iter().map(|(name, _)| *name)
}

/// The text of one embedded target file.
pub(super) fn text(name: &str) -> Option<&'static str> {
    TARGET_FILES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

/// All embedded linker scripts: (name without `.ld`, text).
pub fn linker_scripts() -> &'static [(&'static str, &'static str)] {
    SCRIPT_FILES
}

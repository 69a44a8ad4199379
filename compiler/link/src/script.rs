//! Handing lld the target's linker script.

use crate::error::LinkError;
use crate::target::{self, Target};
use std::fs;
use std::path::{Path, PathBuf};

/// Writes the embedded scripts into `folder` (so that they can INCLUDE each other) and returns
/// the path of the target's own, or the user's path when the target names one.
pub fn place(target: &Target, folder: &Path) -> Result<PathBuf, LinkError> {
    let wanted = target.link.script.as_str();
    if wanted.contains(std::path::MAIN_SEPARATOR) {
        return Ok(PathBuf::from(wanted));
    }
    let stem = wanted.strip_suffix(".ld").unwrap_or(wanted);
    let scripts = target::linker_scripts();
    for (name, text) in scripts {
        fs::write(folder.join(format!("{name}.ld")), text).map_err(|error| {
            LinkError::Temporary {
                reason: error.to_string(),
            }
        })?;
    }
    if scripts.iter().any(|(name, _)| *name == stem) {
        return Ok(folder.join(format!("{stem}.ld")));
    }
    let suggestion = target::nearest(stem, scripts.iter().map(|(name, _)| *name));
    Err(LinkError::UnknownScript {
        name: wanted.to_string(),
        suggestion: suggestion.map(|name| format!("{name}.ld")),
    })
}

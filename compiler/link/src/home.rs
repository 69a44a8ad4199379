//! Where the compiler's own files for each target are: runtime bitcode, archive, C start files.

use crate::error::LinkError;
use crate::target::Target;
use std::env;
use std::path::{Path, PathBuf};

/// The folder with one sub-folder a target.
#[derive(Debug, Clone)]
pub struct Home {
    root: PathBuf,
}

impl Home {
    /// `KILN_HOME`, else `../lib/kiln` beside the binary, else the source tree's
    /// `target/kiln-home`.
    pub fn find() -> Result<Home, LinkError> {
        let searched = match env::var_os("KILN_HOME").filter(|value| !value.is_empty()) {
            Some(set) => vec![PathBuf::from(set)],
            None => default_places(),
        };
        match searched.iter().find(|place| place.is_dir()) {
            Some(root) => Ok(Home { root: root.clone() }),
            None => Err(LinkError::NoHome { searched }),
        }
    }

    /// A home at a known place.
    pub fn at(root: impl Into<PathBuf>) -> Home {
        Home { root: root.into() }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The files of one target.
    pub fn folder(&self, target: &Target) -> Result<PathBuf, LinkError> {
        let folder = self.root.join(&target.runtime.folder);
        if folder.is_dir() {
            Ok(folder)
        } else {
            Err(LinkError::NoRuntime {
                target: target.runtime.folder.clone(),
                path: folder,
            })
        }
    }
}

fn default_places() -> Vec<PathBuf> {
    let installed = env::current_exe()
        .ok()
        .and_then(|exe| exe.parent().map(|folder| folder.join("../lib/kiln")));
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/kiln-home");
    installed.into_iter().chain([built]).collect()
}

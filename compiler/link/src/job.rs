//! Linking objects into one image, atomically: the output appears whole or not at all.

use crate::account::{self, SizeAccount};
use crate::error::LinkError;
use crate::lld::Lld;
use crate::runtime::RuntimeLibrary;
use crate::target::Target;
use crate::{messages, script};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// What is left out of the image besides code that nothing reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strip {
    /// Nothing: symbols and debugging information stay.
    None,
    /// Debugging information.
    Debug,
    /// Symbols, debugging information and section headers.
    #[default]
    All,
}

/// Which identical functions lld may fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Icf {
    /// None.
    None,
    /// Those whose address nobody takes.
    #[default]
    Safe,
    /// All.
    All,
}

/// Everything a link needs.
#[derive(Debug, Clone)]
pub struct LinkJob<'a> {
    /// What is linked for.
    pub target: &'a Target,
    /// Whose files and libraries are linked with.
    pub runtime: &'a RuntimeLibrary,
    /// The compiler's objects.
    pub objects: &'a [PathBuf],
    /// Where the image goes.
    pub output: &'a Path,
    /// What to leave out.
    pub strip: Strip,
    /// What to fold.
    pub icf: Icf,
    /// Whether to drop sections that nothing refers to.
    pub gc_sections: bool,
    /// Whether to account for the bytes.
    pub account: bool,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct LinkedImage {
    /// The image's path.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Where its bytes are, if that was asked for.
    pub account: Option<SizeAccount>,
}

/// Checks, before any work is done, that an output can be written.
pub fn probe_output(output: &Path) -> Result<(), LinkError> {
    if output.is_dir() {
        let reason = "it is a folder".to_string();
        return Err(LinkError::Unwritable {
            path: output.to_path_buf(),
            reason,
        });
    }
    let folder = folder_of(output);
    if !folder.exists() {
        return Err(LinkError::NoOutputFolder {
            folder: folder.to_path_buf(),
        });
    }
    match tempfile::tempfile_in(folder) {
        Ok(_) => Ok(()),
        Err(error) => Err(unwritable_folder(folder, &error)),
    }
}

/// Links `job` and moves the image into its place.
pub fn link(job: &LinkJob) -> Result<LinkedImage, LinkError> {
    let lld = Lld::find()?;
    let scratch = tempfile::Builder::new()
        .prefix(".kiln-")
        .tempdir_in(folder_of(job.output))
        .map_err(|error| unwritable_folder(folder_of(job.output), &error))?;
    let image = scratch.path().join("image");
    let map = scratch.path().join("map");
    let mut command = lld.command();
    command.args(arguments(
        job,
        &script::place(job.target, scratch.path())?,
        scratch.path(),
    ));
    if job.account {
        command.arg("-Map").arg(&map);
    }
    command.arg("-o").arg(&image);
    let output = command
        .output()
        .map_err(|error| LinkError::LinkerNotStarted {
            path: lld.path.clone(),
            reason: error.to_string(),
        })?;
    if !output.status.success() {
        let mut messages = messages::parse(&String::from_utf8_lossy(&output.stderr));
        if messages.is_empty() {
            messages.push(messages::LinkerMessage::Other(format!(
                "lld ended with {}",
                output.status
            )));
        }
        return Err(LinkError::Failed { messages });
    }
    let bytes = fs::metadata(&image)
        .map_err(|error| unwritable(job.output, &error))?
        .len();
    let account = match job.account {
        true => {
            let text = fs::read_to_string(&map).map_err(|error| unwritable(&map, &error))?;
            Some(account::parse_map(&text, bytes))
        }
        false => None,
    };
    fs::rename(&image, job.output).map_err(|error| unwritable(job.output, &error))?;
    Ok(LinkedImage {
        path: job.output.to_path_buf(),
        bytes,
        account,
    })
}

/// The folder an output lies in.
fn folder_of(output: &Path) -> &Path {
    match output.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> LinkError {
    LinkError::Unwritable {
        path: path.to_path_buf(),
        reason: reason_of(error),
    }
}

fn unwritable_folder(folder: &Path, error: &std::io::Error) -> LinkError {
    LinkError::UnwritableFolder {
        folder: folder.to_path_buf(),
        reason: reason_of(error),
    }
}

/// The system's words; the number that they end with says nothing more.
fn reason_of(error: &std::io::Error) -> String {
    let mut reason = error.to_string();
    if let Some(end) = reason.find(" (os error") {
        reason.truncate(end);
    }
    reason
}

/// All arguments but the output's.
fn arguments(job: &LinkJob, script: &Path, scripts: &Path) -> Vec<OsString> {
    let link = &job.target.link;
    let mut arguments: Vec<OsString> = vec!["-m".into(), link.emulation.clone().into()];
    arguments.extend(link.flags.iter().map(OsString::from));
    arguments.push("--build-id=none".into());
    arguments.push("-z".into());
    arguments.push(format!("max-page-size={}", job.target.machine.page_size).into());
    if job.gc_sections {
        arguments.push("--gc-sections".into());
    }
    arguments.push(
        match job.icf {
            Icf::None => "--icf=none",
            Icf::Safe => "--icf=safe",
            Icf::All => "--icf=all",
        }
        .into(),
    );
    match job.strip {
        Strip::None => {}
        Strip::Debug => arguments.push("--strip-debug".into()),
        Strip::All => {
            arguments.extend(["--strip-all", "-z", "nosectionheader"].map(OsString::from));
        }
    }
    arguments.push("-L".into());
    arguments.push(scripts.into());
    arguments.push("-T".into());
    arguments.push(script.into());
    let home = |name: &String| job.runtime.folder.join(name).into_os_string();
    arguments.extend(link.crt_before.iter().map(home));
    arguments.extend(
        job.objects
            .iter()
            .map(|object| object.clone().into_os_string()),
    );
    arguments.push("--start-group".into());
    arguments.extend(link.libraries.iter().map(home));
    arguments.push("--end-group".into());
    arguments.extend(link.crt_after.iter().map(home));
    arguments
}

//! Runs a program with a time limit; unlike a test's runner it keeps what a hanging program had printed.

use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use kiln_tests::{Error, Result};

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The exit code as a shell shows it: 128 + signal for one that was killed.
    Exit(i32),
    /// It was stopped at the time limit.
    Hung,
}

/// What a program did.
#[derive(Debug, Clone)]
pub struct Ran {
    pub end: End,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

/// More than this is no output that anybody compares.
const OUTPUT_LIMIT: u64 = 256 << 20;

/// Runs `command`; its output goes through files named `NAME.out` and `NAME.err`, removed afterwards.
pub fn run(command: &mut Command, name: &Path, limit: Duration) -> Result<Ran> {
    let beside = |ending: &str| {
        let mut path = name.as_os_str().to_os_string();
        path.push(ending);
        PathBuf::from(path)
    };
    let (out, err) = (beside(".out"), beside(".err"));
    let create = |path: &Path| File::create(path).map_err(|e| Error::file(path, e));
    let program = command.get_program().to_string_lossy().into_owned();
    let failed = |e: std::io::Error| Error::Text(format!("cannot run {program}: {e}"));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(create(&out)?)
        .stderr(create(&err)?)
        .spawn()
        .map_err(failed)?;
    let start = Instant::now();
    let mut pause = Duration::from_micros(500);
    let end = loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            let code = status.code().or(status.signal().map(|s| 128 + s));
            break End::Exit(code.unwrap_or(-1));
        }
        let too_much = fs::metadata(&out).is_ok_and(|m| m.len() > OUTPUT_LIMIT);
        if start.elapsed() > limit || too_much {
            child.kill().map_err(failed)?;
            child.wait().map_err(failed)?;
            break End::Hung;
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(10));
    };
    let read = |path: &Path| {
        let bytes = fs::read(path).map_err(|e| Error::file(path, e));
        let _ = fs::remove_file(path);
        bytes
    };
    Ok(Ran {
        end,
        stdout: read(&out)?,
        stderr: read(&err)?,
    })
}

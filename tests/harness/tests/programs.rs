//! Real programs from the folder that `KILN_PROGRAMS` names: `NAME/app/NAME.dll`, `NAME/expected.txt` and
//! `NAME/exit`. All of them are ignored tests: run them with `--ignored`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use kiln_tests::config::CONFIGURATIONS;
use kiln_tests::tools::Tools;
use kiln_tests::{Error, runner};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    match trials() {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn trials() -> Result<Vec<Trial>, Error> {
    let Some(folder) = std::env::var_os("KILN_PROGRAMS").map(PathBuf::from) else {
        return Ok(Vec::new());
    };
    let tools = Arc::new(Tools::find()?);
    let mut folders: Vec<PathBuf> = fs::read_dir(&folder)
        .map_err(|e| Error::file(&folder, e))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join("app").is_dir())
        .collect();
    folders.sort();
    let mut trials = Vec::new();
    for path in folders {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        for level in ["0", "all"] {
            let (tools, path) = (tools.clone(), path.clone());
            let test = move || check(&tools, &path, level).map_err(|e| Failed::from(e.to_string()));
            trials.push(Trial::test(format!("O{level}::{name}"), test).with_ignored_flag(true));
        }
    }
    Ok(trials)
}

fn check(tools: &Tools, folder: &Path, level: &str) -> Result<(), Error> {
    let read = |path: PathBuf| fs::read(&path).map_err(|e| Error::file(&path, e));
    let name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let app = folder.join("app");
    let expected = read(folder.join("expected.txt"))?;
    let exit = String::from_utf8_lossy(&read(folder.join("exit"))?)
        .trim()
        .parse()
        .unwrap_or(0);

    let scratch = tempfile::tempdir().map_err(|e| Error::file(&std::env::temp_dir(), e))?;
    let native = scratch.path().join(&name);
    let host = &CONFIGURATIONS[0];
    runner::compile(
        tools,
        &app.join(format!("{name}.dll")),
        &native,
        level,
        host.target,
    )?;
    // Native libraries are looked for beside the program.
    for entry in fs::read_dir(&app)
        .map_err(|e| Error::file(&app, e))?
        .flatten()
    {
        if entry.path().extension().is_some_and(|e| e == "so") {
            let copy = scratch.path().join(entry.file_name());
            fs::copy(entry.path(), &copy).map_err(|e| Error::file(&copy, e))?;
        }
    }
    let outcome = runner::run_native(host, &native, &[], &[], "")?;
    runner::compare(&outcome, &expected, None, exit).map_err(Error::Text)
}

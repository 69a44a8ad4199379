//! Compiled programs, kept by the hash of everything that makes them what they are.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use crate::config::References;
use crate::program::{Language, Program};
use crate::tools::Tools;
use crate::{Error, Result};

/// The hash of some parts as hexadecimal digits.
pub fn hash(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher
        .finalize()
        .iter()
        .take(12)
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// The assembly of a program and where it will be.
struct Item<'a> {
    program: &'a Program,
    references: References,
    assembly: PathBuf,
}

impl Item<'_> {
    /// What compiling said, if it failed.
    fn errors(&self) -> PathBuf {
        let mut name = self.assembly.clone().into_os_string();
        name.push(".errors");
        name.into()
    }

    fn is_done(&self) -> bool {
        self.assembly.is_file() || self.errors().is_file()
    }

    fn library_assembly(&self) -> PathBuf {
        self.assembly.with_extension("lib.dll")
    }
}

fn item<'a>(tools: &Tools, program: &'a Program, references: References) -> Result<Item<'a>> {
    let read = |path: &Path| fs::read(path).map_err(|e| Error::file(path, e));
    let library = program
        .library()
        .map(|p| read(&p))
        .transpose()?
        .unwrap_or_default();
    let compiler = match program.language {
        Language::CSharp => fs::read(tools.driver.join(".stamp")).unwrap_or_default(),
        Language::FSharp => tools.fsharp.as_ref().map_or_else(Vec::new, |path| {
            path.as_os_str().as_encoded_bytes().to_vec()
        }),
        Language::Il => std::env::var("KILN_MS_ILASM")
            .unwrap_or_default()
            .into_bytes(),
    };
    let key = hash(&[
        program.name.as_bytes(),
        &read(&program.source)?,
        &library,
        program.options()?.join("\n").as_bytes(),
        &compiler,
        tools.framework.as_os_str().as_encoded_bytes(),
        format!("{references:?}").as_bytes(),
    ]);
    let folder = tools
        .cache
        .join("assemblies")
        .join(format!("{}-{key}", program.stem()));
    Ok(Item {
        program,
        references,
        assembly: folder.join(format!("{}.dll", program.stem())),
    })
}

/// Compiles all of `wanted` that is not there yet, in one compiler process.
pub fn prepare(tools: &Tools, wanted: &[(&Program, References)]) -> Result<()> {
    let items = wanted
        .iter()
        .map(|(program, references)| item(tools, program, *references))
        .collect::<Result<Vec<_>>>()?;
    if items.iter().all(Item::is_done) {
        return Ok(());
    }
    // Test processes run beside each other: the first one compiles, the others wait for it.
    let lock_path = tools.cache.join("lock");
    fs::create_dir_all(&tools.cache).map_err(|e| Error::file(&tools.cache, e))?;
    let lock = File::create(&lock_path).map_err(|e| Error::file(&lock_path, e))?;
    lock.lock().map_err(|e| Error::file(&lock_path, e))?;
    let missing: Vec<&Item> = items.iter().filter(|i| !i.is_done()).collect();
    for item in &missing {
        if let Some(folder) = item.assembly.parent() {
            fs::create_dir_all(folder).map_err(|e| Error::file(folder, e))?;
        }
    }
    let csharp = || {
        missing
            .iter()
            .filter(|i| i.program.language == Language::CSharp)
    };
    let libraries: Vec<String> = csharp().filter_map(|i| library_line(i)).collect();
    compile_batch(tools, &libraries)?;
    let programs = csharp()
        .map(|i| program_line(i))
        .collect::<Result<Vec<_>>>()?;
    compile_batch(tools, &programs)?;
    for item in &missing {
        match item.program.language {
            Language::CSharp => {}
            Language::FSharp => compile_fsharp(tools, item)?,
            Language::Il => assemble(tools, item)?,
        }
    }
    Ok(())
}

/// The compiled program, or what the compiler said.
pub fn assembly(tools: &Tools, program: &Program, references: References) -> Result<PathBuf> {
    let item = item(tools, program, references)?;
    if item.assembly.is_file() {
        return Ok(item.assembly);
    }
    let errors = fs::read_to_string(item.errors()).unwrap_or_default();
    Err(Error::Text(format!(
        "{} does not compile:\n{errors}",
        program.source.display()
    )))
}

fn common_options(references: References) -> Vec<String> {
    let mut options: Vec<String> = [
        "-optimize",
        "-unsafe",
        "-langversion:latest",
        "-warn:0",
        "-debug:portable",
    ]
    .map(str::to_string)
    .to_vec();
    if references == References::Implementation {
        options.push("-refset:impl".into());
    }
    options
}

fn library_line(item: &Item) -> Option<String> {
    let source = item.program.library()?;
    let mut words = common_options(item.references);
    words.push("-target:library".into());
    words.push(format!("-out:{}", item.library_assembly().display()));
    words.push(source.display().to_string());
    Some(words.join("\t"))
}

fn program_line(item: &Item) -> Result<String> {
    let mut words = common_options(item.references);
    words.extend(item.program.options()?);
    if item.program.library().is_some() {
        words.push(format!("-r:{}", item.library_assembly().display()));
    }
    words.push(format!("-out:{}", item.assembly.display()));
    words.push(item.program.source.display().to_string());
    Ok(words.join("\t"))
}

fn compile_batch(tools: &Tools, lines: &[String]) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let list = tools.cache.join("batch.txt");
    fs::write(&list, lines.join("\n")).map_err(|e| Error::file(&list, e))?;
    let output = Command::new(&tools.csc)
        .arg("--batch")
        .arg(&list)
        .output()
        .map_err(|e| Error::file(&tools.csc, e))?;
    // Failures of single programs are in their own files; this is for what stopped the compiler as a whole.
    if !output.stderr.is_empty() {
        return Err(Error::Text(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ));
    }
    Ok(())
}

fn assemble(tools: &Tools, item: &Item) -> Result<()> {
    let part = item.assembly.with_extension("part.dll");
    match tools.assemble(&item.program.source, &part, &item.program.options()?) {
        Ok(()) => {}
        Err(Error::Text(message)) => {
            return fs::write(item.errors(), message).map_err(|e| Error::file(&item.errors(), e));
        }
        Err(error) => return Err(error),
    }
    let rename =
        |from: PathBuf, to: PathBuf| fs::rename(&from, &to).map_err(|e| Error::file(&from, e));
    rename(
        part.with_extension("runtimeconfig.json"),
        item.assembly.with_extension("runtimeconfig.json"),
    )?;
    rename(part, item.assembly.clone())
}

/// F# with the SDK's compiler; its library lies beside the program as a build would put it.
fn compile_fsharp(tools: &Tools, item: &Item) -> Result<()> {
    let fail = |message: &[u8]| {
        fs::write(item.errors(), message).map_err(|e| Error::file(&item.errors(), e))
    };
    let Some(fsharp) = &tools.fsharp else {
        return fail(b"no F# compiler here: it comes with a .NET SDK");
    };
    let pack = match item.references {
        References::Default => tools.reference_pack.as_ref().unwrap_or(&tools.framework),
        References::Implementation => &tools.framework,
    };
    let library = fsharp.join("FSharp.Core.dll");
    let mut command = Command::new(&tools.dotnet);
    command.arg(fsharp.join("fsc.dll"));
    command.args([
        "--nologo",
        "--target:exe",
        "--targetprofile:netcore",
        "--noframework",
        "--simpleresolution",
        "--optimize+",
        "--deterministic+",
        "--nowarn:9,51,64,3370",
    ]);
    for path in folder_of_assemblies(pack)?.iter().chain([&library]) {
        command.arg(format!("-r:{}", path.display()));
    }
    let part = item.assembly.with_extension("part.dll");
    command.args(item.program.options()?);
    command.arg(format!("-o:{}", part.display()));
    command.arg(&item.program.source);
    let output = command
        .output()
        .map_err(|e| Error::file(&tools.dotnet, e))?;
    if !output.status.success() || !part.is_file() {
        return fail(&[output.stdout, output.stderr].concat());
    }
    let write =
        |path: PathBuf, text: &str| fs::write(&path, text).map_err(|e| Error::file(&path, e));
    write(
        item.assembly.with_extension("runtimeconfig.json"),
        RUNTIME_CONFIG,
    )?;
    let beside = item.assembly.with_file_name("FSharp.Core.dll");
    fs::copy(&library, &beside).map_err(|e| Error::file(&beside, e))?;
    fs::rename(&part, &item.assembly).map_err(|e| Error::file(&part, e))
}

const RUNTIME_CONFIG: &str = r#"{
  "runtimeOptions": {
    "tfm": "net10.0",
    "rollForward": "LatestMinor",
    "framework": { "name": "Microsoft.NETCore.App", "version": "10.0.0" },
    "configProperties": { "System.Globalization.Invariant": true }
  }
}
"#;

/// The assemblies in a folder, in the order of their names.
fn folder_of_assemblies(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|e| Error::file(folder, e))?;
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "dll"))
        .collect();
    paths.sort();
    Ok(paths)
}

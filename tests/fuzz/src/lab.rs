//! Turns seeds into assemblies with many seeds each, runs them, and takes their output apart again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kiln_tests::cache::hash;
use kiln_tests::runner::panicked;
use kiln_tests::tools::Tools;
use kiln_tests::{Error, Result};

use crate::engine::Ready;
use crate::kind::Kind;
use crate::process::{self, End};

pub const SUPPORT: &str = include_str!("support.cs");
const MARK: &[u8] = b"== seed ";

/// The source of one seed.
#[derive(Debug, Clone)]
pub struct Source {
    pub seed: u64,
    pub text: String,
}

/// Sources that are compiled into one assembly.
#[derive(Debug)]
pub struct Batch {
    pub sources: Vec<Source>,
    pub folder: PathBuf,
    library: Option<String>,
}

/// What a seed's program did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behaviour {
    Printed(Vec<u8>),
    /// The whole process ended with this code while the seed ran.
    Crashed {
        exit: i32,
        stderr: String,
    },
    Hung,
}

impl Batch {
    /// The batch of some seeds of a kind; its folder depends on what the sources say.
    pub fn of_seeds(tools: &Tools, kind: &Kind, seeds: &[u64]) -> Result<Batch> {
        let sources = seeds
            .iter()
            .map(|&seed| Source {
                seed,
                text: (kind.generate)(seed),
            })
            .collect();
        Batch::new(tools, kind, sources)
    }

    pub fn new(tools: &Tools, kind: &Kind, sources: Vec<Source>) -> Result<Batch> {
        let seeds: Vec<u64> = sources.iter().map(|s| s.seed).collect();
        let library = kind.library.map(|library| library(&seeds));
        let mut parts: Vec<&[u8]> = vec![SUPPORT.as_bytes()];
        parts.extend(library.as_ref().map(|l| l.as_bytes()));
        parts.push(tools.framework.as_os_str().as_encoded_bytes());
        parts.extend(sources.iter().map(|s| s.text.as_bytes()));
        let key = hash(&parts);
        let folder = root(tools).join(kind.name).join(format!(
            "{}-{key}",
            seeds.first().copied().unwrap_or_default()
        ));
        fs::create_dir_all(&folder).map_err(|e| Error::file(&folder, e))?;
        Ok(Batch {
            sources,
            folder,
            library,
        })
    }

    pub fn assembly(&self) -> PathBuf {
        self.folder.join("batch.dll")
    }

    pub fn library_assembly(&self) -> PathBuf {
        self.folder.join("ops.dll")
    }

    fn source_path(&self, seed: u64) -> PathBuf {
        self.folder.join(format!("S{seed}.cs"))
    }

    /// Writes the sources and assembles the library.
    fn lay_out(&self, tools: &Tools) -> Result<()> {
        let write =
            |path: &Path, text: &str| fs::write(path, text).map_err(|e| Error::file(path, e));
        for source in &self.sources {
            write(&self.source_path(source.seed), &source.text)?;
        }
        write(&self.folder.join("Support.cs"), SUPPORT)?;
        let seeds: Vec<u64> = self.sources.iter().map(|s| s.seed).collect();
        write(&self.folder.join("Main.cs"), &main_class(&seeds))?;
        let Some(library) = &self.library else {
            return Ok(());
        };
        let il = self.folder.join("ops.il");
        write(&il, library)?;
        tools.assemble(&il, &self.library_assembly(), &["-dll".into()])
    }

    /// The compiler's command line.
    fn line(&self) -> String {
        let mut words: Vec<String> = [
            "-optimize",
            "-unsafe",
            "-langversion:latest",
            "-warn:0",
            "-checked-",
        ]
        .map(str::to_string)
        .to_vec();
        if self.library.is_some() {
            words.push(format!("-r:{}", self.library_assembly().display()));
        }
        words.push(format!("-out:{}", self.assembly().display()));
        words.push(self.folder.join("Support.cs").display().to_string());
        words.push(self.folder.join("Main.cs").display().to_string());
        words.extend(
            self.sources
                .iter()
                .map(|s| self.source_path(s.seed).display().to_string()),
        );
        words.join("\t")
    }

    /// What the C# compiler said, if it refused.
    pub fn refused(&self) -> Option<String> {
        if self.assembly().is_file() {
            return None;
        }
        let errors = self.folder.join("batch.dll.errors");
        Some(fs::read_to_string(errors).unwrap_or_else(|_| "not compiled".into()))
    }

    /// Runs the prepared assembly as often as it takes to see what each seed does.
    pub fn observe(&self, ready: &Ready, name: &str) -> Result<BTreeMap<u64, Behaviour>> {
        let mut seen = BTreeMap::new();
        let mut from = 0;
        while from < self.sources.len() {
            let mut command = ready.command();
            command.arg(from.to_string());
            let ran = process::run(&mut command, &self.folder.join(name), ready.limit)?;
            let parts = take_apart(&ran.stdout);
            let count = parts.len();
            seen.extend(
                parts
                    .into_iter()
                    .map(|(seed, text)| (seed, Behaviour::Printed(text.to_vec()))),
            );
            let exit = match ran.end {
                End::Exit(0) if from + count >= self.sources.len() && !panicked(&ran.stderr) => {
                    break;
                }
                End::Exit(exit) => Some(exit),
                End::Hung => None,
            };
            // The seed that printed last is the one that ended it all; when none did, the first.
            let guilty = (from + count).saturating_sub(1).max(from);
            let behaviour = match exit {
                Some(exit) => Behaviour::Crashed {
                    exit,
                    stderr: kiln_tests::process::tail(&ran.stderr),
                },
                None => Behaviour::Hung,
            };
            seen.insert(self.sources[guilty].seed, behaviour);
            from = guilty + 1;
        }
        Ok(seen)
    }
}

/// Where everything is kept.
pub fn root(tools: &Tools) -> PathBuf {
    tools.cache.with_file_name("fuzz")
}

/// Compiles all batches that are not yet, in one compiler process.
pub fn compile(tools: &Tools, batches: &[Batch]) -> Result<()> {
    let missing: Vec<&Batch> = batches.iter().filter(|b| !b.assembly().is_file()).collect();
    let Some(first) = missing.first() else {
        return Ok(());
    };
    for batch in &missing {
        batch.lay_out(tools)?;
    }
    let lines: Vec<String> = missing.iter().map(|b| b.line()).collect();
    let list = first.folder.join("csc.txt");
    fs::write(&list, lines.join("\n")).map_err(|e| Error::file(&list, e))?;
    let output = Command::new(&tools.csc)
        .arg("--batch")
        .arg(&list)
        .output()
        .map_err(|e| Error::file(&tools.csc, e))?;
    // What single compilations have to say is in their folders.
    if output.stderr.is_empty() {
        return Ok(());
    }
    Err(Error::Text(
        String::from_utf8_lossy(&output.stderr).into_owned(),
    ))
}

/// `Program.Main` for these seeds.
fn main_class(seeds: &[u64]) -> String {
    let calls: String = seeds
        .iter()
        .enumerate()
        .map(|(index, seed)| {
            format!("        Fuzz.T.Seed({index}, from, \"{seed}\", S{seed}.Entry.Run);\n")
        })
        .collect();
    format!(
        "static class Program\n{{\n    static void Main(string[] args)\n    {{\n        \
         int from = Fuzz.T.From(args);\n{calls}    }}\n}}\n"
    )
}

/// One file with everything for a seed.
pub fn standalone(source: &Source, comment: &str) -> String {
    format!(
        "// {comment}\n{}\n{}\n{}",
        source.text.trim_end(),
        main_class(&[source.seed]),
        SUPPORT
    )
}

/// The output of each seed, in the order of their marks.
fn take_apart(output: &[u8]) -> Vec<(u64, &[u8])> {
    let mut parts: Vec<(u64, usize)> = Vec::new();
    let mut ends = Vec::new();
    let mut at = 0;
    for line in output.split_inclusive(|b| *b == b'\n') {
        let seed = line
            .strip_prefix(MARK)
            .and_then(|rest| std::str::from_utf8(rest).ok()?.trim_end().parse().ok());
        if let Some(seed) = seed {
            if !parts.is_empty() {
                ends.push(at);
            }
            parts.push((seed, at + line.len()));
        }
        at += line.len();
    }
    ends.push(output.len());
    parts
        .into_iter()
        .zip(ends)
        .map(|((seed, start), end)| (seed, &output[start..end]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::take_apart;

    #[test]
    fn outputs_of_seeds() {
        let parts = take_apart(b"noise\n== seed 3\na\nb\n== seed 14\n== seed 15\nc");
        assert_eq!(parts, [(3, &b"a\nb\n"[..]), (14, b""), (15, b"c")]);
        assert!(take_apart(b"").is_empty());
    }
}

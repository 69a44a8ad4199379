//! Makes a failing program small: removes blocks and statements, takes blocks out of their heads, and puts parts or
//! constants in place of expressions, as long as it still fails in the same way.

mod edits;

use std::path::{Path, PathBuf};
use std::{fs, thread};

use kiln_tests::tools::Tools;
use kiln_tests::{Error, Result};

use crate::campaign::{self, Difference};
use crate::engine::Engine;
use crate::kind::Kind;
use crate::lab::{self, Batch, Behaviour, Source};
use edits::Edits;

/// Candidates that the C# compiler gets at one go.
const AT_ONCE: usize = 16;

struct Reducer<'a> {
    tools: &'a Tools,
    kind: &'a Kind,
    engine: Engine,
    seed: u64,
    jobs: usize,
    /// Which difference it is about.
    wanted: String,
    tried: usize,
}

/// Reduces a seed that fails and writes what remains with its expected output beside it, ready for
/// `tests/conformance/regressions`. False if it does not fail.
pub fn seed(
    tools: &Tools,
    kind: &Kind,
    seed: u64,
    engine: Engine,
    jobs: usize,
    output: &Path,
) -> Result<bool> {
    let text = (kind.generate)(seed);
    let mut reducer = Reducer {
        tools,
        kind,
        engine,
        seed,
        jobs: jobs.max(1),
        wanted: String::new(),
        tried: 0,
    };
    let Some(difference) = reducer.try_one(&text)? else {
        println!(
            "{} seed {seed} does not fail at {}",
            kind.name,
            engine.name()
        );
        return Ok(false);
    };
    println!("reducing: {}", difference.text.trim_end());
    reducer.wanted = difference.kind;
    let small = reducer.shrink(text)?;
    reducer.write(&small, output)?;
    Ok(true)
}

impl Reducer<'_> {
    fn shrink(&mut self, mut text: String) -> Result<String> {
        loop {
            let before = text.len();
            for edits in Edits::ALL {
                text = self.pass(text, *edits)?;
                println!(
                    "  {edits:?}: {} lines, {} bytes after {} candidates",
                    text.lines().count(),
                    text.len(),
                    self.tried
                );
            }
            if text.len() == before {
                return Ok(text);
            }
        }
    }

    /// Tries every edit of one sort, and goes on from each that keeps the failure.
    fn pass(&mut self, mut text: String, edits: Edits) -> Result<String> {
        let mut from = 0;
        loop {
            let candidates = edits.of(&text);
            let Some(rest) = candidates.get(from..).filter(|rest| !rest.is_empty()) else {
                return Ok(text);
            };
            let tried: Vec<String> = rest
                .iter()
                .take(AT_ONCE)
                .map(|edit| edit.apply(&text))
                .collect();
            match self.first_failing(&tried)? {
                Some(index) => {
                    // What was tried before this one has been in vain.
                    from += index;
                    text = tried[index].clone();
                }
                None => from += tried.len(),
            }
        }
    }

    fn first_failing(&mut self, texts: &[String]) -> Result<Option<usize>> {
        let batches = texts
            .iter()
            .map(|text| self.batch(text))
            .collect::<Result<Vec<_>>>()?;
        lab::compile(self.tools, &batches)?;
        self.tried += batches.len();
        let good: Vec<usize> = (0..batches.len())
            .filter(|&index| batches[index].refused().is_none())
            .collect();
        let mut found = None;
        let reducer = &*self;
        for indices in good.chunks(self.jobs) {
            let results: Vec<Result<Option<Difference>>> = thread::scope(|scope| {
                let running: Vec<_> = indices
                    .iter()
                    .map(|&index| &batches[index])
                    .map(|batch| scope.spawn(move || reducer.differs(batch)))
                    .collect();
                running
                    .into_iter()
                    .map(|handle| {
                        handle
                            .join()
                            .unwrap_or_else(|_| Err(Error::Text("a worker failed".into())))
                    })
                    .collect()
            });
            for (result, &index) in results.into_iter().zip(indices) {
                let same = result?.is_some_and(|difference| difference.kind == self.wanted);
                if same && found.is_none() {
                    found = Some(index);
                }
            }
            if found.is_some() {
                break;
            }
        }
        for batch in &batches {
            fs::remove_dir_all(&batch.folder).map_err(|e| Error::file(&batch.folder, e))?;
        }
        Ok(found)
    }

    fn batch(&self, text: &str) -> Result<Batch> {
        let source = Source {
            seed: self.seed,
            text: text.to_string(),
        };
        Batch::new(self.tools, self.kind, vec![source])
    }

    fn try_one(&self, text: &str) -> Result<Option<Difference>> {
        let batch = self.batch(text)?;
        lab::compile(self.tools, std::slice::from_ref(&batch))?;
        if let Some(errors) = batch.refused() {
            return Err(Error::Text(errors));
        }
        self.differs(&batch)
    }

    /// How a program differs; a program that .NET does not run to its end does not.
    fn differs(&self, batch: &Batch) -> Result<Option<Difference>> {
        let expected = campaign::oracle(self.tools, batch)?;
        if !matches!(expected.get(&self.seed), Some(Behaviour::Printed(_))) {
            return Ok(None);
        }
        let seen = match self.engine.observe(self.tools, self.kind, batch)? {
            Ok(seen) => seen,
            Err(failure) => {
                return Ok(Some(Difference {
                    text: failure.message,
                    kind: failure.kind,
                }));
            }
        };
        Ok(campaign::difference(
            expected.get(&self.seed),
            seen.get(&self.seed),
        ))
    }

    /// Writes the program and what .NET prints for it.
    fn write(&self, text: &str, output: &Path) -> Result<()> {
        let write =
            |path: &Path, bytes: &[u8]| fs::write(path, bytes).map_err(|e| Error::file(path, e));
        let comment = format!("Found by kiln-fuzz: {} seed {}.", self.kind.name, self.seed);
        let source = Source {
            seed: self.seed,
            text: text.to_string(),
        };
        write(output, lab::standalone(&source, &comment).as_bytes())?;
        let batch = self.batch(text)?;
        lab::compile(self.tools, std::slice::from_ref(&batch))?;
        let expected = campaign::oracle(self.tools, &batch)?;
        let mut printed = format!("== seed {}\n", self.seed).into_bytes();
        if let Some(Behaviour::Printed(rest)) = expected.get(&self.seed) {
            printed.extend_from_slice(rest);
        }
        let beside: PathBuf = output.with_extension("expected");
        write(&beside, &printed)?;
        println!("written: {} and {}", output.display(), beside.display());
        if let Some(difference) = self.differs(&batch)? {
            println!("{}", difference.text.trim_end());
        }
        Ok(())
    }
}

//! Runs many seeds by several workers and reports where kiln and .NET differ.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, thread};

use kiln_tests::tools::Tools;
use kiln_tests::{Error, Result, diff};

use crate::engine::Engine;
use crate::kind::Kind;
use crate::lab::{self, Batch, Behaviour};

/// What to run.
#[derive(Debug, Clone)]
pub struct Plan {
    pub seeds: Vec<u64>,
    pub engines: Vec<Engine>,
    pub jobs: usize,
    /// Seeds an assembly; 0 for what suits the kind.
    pub batch: usize,
    /// Stop after so many failures.
    pub max_failures: usize,
    pub verbose: bool,
}

/// How a seed differs.
#[derive(Debug, Clone)]
pub struct Failure {
    pub seed: u64,
    pub engine: Engine,
    pub difference: Difference,
}

/// In which way a program that kiln made is not what .NET runs.
#[derive(Debug, Clone)]
pub struct Difference {
    pub text: String,
    /// Two differences of one kind may have one cause.
    pub kind: String,
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Findings {
    pub seeds: usize,
    pub failures: Vec<Failure>,
}

/// A line of more characters than this has many words.
const LONG: usize = 200;

/// Assemblies compiled by the C# compiler at one go.
const CHUNK: usize = 8;

/// Runs the plan.
pub fn run(tools: &Tools, kind: &'static Kind, plan: &Plan) -> Result<Findings> {
    let size = if plan.batch == 0 {
        kind.batch
    } else {
        plan.batch
    };
    let groups: Vec<&[u64]> = plan.seeds.chunks(size).collect();
    let findings = Mutex::new(Findings::default());
    let mut done = 0;
    for groups in groups.chunks(CHUNK) {
        let batches = groups
            .iter()
            .map(|seeds| Batch::of_seeds(tools, kind, seeds))
            .collect::<Result<Vec<_>>>()?;
        lab::compile(tools, &batches)?;
        let next = AtomicUsize::new(0);
        let error = Mutex::new(None);
        thread::scope(|scope| {
            for _ in 0..plan.jobs.max(1) {
                scope.spawn(|| {
                    while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let result = check(tools, kind, plan, batch, &findings);
                        if let (Err(e), Ok(mut slot)) = (result, error.lock()) {
                            slot.get_or_insert(e);
                        }
                    }
                });
            }
        });
        if let Some(error) = error.into_inner().unwrap_or_default() {
            return Err(error);
        }
        done += groups.iter().map(|g| g.len()).sum::<usize>();
        let failures = findings.lock().map_or(0, |f| f.failures.len());
        if plan.verbose {
            eprintln!(
                "{}: {done} of {} seeds, {failures} failures",
                kind.name,
                plan.seeds.len()
            );
        }
        if failures >= plan.max_failures {
            break;
        }
    }
    let mut findings = findings.into_inner().unwrap_or_default();
    findings.seeds = done;
    findings.failures.sort_by_key(|f| (f.seed, f.engine.name()));
    Ok(findings)
}

/// What .NET does with each seed of a batch; kept beside the assembly.
pub fn oracle(tools: &Tools, batch: &Batch) -> Result<BTreeMap<u64, Behaviour>> {
    if let Some(errors) = batch.refused() {
        return Err(Error::Text(format!(
            "the generator made C# that does not compile:\n{errors}"
        )));
    }
    let ready = match Engine::DotNet.prepare(tools, &batch.assembly(), &batch.folder)? {
        Ok(ready) => ready,
        Err(failure) => return Err(Error::Text(failure.message)),
    };
    batch.observe(&ready, "dotnet")
}

fn check(
    tools: &Tools,
    kind: &Kind,
    plan: &Plan,
    batch: &Batch,
    findings: &Mutex<Findings>,
) -> Result<()> {
    let expected = oracle(tools, batch)?;
    for (seed, behaviour) in &expected {
        let what = match behaviour {
            Behaviour::Printed(_) => continue,
            Behaviour::Crashed { exit, stderr } => format!("ends with {exit}:\n{stderr}"),
            Behaviour::Hung => "does not end".into(),
        };
        return Err(Error::Text(format!(
            "the generator made a program that is of no use: {} seed {seed} {what}",
            kind.name
        )));
    }
    let mut clean = true;
    for &engine in &plan.engines {
        let failures = compare(tools, kind, batch, engine, &expected)?;
        clean &= failures.is_empty();
        for failure in &failures {
            if plan.verbose {
                println!("{}", describe(tools, kind, failure));
            }
        }
        if let Ok(mut findings) = findings.lock() {
            findings.failures.extend(failures);
        }
    }
    if clean {
        // Nobody will look at these again.
        fs::remove_dir_all(&batch.folder).map_err(|e| Error::file(&batch.folder, e))?;
    }
    Ok(())
}

/// How the batch differs under `engine`. One that kiln cannot compile is halved until the guilty seeds are alone.
fn compare(
    tools: &Tools,
    kind: &Kind,
    batch: &Batch,
    engine: Engine,
    expected: &BTreeMap<u64, Behaviour>,
) -> Result<Vec<Failure>> {
    let mut failures = Vec::new();
    let mut parts: VecDeque<Option<Vec<u64>>> = VecDeque::from([None]);
    while let Some(part) = parts.pop_front() {
        let smaller = match &part {
            None => None,
            Some(seeds) => {
                let own = Batch::of_seeds(tools, kind, seeds)?;
                lab::compile(tools, std::slice::from_ref(&own))?;
                Some(own)
            }
        };
        let batch = smaller.as_ref().unwrap_or(batch);
        let seeds: Vec<u64> = batch.sources.iter().map(|s| s.seed).collect();
        match engine.observe(tools, kind, batch)? {
            Ok(seen) => {
                for seed in seeds {
                    let difference = difference(expected.get(&seed), seen.get(&seed));
                    failures.extend(difference.map(|difference| Failure {
                        seed,
                        engine,
                        difference,
                    }));
                }
            }
            Err(failure) if seeds.len() == 1 => failures.push(Failure {
                seed: seeds[0],
                engine,
                difference: Difference {
                    text: failure.message,
                    kind: failure.kind,
                },
            }),
            Err(_) => {
                let (left, right) = seeds.split_at(seeds.len() / 2);
                parts.push_back(Some(left.to_vec()));
                parts.push_back(Some(right.to_vec()));
            }
        }
    }
    Ok(failures)
}

/// How what kiln's program did differs from what .NET did.
pub fn difference(expected: Option<&Behaviour>, seen: Option<&Behaviour>) -> Option<Difference> {
    let make = |kind: &str, text: String| {
        Some(Difference {
            text,
            kind: kind.to_string(),
        })
    };
    match (expected, seen) {
        (Some(Behaviour::Printed(want)), Some(Behaviour::Printed(have))) => {
            diff::describe(want, have).and_then(|text| make("output", word(want, have) + &text))
        }
        (_, Some(Behaviour::Crashed { exit, stderr })) => make(
            &format!("exit {exit}"),
            format!("the program ends with {exit}:\n{stderr}"),
        ),
        (_, Some(Behaviour::Hung)) => make("hang", "the program does not end\n".into()),
        _ => make("nothing", "the program prints nothing\n".into()),
    }
}

/// The first word that differs, when the line has so many that it is hard to see.
fn word(want: &[u8], have: &[u8]) -> String {
    let (want, have) = (String::from_utf8_lossy(want), String::from_utf8_lossy(have));
    let lines = want.lines().zip(have.lines());
    let Some((want, have)) = lines.into_iter().find(|(a, b)| a != b) else {
        return String::new();
    };
    let words = want.split(' ').zip(have.split(' ')).enumerate();
    let differs = words.into_iter().find(|(_, (a, b))| a != b);
    match (differs, want.split(' ').next()) {
        (Some((at, (a, b))), Some(first)) if want.len() > LONG => {
            format!("  line '{first}', word {at}: .NET {a}, kiln {b}\n")
        }
        _ => String::new(),
    }
}

/// A failure with all that is needed to look into it.
pub fn describe(tools: &Tools, kind: &Kind, failure: &Failure) -> String {
    let (seed, configuration) = (failure.seed, failure.engine.name());
    let path = lab::root(tools).join(format!("{}-{seed}.cs", kind.name));
    let source = lab::Source {
        seed,
        text: (kind.generate)(seed),
    };
    let comment = format!("{} seed {seed}.", kind.name);
    let shown = match fs::write(&path, lab::standalone(&source, &comment)) {
        Ok(()) => path.display().to_string(),
        Err(error) => format!("(cannot be written: {error})"),
    };
    let own = "cargo run --release -p kiln-fuzz --";
    let mut text = format!("FAIL {} seed {seed} at {configuration}\n", kind.name);
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{}", failure.difference.text.trim_end());
    let _ = writeln!(text, "  source: {shown}");
    let _ = writeln!(
        text,
        "  again:  {own} {} --seeds {seed} --configurations {configuration}",
        kind.name
    );
    let _ = writeln!(
        text,
        "  reduce: {own} reduce {} {seed} --configuration {configuration}",
        kind.name
    );
    text
}

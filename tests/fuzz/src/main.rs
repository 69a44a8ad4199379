//! The `kiln-fuzz` command.

use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand};
use kiln_fuzz::campaign::{self, Plan};
use kiln_fuzz::engine::Engine;
use kiln_fuzz::kind::{self, KINDS, Kind};
use kiln_fuzz::lab::{self, Source};
use kiln_fuzz::reduce;
use kiln_tests::tools::Tools;
use kiln_tests::{Error, Result};

/// Makes programs from seeds and compares what they do under .NET and when compiled by kiln.
#[derive(Debug, Parser)]
#[command(name = "kiln-fuzz", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Every arithmetic, conversion and comparison opcode on boundary values
    Arith(Run),
    /// Protected regions of all sorts nested in each other
    Exceptions(Run),
    /// Hierarchies of classes, structs and interfaces
    Types(Run),
    /// Whole small programs
    Programs(Run),
    /// Deep chains of calls that unwind through frames of all sorts
    Unwind(Run),
    /// Everything, with the same seeds for each kind
    All(Run),
    /// Prints the source of a seed
    Show { kind: String, seed: u64 },
    /// Makes the program of a seed that fails as small as possible
    Reduce(Reduce),
}

#[derive(Debug, Args)]
struct Run {
    /// Seeds: `A..B` (without B) or one number; `arith` runs all it has when there are none
    #[arg(long)]
    seeds: Option<Seeds>,
    /// The tests' configurations to compare with .NET; empty to see only whether .NET runs them
    #[arg(long, default_value = "O0,Oall")]
    configurations: String,
    /// Assemblies compiled and run beside each other
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Seeds an assembly (default: what suits the kind)
    #[arg(long, default_value_t = 0)]
    batch: usize,
    /// Stop after so many failures
    #[arg(long, default_value_t = 20)]
    max_failures: usize,
}

#[derive(Debug, Args)]
struct Reduce {
    kind: String,
    seed: u64,
    /// The configuration it fails in
    #[arg(long, default_value = "O0")]
    configuration: String,
    /// Where to write the small program (default: target/fuzz/KIND_SEED.cs)
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Candidates tried beside each other
    #[arg(long, default_value_t = 2)]
    jobs: usize,
}

#[derive(Debug, Clone, Copy)]
struct Seeds {
    from: u64,
    to: u64,
}

impl FromStr for Seeds {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Seeds, String> {
        let number = |word: &str| {
            word.parse::<u64>()
                .map_err(|_| format!("'{word}' is no number; write A..B or A"))
        };
        match text.split_once("..") {
            Some((from, to)) => Ok(Seeds {
                from: number(from)?,
                to: number(to)?,
            }),
            None => number(text).map(|from| Seeds { from, to: from + 1 }),
        }
    }
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("kiln-fuzz: {error}");
            ExitCode::from(2)
        }
    }
}

fn find(name: &str) -> Result<&'static Kind> {
    kind::named(name).ok_or_else(|| {
        let names: Vec<&str> = KINDS.iter().map(|k| k.name).collect();
        Error::Text(format!(
            "there is no kind '{name}', only {}",
            names.join(", ")
        ))
    })
}

fn run(command: Command) -> Result<bool> {
    match command {
        Command::Arith(run) => campaigns(&["arith"], &run),
        Command::Exceptions(run) => campaigns(&["exceptions"], &run),
        Command::Types(run) => campaigns(&["types"], &run),
        Command::Programs(run) => campaigns(&["programs"], &run),
        Command::Unwind(run) => campaigns(&["unwind"], &run),
        Command::All(run) => {
            let names: Vec<&str> = KINDS.iter().map(|k| k.name).collect();
            campaigns(&names, &run)
        }
        Command::Show { kind, seed } => {
            let kind = find(&kind)?;
            let text = (kind.generate)(seed);
            let comment = format!("{} seed {seed}.", kind.name);
            print!("{}", lab::standalone(&Source { seed, text }, &comment));
            if let Some(library) = kind.library {
                println!("/*\n{}*/", library(&[seed]));
            }
            Ok(true)
        }
        Command::Reduce(job) => {
            let tools = Tools::find()?;
            let kind = find(&job.kind)?;
            let engine = Engine::named(&job.configuration)?;
            let default = lab::root(&tools).join(format!("{}_{}.cs", kind.name, job.seed));
            let output = job.output.unwrap_or(default);
            reduce::seed(&tools, kind, job.seed, engine, job.jobs, &output)
        }
    }
}

fn campaigns(names: &[&str], run: &Run) -> Result<bool> {
    let tools = Tools::find()?;
    let engines = run
        .configurations
        .split(',')
        .filter(|name| !name.is_empty())
        .map(Engine::named)
        .collect::<Result<Vec<_>>>()?;
    let mut good = true;
    for name in names {
        let kind = find(name)?;
        let wanted = match (run.seeds, kind.count) {
            (Some(seeds), None) => seeds.from..seeds.to,
            (Some(seeds), Some(count)) => seeds.from..seeds.to.min(count()),
            (None, Some(count)) => 0..count(),
            (None, None) => 0..100,
        };
        let plan = Plan {
            seeds: wanted.collect(),
            engines: engines.clone(),
            jobs: run.jobs,
            batch: run.batch,
            max_failures: run.max_failures,
            verbose: true,
        };
        let findings = campaign::run(&tools, kind, &plan)?;
        println!(
            "{name}: {} seeds, {} failures",
            findings.seeds,
            findings.failures.len()
        );
        good &= findings.failures.is_empty();
    }
    Ok(good)
}

//! The command line.

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use kiln_link::{Icf, Strip};
use std::path::{Path, PathBuf};

/// Compiles .NET assemblies into native executables.
#[derive(Debug, Parser)]
#[command(
    name = "kiln",
    version,
    args_conflicts_with_subcommands = true,
    max_term_width = 100
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,

    #[command(flatten)]
    compile: CompileArgs,

    /// List every optimisation pass and whether -O switches it on, and stop
    #[arg(long)]
    pub print_passes: bool,

    /// When to colour messages
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: Color,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the targets that programs can be compiled for
    Targets,
    /// Look at one target
    Target {
        #[command(subcommand)]
        command: TargetCommand,
    },
}

#[derive(Debug, Subcommand)]
pub enum TargetCommand {
    /// Show every value of a target and the file that set it
    Explain {
        /// A target's name, or the path of a target file
        target: String,
    },
}

#[derive(Debug, Args)]
struct CompileArgs {
    /// The assembly to compile: a .dll or .exe with an entry point
    #[arg(value_name = "ASSEMBLY")]
    input: Option<PathBuf>,

    /// Where to write the executable [default: the assembly's name without its ending]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Optimise: 0, 1, 2, 3, s, z or all, then edits such as -bake,+devirt
    #[arg(short = 'O', value_name = "LEVEL[,EDIT]...", default_value = crate::optimise::DEFAULT_LEVEL, allow_hyphen_values = true)]
    optimise: String,

    /// Compile for this target: a name from `kiln targets`, or a target file [default: this machine]
    #[arg(long, value_name = "TARGET")]
    target: Option<String>,

    /// Use the instructions of this CPU, tuned for it
    #[arg(long, value_name = "CPU")]
    cpu: Option<String>,

    /// Look for referenced assemblies here: an assembly or a folder of assemblies
    #[arg(short, long = "reference", value_name = "PATH")]
    references: Vec<PathBuf>,

    /// The folder of the .NET class library [default: the newest of the .NET on this machine]
    #[arg(long, value_name = "DIR")]
    framework: Option<PathBuf>,

    /// Set a feature switch
    #[arg(long = "feature", value_name = "NAME=VALUE", value_parser = name_and_value)]
    features: Vec<(String, String)>,

    /// What the program's heap may use at most: bytes, or with K, M or G behind
    #[arg(long, value_name = "SIZE", value_parser = size)]
    heap_limit: Option<u64>,

    /// Also write intermediate forms beside the executable
    #[arg(long, value_name = "FORM", value_delimiter = ',')]
    emit: Vec<Emit>,

    /// Keep symbols and add debugging information
    #[arg(short = 'g')]
    debug: bool,

    /// What to leave out of the executable [default: all, with -g none]
    #[arg(long, value_name = "WHAT")]
    strip: Option<StripArg>,

    /// Which identical functions become one [default: what -O says]
    #[arg(long, value_name = "WHICH")]
    icf: Option<IcfArg>,

    /// Report time, memory and counts of every stage
    #[arg(short, long)]
    verbose: bool,

    /// List the static constructors that run at compile time, and why others do not
    #[arg(long)]
    explain_init: bool,
}

/// Everything that one compilation is asked for.
#[derive(Debug, Clone)]
pub struct CompileOptions {
    pub input: PathBuf,
    pub output: PathBuf,
    pub optimise: String,
    pub target: Option<String>,
    pub cpu: Option<String>,
    pub references: Vec<PathBuf>,
    pub framework: Option<PathBuf>,
    pub features: Vec<(String, String)>,
    pub heap_limit: Option<u64>,
    pub emit: Vec<Emit>,
    pub debug: bool,
    pub strip: Strip,
    pub icf: Option<Icf>,
    pub verbose: bool,
    pub explain_init: bool,
}

impl Cli {
    /// The value of `-O`.
    pub fn optimise(&self) -> &str {
        &self.compile.optimise
    }

    /// The compilation asked for. Ends the process with a usage message when there is none.
    pub fn compile_options(&self) -> CompileOptions {
        let args = &self.compile;
        let Some(input) = args.input.clone() else {
            let message = "which assembly? Give the path of a .dll or .exe";
            Cli::command()
                .error(ErrorKind::MissingRequiredArgument, message)
                .exit()
        };
        let default_strip = if args.debug { Strip::None } else { Strip::All };
        CompileOptions {
            output: args
                .output
                .clone()
                .unwrap_or_else(|| default_output(&input)),
            optimise: args.optimise.clone(),
            target: args.target.clone(),
            cpu: args.cpu.clone(),
            references: args.references.clone(),
            framework: args.framework.clone(),
            features: args.features.clone(),
            heap_limit: args.heap_limit,
            emit: args.emit.clone(),
            debug: args.debug,
            strip: args.strip.map_or(default_strip, Strip::from),
            icf: args.icf.map(Icf::from),
            verbose: args.verbose,
            explain_init: args.explain_init,
            input,
        }
    }
}

/// The assembly's name without its ending, in the current folder.
fn default_output(input: &Path) -> PathBuf {
    match (input.file_stem(), input.extension()) {
        (Some(stem), Some(_)) => PathBuf::from(stem),
        (Some(stem), None) => Path::new(stem).with_extension("out"),
        (None, _) => PathBuf::from("a.out"),
    }
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_string(), value.to_string())),
        _ => Err("expected NAME=VALUE, such as System.Globalization.Invariant=true".to_string()),
    }
}

/// A number of bytes.
fn size(text: &str) -> Result<u64, String> {
    let units = [("K", 10), ("M", 20), ("G", 30)];
    let (digits, shift) = units
        .into_iter()
        .find_map(|(unit, shift)| Some((text.strip_suffix(unit)?, shift)))
        .unwrap_or((text, 0));
    let bytes = digits.parse::<u64>().ok();
    match bytes.and_then(|n| n.checked_mul(1 << shift)) {
        Some(bytes) if bytes > 0 => Ok(bytes),
        _ => Err("expected a number of bytes, such as 64M".to_string()),
    }
}

/// An intermediate form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    /// The compiler's own IR, as text (.kir)
    Ir,
    /// LLVM's IR, as text (.ll)
    Llvm,
    /// Assembly (.s)
    Asm,
    /// The object before linking (.o)
    Obj,
}

impl Emit {
    /// The ending of its file.
    pub fn ending(self) -> &'static str {
        match self {
            Emit::Ir => "kir",
            Emit::Llvm => "ll",
            Emit::Asm => "s",
            Emit::Obj => "o",
        }
    }
}

/// When messages are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On terminals, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Applies the choice to everything that is printed from now on.
    pub fn write_global(self) {
        match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StripArg {
    /// Nothing
    None,
    /// Debugging information
    Debug,
    /// Symbols too
    All,
}

impl From<StripArg> for Strip {
    fn from(arg: StripArg) -> Strip {
        match arg {
            StripArg::None => Strip::None,
            StripArg::Debug => Strip::Debug,
            StripArg::All => Strip::All,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum IcfArg {
    /// None
    None,
    /// Those whose address is not taken
    Safe,
    /// All
    All,
}

impl From<IcfArg> for Icf {
    fn from(arg: IcfArg) -> Icf {
        match arg {
            IcfArg::None => Icf::None,
            IcfArg::Safe => Icf::Safe,
            IcfArg::All => Icf::All,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn optimisation_takes_every_spelling() {
        for words in [["-O=all,-bake", "a.dll"], ["-Oall,-bake", "a.dll"]] {
            let cli = Cli::parse_from(std::iter::once("kiln").chain(words));
            assert_eq!(cli.compile_options().optimise, "all,-bake");
        }
        let cli = Cli::parse_from(["kiln", "a.dll", "-O", "-bake"]);
        assert_eq!(cli.compile_options().optimise, "-bake");
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("64M"), Ok(64 << 20));
        assert_eq!(size("1000"), Ok(1000));
        assert!(size("0").is_err());
        assert!(size("99999999999G").is_err());
        assert!(size("M").is_err());
    }

    #[test]
    fn output_defaults_to_the_stem() {
        let cli = Cli::parse_from(["kiln", "x/My.App.dll"]);
        assert_eq!(cli.compile_options().output, PathBuf::from("My.App"));
    }
}

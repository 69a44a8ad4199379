//! The `kiln` command: compiles a .NET assembly into a native executable.

mod cli;
mod commands;
mod crash;
mod diagnostics;
mod driver;
mod framework;
mod optimise;
mod progress;
mod session;
mod sizes;
mod stages;
mod stats;

use clap::Parser;
use cli::{Cli, Command, TargetCommand};
use diagnostics::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    crash::install_hook();
    let cli = Cli::parse();
    cli.color.write_global();
    match crash::guard(|| run(&cli)) {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(failure)) => {
            failure.print();
            failure.exit_code()
        }
        None => ExitCode::from(diagnostics::COMPILER_BUG),
    }
}

fn run(cli: &Cli) -> Result<(), Failure> {
    match &cli.command {
        Some(Command::Targets) => commands::list_targets(),
        Some(Command::Target {
            command: TargetCommand::Explain { target },
        }) => commands::explain_target(target),
        None if cli.print_passes => commands::print_passes(cli.optimise()),
        None => driver::compile(&cli.compile_options()),
    }
}

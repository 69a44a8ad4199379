//! The story of a compilation.

use crate::cli::CompileOptions;
use crate::diagnostics::Failure;
use crate::progress::Stage;
use crate::session::Session;
use crate::stages;

/// Compiles one assembly, from opening it to the finished executable.
pub fn compile(options: &CompileOptions) -> Result<(), Failure> {
    let mut session = Session::new(options)?;
    let world = session.stage(Stage::Open, stages::open)?;
    let runtime = session.stage(Stage::Resolve, |session| stages::resolve(session, &world))?;
    let reached = session.stage(Stage::Explore, |session| {
        stages::explore(session, &world, &runtime)
    })?;
    let program = session.stage(Stage::Analyse, |session| {
        stages::analyse(session, &world, &runtime, reached)
    })?;
    let module = session.stage(Stage::Generate, |session| {
        stages::generate(session, &world, &runtime, &program)
    })?;
    let objects = session.stage(Stage::Emit, |session| stages::emit(session, module))?;
    let image = session.stage(Stage::Link, |session| {
        stages::link(session, &runtime, &objects)
    })?;
    session.stage(Stage::Report, |session| stages::report(session, &image))?;
    stages::print_report(session)
}

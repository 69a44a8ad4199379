//! What happens to bodies that could not be imported: an error where the program certainly runs them, else
//! a warning, since running them raises what .NET raises.

use crate::diagnostics::{Diagnostic, Failure, Place};
use crate::session::Session;
use kiln_analysis::Reached;
use kiln_analysis::explore::{Failure as BodyFailure, FailureCause};
use kiln_ir::Func;
use kiln_ir::import::Problem;
use kiln_ir::text::{WorldNames, func_text};
use kiln_world::World;

/// How many bodies are named without `-v`.
const SHOWN: usize = 5;
/// How many steps of a chain are shown.
const CHAIN: usize = 8;

/// Reports all bodies that failed.
pub fn judge(session: &mut Session, world: &World, reached: &Reached) -> Result<(), Failure> {
    let failures = &reached.failures;
    if failures.is_empty() {
        return Ok(());
    }
    let certain = kiln_analysis::certain(world, reached);
    // Recursion without end is none that could be compiled, whoever needs it.
    let needed =
        |failure: &&BodyFailure| is_direct_cycle(failure) || certain.contains(&failure.func);
    let fatal: Vec<&BodyFailure> = failures.iter().filter(needed).collect();
    if !fatal.is_empty() {
        let errors = fatal
            .into_iter()
            .map(|failure| diagnose(world, reached, failure));
        return Err(Failure::User(errors.collect()));
    }
    let verbose = session.options.verbose;
    let told: Vec<&BodyFailure> = failures
        .iter()
        .filter(|failure| verbose || !is_cut_in_library(world, failure))
        .collect();
    let shown = if verbose {
        told.len()
    } else {
        SHOWN.min(told.len())
    };
    for failure in &told[..shown] {
        let warning = diagnose(world, reached, failure).into_warning();
        let class = failure.raises().class;
        session.say(&warning.note(format!("running it raises {class}")));
    }
    if shown < told.len() {
        let more = told.len() - shown;
        session.say(
            &Diagnostic::warning(format!("{more} more methods could not be compiled"))
                .remedy("`-v` names them all"),
        );
    }
    Ok(())
}

fn is_direct_cycle(failure: &BodyFailure) -> bool {
    matches!(&failure.error, FailureCause::EndlessGenerics(cycle) if cycle.direct)
}

/// The class library's own calls by interfaces nest without end as far as types tell; nobody can do anything about
/// it, nor need.
fn is_cut_in_library(world: &World, failure: &BodyFailure) -> bool {
    match (&failure.error, failure.func) {
        (FailureCause::EndlessGenerics(_), Func::Method(method)) => {
            world.is_framework(world.method(method).def.assembly)
        }
        (FailureCause::EndlessGenerics(_), _) => true,
        _ => false,
    }
}

fn diagnose(world: &World, reached: &Reached, failure: &BodyFailure) -> Diagnostic {
    if let FailureCause::EndlessGenerics(_) = failure.error {
        // The way to it is the cycle, many times.
        return describe(world, failure);
    }
    let names = WorldNames(world);
    let chain = reached.chain(failure.func);
    let skipped = chain.len().saturating_sub(CHAIN);
    let chain: Vec<String> = chain[skipped..]
        .iter()
        .map(|func| func_text(*func, &names))
        .collect();
    let dots = if skipped > 0 { "… > " } else { "" };
    describe(world, failure).note(format!("reached by {dots}{}", chain.join(" > ")))
}

/// What is wrong and where, as exactly as is known.
fn describe(world: &World, failure: &BodyFailure) -> Diagnostic {
    let error = match &failure.error {
        FailureCause::EndlessGenerics(cycle) => {
            let names = &cycle.names;
            return Diagnostic::error(format!("generic instances nest without end: {names}"))
                .at(place_of(world, failure.func))
                .remedy("break the cycle: let the recursion end at a type that is not generic");
        }
        FailureCause::Import(error) => error,
    };
    let mut diagnostic = match &error.problem {
        Problem::World(cause) => Diagnostic::from(cause.clone()),
        problem => Diagnostic::error(problem.to_string()),
    };
    let source = match (failure.func, error.il) {
        (Func::Method(method) | Func::NullThis(method), Some(il)) => {
            world.source_location(world.method(method).def, il)
        }
        _ => None,
    };
    diagnostic.place = Place {
        assembly: Some(error.assembly.clone()),
        method: Some(error.method.clone()),
        il_offset: error.il,
        source: source.map(|at| (at.file.to_string(), at.line)),
        ty: None,
    };
    diagnostic
}

/// The definition that a body belongs to.
fn place_of(world: &World, func: Func) -> Place {
    let (Func::Method(method)
    | Func::NullThis(method)
    | Func::Unbox(method)
    | Func::NativeEntry(method)
    | Func::Filter(method, _)) = func
    else {
        return Place::default();
    };
    let assembly = world.method(method).def.assembly;
    Place {
        assembly: Some(world.assembly_name(assembly).to_string()),
        method: Some(world.method_name_key(method).to_string()),
        ..Place::default()
    }
}

//! What is said about static constructors: how many ran at compile time, and why others did not.

use crate::session::Session;
use kiln_analysis::bake::{BakeReport, Refusal};
use kiln_world::World;
use std::fmt::Write as _;
use std::io::Write as _;

pub fn count(session: &mut Session, report: &BakeReport) {
    let (baked, refused) = (report.baked.len(), report.refused.len());
    session.stats.count("initialisers", baked + refused);
    session.stats.count("baked", baked);
    session.stats.count("left to run time", refused);
    session.stats.count("baked getters", report.getters);
    session.stats.count("baking steps", report.steps as usize);
}

/// The list that `--explain-init` asks for.
pub fn explain(world: &World, report: &BakeReport) {
    let mut text = String::new();
    for ty in &report.baked {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}: baked", world.display_type(*ty));
    }
    for refusal in &report.refused {
        let _ = writeln!(
            text,
            "{}: {}{}",
            world.display_type(refusal.ty),
            refusal.reason,
            place(world, refusal)
        );
    }
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

fn place(world: &World, refusal: &Refusal) -> String {
    let Some((method, il)) = refusal.place else {
        return String::new();
    };
    let name = world.display_method(method);
    match world.source_location(world.method(method).def, il) {
        Some(at) => format!(" (in {name}, {}:{})", at.file, at.line),
        None => format!(" (in {name}, IL offset {il})"),
    }
}

//! Hierarchies of interfaces, classes and structs: members are overridden, hidden, implemented explicitly, given
//! defaults and made abstract again, over type parameters of all variances. Every object is called through every type
//! it has, and cast to every type there is.

mod classes;
mod interfaces;
mod probes;

use crate::code::Code;
use crate::rng::Rng;

/// An interface: `I{index}` or `I{index}<A>`.
#[derive(Debug)]
pub(crate) struct Interface {
    pub arity: usize,
    /// `in`, `out` or nothing.
    pub variance: &'static str,
    /// What it derives from, with type arguments: `A` stands for its own parameter.
    pub bases: Vec<Use>,
    /// Whether `N{index}` has a body here.
    pub has_default: bool,
    /// It has a static virtual member, so it is no type argument or variable.
    pub has_static: bool,
    /// It has a generic method with a body.
    pub has_generic: bool,
    /// The base's member that it gives a body to.
    pub overrides: Option<Use>,
}

/// A class, or a struct when `is_struct`.
#[derive(Debug)]
pub(crate) struct Class {
    pub arity: usize,
    pub is_struct: bool,
    pub is_abstract: bool,
    pub base: Option<Use>,
    pub interfaces: Vec<Use>,
    /// How `V`, `W`, the generic virtual `G` and `R`, whose result an override may narrow, are declared here.
    pub slots: [Slot; SLOTS.len()],
    /// `R` gives a `K0`, `K1` or `K2`.
    pub result: usize,
}

/// The virtual methods, with their type parameters.
pub(crate) const SLOTS: [(&str, &str); 4] = [("V", ""), ("W", ""), ("G", "<B>"), ("R", "")];

/// What a class does with a virtual method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    Absent,
    New,
    Override,
    Sealed,
    /// A method that is not virtual hides it.
    Hidden,
}

/// A type with its argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Use {
    pub index: usize,
    pub argument: Option<Argument>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Argument {
    /// The parameter of the type that uses it.
    Own,
    Named(&'static str),
}

pub(crate) const ARGUMENTS: &[&str] = &[
    "string", "object", "int", "long", "K0", "K1", "K2", "Day", "K1[]", "int?", "List<K1>",
];

impl Use {
    /// As C#, where the user's own parameter is `own`.
    pub fn text(self, prefix: &str, own: &str) -> String {
        match self.argument {
            None => format!("{prefix}{}", self.index),
            Some(argument) => format!(
                "{prefix}{}<{}>",
                self.index,
                argument_text(Some(argument), own)
            ),
        }
    }
}

pub(crate) fn argument_text(argument: Option<Argument>, own: &str) -> &str {
    match argument {
        Some(Argument::Named(name)) => name,
        Some(Argument::Own) => own,
        None => "",
    }
}

/// All types of a program.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub interfaces: Vec<Interface>,
    pub classes: Vec<Class>,
}

pub fn generate(seed: u64) -> String {
    let mut rng = Rng::new(seed, "types");
    let mut world = World::default();
    for _ in 0..rng.between(3, 7) {
        let next = interfaces::design(&mut rng, &world);
        world.interfaces.push(next);
    }
    for _ in 0..rng.between(4, 10) {
        let next = classes::design(&mut rng, &world);
        world.classes.push(next);
    }
    let mut code = Code::new();
    code.open(format!("namespace S{seed}"));
    for name in ["Fuzz", "System", "System.Collections.Generic"] {
        code.line(format!("using {name};"));
    }
    code.line("enum Day { Monday, Tuesday }");
    code.line("class K0 { public virtual string Name() { return \"K0\"; } }");
    code.line("class K1 : K0 { public override string Name() { return \"K1\"; } }");
    code.line(
        "class K2 : K1 { public override string Name() { return \"K2 above \" + base.Name(); } }",
    );
    for index in 0..world.interfaces.len() {
        interfaces::write(&mut code, &world, index);
    }
    for index in 0..world.classes.len() {
        classes::write(&mut code, &mut rng, &world, index);
    }
    probes::write(&mut code, &mut rng, &world);
    code.close();
    code.finish()
}

//! Classes and structs.

use super::interfaces::{closure, has_twins, kind_of};
use super::{ARGUMENTS, Argument, Class, SLOTS, Slot, Use, World, argument_text};
use crate::code::Code;
use crate::rng::Rng;

pub(super) fn design(rng: &mut Rng, world: &World) -> Class {
    let is_struct = rng.percent(20);
    let arity = usize::from(rng.percent(35));
    let argue = |rng: &mut Rng, wanted: usize| {
        (wanted == 1).then(|| match arity == 1 && rng.percent(60) {
            true => Argument::Own,
            false => Argument::Named(rng.pick::<&str>(ARGUMENTS)),
        })
    };
    let parents: Vec<usize> = (0..world.classes.len())
        .filter(|&i| !world.classes[i].is_struct)
        .collect();
    let parent = if is_struct || rng.percent(25) {
        None
    } else {
        rng.choose(&parents).copied()
    };
    let base = parent.map(|index| Use {
        index,
        argument: argue(rng, world.classes[index].arity),
    });
    let mut interfaces: Vec<Use> = Vec::new();
    for _ in 0..rng.below(4) {
        let index = rng.below(world.interfaces.len());
        let next = Use {
            index,
            argument: argue(rng, world.interfaces[index].arity),
        };
        // The same interface twice could become one by its arguments, which C# refuses.
        if clashes(world, base, &interfaces, next) {
            continue;
        }
        interfaces.push(next);
    }
    let mut slots = [Slot::Absent; SLOTS.len()];
    for (at, slot) in slots.iter_mut().enumerate() {
        *slot = match parent.map(|index| (inherited(world, index, at), rng.below(10))) {
            _ if is_struct => Slot::Absent,
            None => Slot::New,
            Some((Slot::Sealed | Slot::Hidden, 0..=3)) => Slot::New,
            Some((Slot::Sealed | Slot::Hidden, _)) => Slot::Absent,
            Some((_, 0..=4)) => Slot::Override,
            Some((_, 5)) => Slot::New,
            Some((_, 6)) => Slot::Sealed,
            Some((_, 7)) => Slot::Hidden,
            Some(_) => Slot::Absent,
        };
    }
    let widest = match (slots[RESULT], parent) {
        (Slot::Override | Slot::Sealed, Some(index)) => result_of(world, index),
        _ => 0,
    };
    Class {
        result: rng.between(widest, 2),
        arity,
        is_struct,
        is_abstract: !is_struct && rng.percent(15),
        base,
        interfaces,
        slots,
    }
}

/// The slot whose overrides may narrow the result.
const RESULT: usize = SLOTS.len() - 1;

/// What `R` of a class gives: the number of its `K`.
fn result_of(world: &World, class: usize) -> usize {
    match (
        world.classes[class].slots[RESULT],
        world.classes[class].base,
    ) {
        (Slot::Absent, Some(base)) => result_of(world, base.index),
        _ => world.classes[class].result,
    }
}

/// What a call of a slot reaches first, going up from `class`.
fn inherited(world: &World, class: usize, slot: usize) -> Slot {
    match (world.classes[class].slots[slot], world.classes[class].base) {
        (Slot::Absent, Some(base)) => inherited(world, base.index, slot),
        (found, _) => found,
    }
}

/// Interfaces of a class and of what it derives from, with arguments seen from outside.
pub(super) fn all_interfaces(world: &World, class: usize, own: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    if let Some(base) = world.classes[class].base {
        found = all_interfaces(world, base.index, argument_text(base.argument, own));
    }
    for used in &world.classes[class].interfaces {
        closure(world, *used, own, &mut found);
    }
    found
}

/// Whether the class would have an interface in two instances, or two bodies for one member.
fn clashes(world: &World, base: Option<Use>, interfaces: &[Use], next: Use) -> bool {
    let mut before = Vec::new();
    if let Some(base) = base {
        before = all_interfaces(world, base.index, argument_text(base.argument, "A"));
    }
    for used in interfaces {
        closure(world, *used, "A", &mut before);
    }
    closure(world, next, "A", &mut before);
    has_twins(&before) || interfaces.contains(&next)
}

pub(super) fn write(code: &mut Code, rng: &mut Rng, world: &World, index: usize) {
    let class = &world.classes[index];
    let own = if class.arity == 1 { "<A>" } else { "" };
    let mut bases: Vec<String> = class.base.iter().map(|b| b.text("C", "A")).collect();
    bases.extend(class.interfaces.iter().map(|used| used.text("I", "A")));
    let list = if bases.is_empty() {
        String::new()
    } else {
        format!(" : {}", bases.join(", "))
    };
    let word = match (class.is_struct, class.is_abstract) {
        (true, _) => "struct",
        (_, true) => "abstract class",
        _ => "class",
    };
    code.open(format!("{word} C{index}{own}{list}"));
    let kind = kind_of("A", class.arity);
    for (at, slot) in class.slots.iter().enumerate() {
        let (name, generic) = SLOTS[at];
        let words = match slot {
            Slot::Absent => continue,
            Slot::New => "new virtual",
            Slot::Override => "override",
            Slot::Sealed => "sealed override",
            Slot::Hidden => "new",
        };
        let above = match slot {
            Slot::Override | Slot::Sealed if rng.percent(40) => {
                format!(" + base.{name}{generic}()")
            }
            _ => String::new(),
        };
        if at == RESULT {
            let result = class.result;
            code.line(format!("public {words} K{result} R() {{ T.Say(\"C{index}.R\" + {kind}); return new K{result}(); }}"));
            continue;
        }
        let tail = if at == 2 { " + Probe.Kind<B>()" } else { "" };
        code.line(format!("public {words} string {name}{generic}() {{ return \"C{index}.{name}\" + {kind}{tail}{above}; }}"));
    }
    if class.slots[0] != Slot::Absent || class.is_struct {
        code.line(format!(
            "public override string ToString() {{ return \"C{index}\" + {kind}; }}"
        ));
    }
    code.line(format!(
        "public static string State{index} = \"start\" + {kind};"
    ));
    implement(code, rng, world, index);
    code.close();
}

/// The members of the interfaces that the class names; those of its bases' interfaces are there already, but may be
/// implemented once more.
fn implement(code: &mut Code, rng: &mut Rng, world: &World, index: usize) {
    let class = &world.classes[index];
    let mut needed = Vec::new();
    for used in &class.interfaces {
        closure(world, *used, "A", &mut needed);
    }
    let by_base = class.base.map_or(Vec::new(), |base| {
        all_interfaces(world, base.index, argument_text(base.argument, "A"))
    });
    let mut everything = needed.clone();
    everything.extend(by_base.iter().filter(|one| !needed.contains(one)).cloned());
    for one @ (interface, argument) in &needed {
        let is_again = by_base.contains(one);
        // Two interfaces may give one member a body, so that neither is the most specific.
        let bodies = everything
            .iter()
            .filter(|(i, _)| {
                world.interfaces[*i]
                    .overrides
                    .is_some_and(|o| o.index == *interface)
            })
            .count();
        if is_again && bodies < 2 && rng.percent(50) {
            continue;
        }
        let kind = kind_of("A", class.arity);
        let name = match argument.as_str() {
            "" => format!("I{interface}"),
            argument => format!("I{interface}<{argument}>"),
        };
        let argument = argument.as_str();
        let declared = &world.interfaces[*interface];
        let body = |what: &str| format!("return \"C{index}.{what}\" + {kind};");
        let explicit = rng.percent(40);
        let word = if is_again || class.is_struct {
            "new "
        } else {
            *rng.pick(&["new ", "new virtual "])
        };
        let word = if class.is_struct { "" } else { word };
        match explicit {
            true => code.line(format!(
                "string {name}.M{interface}() {{ {} }}",
                body("explicit M")
            )),
            false => code.line(format!(
                "public {word}string M{interface}() {{ {} }}",
                body("M")
            )),
        }
        let has_one = bodies == 1 || bodies == 0 && declared.has_default;
        if !has_one || rng.percent(35) {
            code.line(format!("string {name}.N{interface}() {{ {} }}", body("N")));
        }
        match (declared.arity, declared.variance) {
            (1, "in ") => code.line(format!("string {name}.Take{interface}({argument} a) {{ {} }}", body("Take"))),
            (1, "out ") => code.line(format!("{argument} {name}.Give{interface}() {{ T.Say(\"C{index}.Give\"); return default({argument}); }}")),
            (1, _) => code.line(format!("{argument} {name}.Pass{interface}({argument} a) {{ T.Say(\"C{index}.Pass\"); return a; }}")),
            _ => {}
        }
        if declared.has_generic && rng.percent(50) {
            code.line(format!(
                "string {name}.H{interface}<B>() {{ return \"C{index}.H\" + {kind} + Probe.Kind<B>(); }}"
            ));
        }
        if declared.has_static {
            code.line(format!(
                "static string {name}.Y{interface}() {{ {} }}",
                body("Y")
            ));
        }
        if declared.has_static && rng.percent(60) {
            code.line(format!(
                "static string {name}.X{interface}() {{ {} }}",
                body("X")
            ));
        }
    }
}

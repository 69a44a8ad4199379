//! What is done with the types: every object is called through each of its types, by constraint, by delegate, and cast.

use super::classes::all_interfaces;
use super::{ARGUMENTS, Class, Slot, World, argument_text};
use crate::code::Code;
use crate::rng::Rng;

pub(super) fn write(code: &mut Code, rng: &mut Rng, world: &World) {
    code.open("static class Probe");
    code.line("public static string Kind<A>() { return typeof(A) == typeof(int) ? \"<int>\" : typeof(A) == typeof(string) ? \"<string>\" : default(A) == null ? \"<class>\" : \"<struct>\"; }");
    code.line("static void Is<A>(object o, string name) { T.Say(name + (o is A ? \" is\" : \" is not\")); }");
    code.line("static void Cast<A>(object o, string name) { try { A a = (A)o; T.Say(name + \" cast\"); } catch (InvalidCastException) { T.Say(name + \" InvalidCast\"); } }");
    code.line("static A Make<A>() where A : new() { return new A(); }");
    for (index, interface) in world.interfaces.iter().enumerate() {
        let (own, generic) = if interface.arity == 1 {
            ("<A>", ", A")
        } else {
            ("", "")
        };
        code.line(format!("static string Constrained{index}<O{generic}>(O o) where O : I{index}{own} {{ return o.M{index}() + o.N{index}(); }}"));
        if interface.has_static {
            code.line(format!("static string Static{index}<O{generic}>() where O : I{index}{own} {{ return O.X{index}() + O.Y{index}(); }}"));
        }
        if interface.has_generic {
            code.line(format!("static string Generic{index}<O{generic}>(O o) where O : I{index}{own} {{ return o.H{index}<int>() + o.H{index}<O>(); }}"));
        }
        if interface.arity == 1 && !with_static(world, index) {
            // Through a type that the object may only have by variance.
            code.line(format!("static void Via{index}<A>(object o, string name) {{ if (o is I{index}<A> i) T.Say(name + \" via\", i.M{index}() + \" \" + i.N{index}()); else T.Say(name + \" has no way\"); }}"));
        }
    }
    code.line("public static void Run()");
    code.open("");
    code.line("object o;");
    let casts = cast_targets(rng, world);
    for (index, class) in world.classes.iter().enumerate() {
        if class.is_abstract {
            continue;
        }
        let arguments: Vec<&str> = match class.arity {
            0 => vec![""],
            _ => {
                let mut picked = vec![*rng.pick(ARGUMENTS), *rng.pick(ARGUMENTS)];
                picked.dedup();
                picked
            }
        };
        for argument in arguments {
            object(code, rng, world, index, class, argument, &casts);
        }
    }
    code.close();
    code.close();
    code.line("static class Entry { public static void Run() { Probe.Run(); } }");
}

/// Types that everything is cast to.
fn cast_targets(rng: &mut Rng, world: &World) -> Vec<String> {
    let mut targets = Vec::new();
    for (index, interface) in world.interfaces.iter().enumerate() {
        // An interface with static virtual members cannot be a type argument.
        if with_static(world, index) {
            continue;
        }
        match interface.arity {
            0 => targets.push(format!("I{index}")),
            _ => targets.extend((0..3).map(|_| format!("I{index}<{}>", rng.pick(ARGUMENTS)))),
        }
    }
    for (index, class) in world.classes.iter().enumerate() {
        match class.arity {
            0 => targets.push(format!("C{index}")),
            _ => targets.push(format!("C{index}<{}>", rng.pick(ARGUMENTS))),
        }
    }
    targets
}

/// Whether the interface or one below has a static virtual member.
fn with_static(world: &World, index: usize) -> bool {
    let interface = &world.interfaces[index];
    interface.has_static
        || interface
            .bases
            .iter()
            .any(|base| with_static(world, base.index))
}

fn object(
    code: &mut Code,
    rng: &mut Rng,
    world: &World,
    index: usize,
    class: &Class,
    argument: &str,
    casts: &[String],
) {
    let name = type_name("C", index, argument);
    code.open("");
    code.line(format!("var c = Make<{name}>();"));
    code.line("o = c;");
    code.line(format!(
        "T.Say(\"{name}\", o.ToString().StartsWith(\"C\") ? o.ToString() : \"default\");"
    ));
    code.line(format!("T.Say(\"state\", {name}.State{index});"));
    // Through each class that it is.
    let mut at = Some((index, argument.to_string()));
    while let Some((class_index, own)) = at {
        let current = &world.classes[class_index];
        let view = type_name("C", class_index, &own);
        let calls = [
            (0, "V()"),
            (1, "W()"),
            (2, "G<int>()"),
            (2, "G<string>()"),
            (3, "R().Name()"),
        ];
        for (slot, call) in calls {
            if reaches(world, class_index, slot) {
                code.line(format!("T.Say(\"{view}.{call}\", (({view})c).{call});"));
            }
        }
        if reaches(world, class_index, 3) && rng.percent(30) {
            code.line(format!(
                "{{ Func<object> f = (({view})c).R; T.Say(\"delegate\", ((K0)f()).Name()); }}"
            ));
        }
        if reaches(world, class_index, 0) && rng.percent(50) {
            code.line(format!(
                "{{ Func<string> f = (({view})c).V; T.Say(\"delegate\", f()); }}"
            ));
        }
        at = current
            .base
            .map(|base| (base.index, argument_text(base.argument, &own).to_string()));
    }
    for (interface, own) in all_interfaces(world, index, argument) {
        let view = type_name("I", interface, &own);
        let declared = &world.interfaces[interface];
        code.line(format!(
            "T.Say(\"{view}\", (({view})c).M{interface}() + \" \" + (({view})c).N{interface}());"
        ));
        code.line(format!(
            "{{ Func<string> f = (({view})o).N{interface}; T.Say(\"delegate\", f()); }}"
        ));
        let arguments = if own.is_empty() {
            name.clone()
        } else {
            format!("{name}, {own}")
        };
        code.line(format!(
            "T.Say(\"constrained\", Constrained{interface}<{arguments}>(c));"
        ));
        if declared.has_static {
            code.line(format!(
                "T.Say(\"static\", Static{interface}<{arguments}>());"
            ));
        } else if !with_static(world, interface) {
            code.line(format!("T.Say(\"static\", {view}.S{interface}());"));
        }
        if declared.has_generic {
            code.line(format!(
                "T.Say(\"generic\", (({view})c).H{interface}<string>() + Generic{interface}<{arguments}>(c));"
            ));
            code.line(format!(
                "{{ Func<string> f = (({view})o).H{interface}<K1>; T.Say(\"delegate\", f()); }}"
            ));
        }
        match (declared.arity, declared.variance) {
            (1, "in ") => code.line(format!(
                "T.Say(\"take\", (({view})c).Take{interface}(default({own})));"
            )),
            (1, "out ") => code.line(format!(
                "T.Say(\"give\", (({view})c).Give{interface}() == null ? 0 : 1);"
            )),
            (1, _) => code.line(format!(
                "T.Say(\"pass\", (({view})c).Pass{interface}(default({own})) == null ? 0 : 1);"
            )),
            _ => {}
        }
    }
    for (index, interface) in world.interfaces.iter().enumerate() {
        if interface.arity == 1 && !with_static(world, index) && rng.percent(50) {
            let argument = rng.pick(ARGUMENTS);
            code.line(format!(
                "Via{index}<{argument}>(o, \"I{index}<{argument}>\");"
            ));
        }
    }
    for _ in 0..8 {
        if let Some(target) = rng.choose(casts) {
            let probe = *rng.pick(&["Is", "Cast"]);
            code.line(format!("{probe}<{target}>(o, \"{target}\");"));
            if rng.percent(20) && !class.is_struct {
                code.line(format!(
                    "{probe}<{target}[]>(new {name}[1], \"{target}[]\");"
                ));
            }
            if rng.percent(20) {
                code.line(format!("{probe}<IEnumerable<{target}>>(new List<{name}>(), \"IEnumerable of {target}\");"));
            }
        }
    }
    code.close();
}

fn type_name(prefix: &str, index: usize, argument: &str) -> String {
    match argument {
        "" => format!("{prefix}{index}"),
        argument => format!("{prefix}{index}<{argument}>"),
    }
}

/// Whether the class has or inherits the slot.
fn reaches(world: &World, class: usize, slot: usize) -> bool {
    match (world.classes[class].slots[slot], world.classes[class].base) {
        (Slot::Absent, Some(base)) => reaches(world, base.index, slot),
        (found, _) => found != Slot::Absent,
    }
}

//! Interfaces.

use super::{ARGUMENTS, Argument, Interface, Use, World};
use crate::code::Code;
use crate::rng::Rng;

pub(super) fn design(rng: &mut Rng, world: &World) -> Interface {
    let arity = usize::from(rng.percent(50));
    let variance = if arity == 1 {
        *rng.pick(&["", "in ", "out "])
    } else {
        ""
    };
    let mut bases: Vec<Use> = Vec::new();
    for _ in 0..rng.below(3) {
        let Some(index) = (!world.interfaces.is_empty()).then(|| rng.below(world.interfaces.len()))
        else {
            break;
        };
        let base = &world.interfaces[index];
        // A variant parameter may only go where the base's is of the same variance.
        let may_pass_on = arity == 1 && (variance.is_empty() || variance == base.variance);
        let argument = (base.arity == 1).then(|| match may_pass_on && rng.percent(70) {
            true => Argument::Own,
            false => Argument::Named(rng.pick::<&str>(ARGUMENTS)),
        });
        bases.push(Use { index, argument });
        let mut all = Vec::new();
        for base in &bases {
            closure(world, *base, "A", &mut all);
        }
        if has_twins(&all) || bases[..bases.len() - 1].iter().any(|b| b.index == index) {
            bases.pop();
        }
    }
    let overrides = match rng.percent(50) {
        true => rng.choose(&bases).copied(),
        false => None,
    };
    Interface {
        arity,
        variance,
        bases,
        has_default: rng.percent(55),
        has_static: rng.percent(20),
        has_generic: rng.percent(30),
        overrides,
    }
}

/// The members of `I{i}`: `M{i}` without and `N{i}` perhaps with a body.
pub(super) fn write(code: &mut Code, world: &World, index: usize) {
    let interface = &world.interfaces[index];
    let parameter = if interface.arity == 1 {
        format!("<{}A>", interface.variance)
    } else {
        String::new()
    };
    let bases: Vec<String> = interface.bases.iter().map(|b| b.text("I", "A")).collect();
    let list = if bases.is_empty() {
        String::new()
    } else {
        format!(" : {}", bases.join(", "))
    };
    code.open(format!("interface I{index}{parameter}{list}"));
    code.line(format!("string M{index}();"));
    match interface.has_default {
        true => code.line(format!(
            "string N{index}() {{ return \"I{index}.N\" + {} + M{index}(); }}",
            kind_of("A", interface.arity)
        )),
        false => code.line(format!("string N{index}();")),
    }
    match (interface.arity, interface.variance) {
        (1, "in ") => code.line(format!("string Take{index}(A a);")),
        (1, "out ") => code.line(format!("A Give{index}();")),
        (1, _) => code.line(format!("A Pass{index}(A a);")),
        _ => {}
    }
    code.line(format!(
        "static string S{index}() {{ return \"static I{index}\" + {}; }}",
        kind_of("A", interface.arity)
    ));
    if interface.has_static {
        code.line(format!(
            "static virtual string X{index}() {{ return \"I{index}.X\"; }}"
        ));
        code.line(format!("static abstract string Y{index}();"));
    }
    if interface.has_generic {
        code.line(format!(
            "string H{index}<B>() {{ return \"I{index}.H\" + Probe.Kind<B>() + M{index}(); }}"
        ));
    }
    if let Some(base) = interface.overrides {
        let name = base.text("I", "A");
        code.line(format!(
            "string {name}.N{}() {{ return \"I{index} for {}\" + M{index}(); }}",
            base.index, base.index
        ));
    }
    code.close();
}

/// An expression that names the type argument.
pub(super) fn kind_of(parameter: &str, arity: usize) -> String {
    if arity == 0 {
        return "\"\"".into();
    }
    format!("Probe.Kind<{parameter}>()")
}

/// All interfaces that `used` brings with it, itself among them, with arguments seen from outside.
pub(super) fn closure(world: &World, used: Use, own: &str, found: &mut Vec<(usize, String)>) {
    let argument = used.argument.map_or(String::new(), |a| {
        super::argument_text(Some(a), own).to_string()
    });
    if found.contains(&(used.index, argument.clone())) {
        return;
    }
    found.push((used.index, argument.clone()));
    for base in &world.interfaces[used.index].bases {
        closure(world, *base, &argument, found);
    }
}

/// Whether an interface is there with two arguments, which could become one.
pub(super) fn has_twins(all: &[(usize, String)]) -> bool {
    all.iter()
        .any(|(index, argument)| all.iter().any(|(i, a)| i == index && a != argument))
}

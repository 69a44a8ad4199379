//! The table of arithmetic: a seed is one opcode on operand types. The opcode is a method in IL that a driver in
//! C# calls with every combination of boundary values, and some methods with the operands as constants.

mod opcodes;
mod values;

use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::code::Code;
use crate::interpreter::{Interpreter, Outcome};
use kiln_bake::Val;
use opcodes::{Case, Class};
use values::Ty;

static CASES: LazyLock<Vec<Case>> = LazyLock::new(opcodes::all);

pub fn count() -> u64 {
    CASES.len() as u64
}

/// How many results there are in all.
pub fn results() -> usize {
    CASES
        .iter()
        .map(|case| combinations(case) + constants(case).len())
        .sum()
}

fn case(seed: u64) -> &'static Case {
    &CASES[seed as usize % CASES.len()]
}

fn combinations(case: &Case) -> usize {
    (0..case.operands.len())
        .map(|index| case.values(index).len())
        .product()
}

/// The combinations that are also tried with constants: every left operand with some right ones, which change from
/// one to the next.
fn constants(case: &Case) -> Vec<Vec<usize>> {
    let left = case.values(0).len();
    if case.operands.len() == 1 {
        return (0..left).map(|i| vec![i]).collect();
    }
    let right = case.values(1).len();
    (0..left)
        .map(|i| vec![i, (i * 7 + case.id) % right])
        .collect()
}

/// The C# of a seed.
pub fn driver(seed: u64) -> String {
    let case = case(seed);
    let mut code = Code::new();
    code.open(format!("namespace S{seed}"));
    code.line("using Fuzz;");
    code.line("using System;");
    code.open("static class Entry");
    for (index, ty) in case.operands.iter().enumerate() {
        let list: Vec<String> = case.values(index).iter().map(|v| v.csharp()).collect();
        let name = ty.csharp();
        code.line(format!(
            "static readonly {name}[] v{index} = {{ {} }};",
            list.join(", ")
        ));
    }
    code.line("static string line;");
    code.line("static void Put(string result) { line += \" \" + result; }");
    let show = case.result.show("r");
    let call = |arguments: &str, name: &str| {
        format!(
            "try {{ {} r = Ops.{name}({arguments}); Put({show}); }} catch (ArithmeticException e) {{ Put(T.Name(e)); }}",
            case.result.csharp()
        )
    };
    code.open("public static void Run()");
    code.line(format!("T.Say(\"{}\");", case.title()));
    code.open("for (int i = 0; i < v0.Length; i++)");
    code.line(format!("line = {};", case.operands[0].show("v0[i]")));
    match case.operands.len() {
        1 => code.line(call("v0[i]", &format!("V{seed}"))),
        _ => {
            code.open("for (int j = 0; j < v1.Length; j++)");
            code.line(call("v0[i], v1[j]", &format!("V{seed}")));
            code.close();
        }
    }
    code.line("T.Say(line);");
    code.close();
    code.line("line = \"constants\";");
    for number in 0..constants(case).len() {
        code.line(call("", &format!("C{seed}_{number}")));
    }
    code.line("T.Say(line);");
    code.close();
    code.close();
    code.close();
    code.finish()
}

/// What the driver of a seed prints, with the methods run by the interpreter.
pub fn interpret(interpreter: &mut Interpreter<'_>, seed: u64) -> Result<String, String> {
    let case = case(seed);
    let mut text = format!("{}\n", case.title());
    let mut put = |text: &mut String, name: &str, args: &[Val]| -> Result<(), String> {
        let shown = match interpreter.call(name, args)? {
            Outcome::Value(value) => case.result.text(value).ok_or_else(|| {
                format!("{name} gives {value:?}, which is no {}", case.result.il())
            })?,
            Outcome::Thrown(class) => exception(&class)
                .ok_or_else(|| format!("{name} throws {class}"))?
                .to_string(),
        };
        text.push(' ');
        text.push_str(&shown);
        Ok(())
    };
    let name = format!("V{seed}");
    for left in case.values(0) {
        let left_text = case.operands[0].text(left.val());
        text.push_str(&left_text.unwrap_or_default());
        if case.operands.len() == 1 {
            put(&mut text, &name, &[left.val()])?;
        } else {
            for right in case.values(1) {
                put(&mut text, &name, &[left.val(), right.val()])?;
            }
        }
        text.push('\n');
    }
    text.push_str("constants");
    for number in 0..constants(case).len() {
        put(&mut text, &format!("C{seed}_{number}"), &[])?;
    }
    text.push('\n');
    Ok(text)
}

/// What the driver calls an exception that it catches.
fn exception(class: &str) -> Option<&'static str> {
    Some(match class {
        "System.DivideByZeroException" => "DivideByZero",
        "System.OverflowException" => "Overflow",
        "System.NotFiniteNumberException" => "NotFinite",
        "System.ArithmeticException" => "Arithmetic",
        _ => return None,
    })
}

/// The IL of some seeds.
pub fn library(seeds: &[u64]) -> String {
    let mut text = String::from(
        ".assembly extern System.Runtime { .publickeytoken = (B0 3F 5F 7F 11 D5 0A 3A) .ver 10:0:0:0 }\n\
         .assembly ops {}\n.module ops.dll\n\
         .class public auto ansi abstract sealed beforefieldinit Ops extends [System.Runtime]System.Object\n{\n",
    );
    for &seed in seeds {
        let case = case(seed);
        let parameters: Vec<&str> = case.operands.iter().map(|ty| ty.il()).collect();
        let loads: Vec<String> = (0..case.operands.len())
            .map(|i| format!("ldarg.{i}"))
            .collect();
        method(
            &mut text,
            case,
            &format!("V{seed}"),
            &parameters.join(", "),
            &loads,
        );
        for (number, places) in constants(case).iter().enumerate() {
            let loads: Vec<String> = places
                .iter()
                .enumerate()
                .map(|(index, &place)| case.values(index)[place].il())
                .collect();
            method(&mut text, case, &format!("C{seed}_{number}"), "", &loads);
        }
    }
    text.push_str("}\n");
    text
}

fn method(text: &mut String, case: &Case, name: &str, parameters: &str, loads: &[String]) {
    let loads = loads.join(" ");
    let body = match case.class {
        Class::Value => format!("{loads} {} ret", case.il),
        Class::Branch => format!("{loads} {} T ldc.i4.0 ret T: ldc.i4.1 ret", case.il),
    };
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "  .method public static {} {name}({parameters}) cil managed {{ .maxstack 2 {body} }}",
        case.result.il()
    );
}

/// The type that an operation gives for operands of these.
fn wider(a: Ty, b: Ty) -> Option<Ty> {
    match (a, b) {
        (a, b) if a == b => Some(a),
        (Ty::I4, Ty::I) | (Ty::I, Ty::I4) => Some(Ty::I),
        (Ty::R4, Ty::R8) | (Ty::R8, Ty::R4) => Some(Ty::R8),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{CASES, results};

    #[test]
    fn the_table_is_large() {
        assert!(results() >= 50_000, "{} results", results());
        let mut titles: Vec<String> = CASES.iter().map(|c| c.title()).collect();
        titles.sort();
        titles.dedup();
        assert_eq!(titles.len(), CASES.len());
    }
}

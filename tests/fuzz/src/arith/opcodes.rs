//! Which opcodes there are and on which types they work.

use super::values::{Ty, Value, values};
use super::wider;

/// How an opcode gives its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// On the stack.
    Value,
    /// By branching or not.
    Branch,
}

/// One opcode on operand types.
#[derive(Debug)]
pub struct Case {
    pub id: usize,
    pub il: String,
    pub class: Class,
    pub operands: Vec<Ty>,
    pub result: Ty,
}

impl Case {
    /// The values to try for an operand.
    pub fn values(&self, index: usize) -> Vec<Value> {
        let is_amount = index == 1 && self.il.starts_with("sh");
        values(self.operands[index], is_amount)
    }

    pub fn title(&self) -> String {
        let types: Vec<&str> = self.operands.iter().map(|ty| ty.il()).collect();
        format!("{} ({})", self.il, types.join(", "))
    }
}

const ALL: [Ty; 5] = [Ty::I4, Ty::I8, Ty::I, Ty::R4, Ty::R8];
const INTEGERS: [Ty; 3] = [Ty::I4, Ty::I8, Ty::I];

/// On two numbers of any kind.
const ARITHMETIC: &[&str] = &["add", "sub", "mul", "div", "rem"];
/// On two integers.
const INTEGER: &[&str] = &[
    "and",
    "or",
    "xor",
    "div.un",
    "rem.un",
    "add.ovf",
    "add.ovf.un",
    "sub.ovf",
    "sub.ovf.un",
    "mul.ovf",
    "mul.ovf.un",
];
const SHIFTS: &[&str] = &["shl", "shr", "shr.un"];
const COMPARISONS: &[&str] = &["ceq", "cgt", "cgt.un", "clt", "clt.un"];
const BRANCHES: &[&str] = &[
    "beq", "bne.un", "bge", "bge.un", "bgt", "bgt.un", "ble", "ble.un", "blt", "blt.un",
];
const CONVERSIONS: &[(&str, Ty)] = &[
    ("i1", Ty::I4),
    ("u1", Ty::I4),
    ("i2", Ty::I4),
    ("u2", Ty::I4),
    ("i4", Ty::I4),
    ("u4", Ty::I4),
    ("i8", Ty::I8),
    ("u8", Ty::I8),
    ("i", Ty::I),
    ("u", Ty::I),
];

/// Every case.
pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |il: &str, class: Class, operands: &[Ty], result: Ty| {
        cases.push(Case {
            id: cases.len(),
            il: il.to_string(),
            class,
            operands: operands.to_vec(),
            result,
        });
    };
    for a in ALL {
        for b in ALL {
            let Some(result) = wider(a, b) else { continue };
            for op in ARITHMETIC {
                add(op, Class::Value, &[a, b], result);
            }
            if !result.is_float() {
                for op in INTEGER {
                    add(op, Class::Value, &[a, b], result);
                }
            }
            for op in COMPARISONS {
                add(op, Class::Value, &[a, b], Ty::I4);
            }
            for op in BRANCHES {
                add(op, Class::Branch, &[a, b], Ty::I4);
            }
        }
    }
    for a in INTEGERS {
        for amount in [Ty::I4, Ty::I] {
            for op in SHIFTS {
                add(op, Class::Value, &[a, amount], a);
            }
        }
        add("not", Class::Value, &[a], a);
    }
    for a in ALL {
        add("neg", Class::Value, &[a], a);
        for (name, result) in CONVERSIONS {
            for form in ["conv.", "conv.ovf."] {
                add(&format!("{form}{name}"), Class::Value, &[a], *result);
            }
            add(&format!("conv.ovf.{name}.un"), Class::Value, &[a], *result);
        }
        add("conv.r4", Class::Value, &[a], Ty::R4);
        add("conv.r8", Class::Value, &[a], Ty::R8);
        if a.is_float() {
            add("ckfinite", Class::Value, &[a], a);
        } else {
            add("conv.r.un conv.r8", Class::Value, &[a], Ty::R8);
            add("conv.r.un conv.r4", Class::Value, &[a], Ty::R4);
            add("brtrue", Class::Branch, &[a], Ty::I4);
            add("brfalse", Class::Branch, &[a], Ty::I4);
        }
    }
    cases
}

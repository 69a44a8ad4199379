//! The types of parameters and variables, and expressions, changes and observations of them.

use crate::code::Code;
use crate::rng::Rng;

/// What a variable holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Byte,
    Short,
    Int,
    Long,
    Float,
    Double,
    Decimal,
    Text,
    Array,
    /// Structure `P{n}`.
    Struct(usize),
    /// The type parameter of a generic frame.
    Parameter,
    /// Memory on the stack.
    Buffer,
}

/// A variable in scope.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub name: String,
    pub of: Type,
    /// It can be assigned and passed by reference.
    pub assignable: bool,
}

/// Structures of each program.
pub(super) const STRUCTS: usize = 4;

const PLAIN: &[(usize, Type)] = &[
    (4, Type::Byte),
    (3, Type::Short),
    (24, Type::Int),
    (22, Type::Long),
    (10, Type::Float),
    (16, Type::Double),
    (5, Type::Decimal),
    (6, Type::Text),
    (5, Type::Array),
    (4, Type::Struct(0)),
    (4, Type::Struct(1)),
    (4, Type::Struct(2)),
    (4, Type::Struct(3)),
];

impl Type {
    /// A type that a variable or parameter of any frame may have.
    pub fn any(rng: &mut Rng) -> Type {
        rng.weighted(PLAIN)
    }

    pub fn name(self) -> String {
        match self {
            Type::Byte => "byte".into(),
            Type::Short => "short".into(),
            Type::Int => "int".into(),
            Type::Long => "long".into(),
            Type::Float => "float".into(),
            Type::Double => "double".into(),
            Type::Decimal => "decimal".into(),
            Type::Text => "string".into(),
            Type::Array => "int[]".into(),
            Type::Struct(number) => format!("P{number}"),
            Type::Parameter => "X".into(),
            Type::Buffer => "byte*".into(),
        }
    }

    /// An expression for a value that nobody knows before the program runs.
    pub fn fresh(self, rng: &mut Rng) -> String {
        match self {
            Type::Byte => "(byte)T.Next()".into(),
            Type::Short => "(short)T.Next()".into(),
            Type::Int => "(int)T.Next()".into(),
            Type::Long => "((long)T.Next() << 21) - T.Next()".into(),
            Type::Float => "(T.Next() % 4096) * 0.25f".into(),
            Type::Double => "(T.Next() % 100000) * 0.125".into(),
            Type::Decimal => "(T.Next() % 1000) + 0.25m".into(),
            Type::Text => "Entry.Word()".into(),
            Type::Array => format!("new int[] {{ (int)T.Next(), {}, 3 }}", rng.below(100)),
            Type::Struct(number) => format!("new P{number}((int)T.Next())"),
            Type::Parameter => "default(X)".into(),
            Type::Buffer => format!("stackalloc byte[(int)(T.Next() % 200) + {BUFFER}]"),
        }
    }
}

/// Bytes that a buffer has at least.
const BUFFER: usize = 9;

impl Variable {
    /// A statement that makes it different.
    pub fn change(&self, rng: &mut Rng) -> String {
        let (name, by) = (&self.name, rng.between(1, 99));
        match self.of {
            Type::Byte | Type::Short => format!("{name} += {by};"),
            Type::Int | Type::Long => format!("{name} = {name} * 31 + {by};"),
            Type::Float => format!("{name} = {name} * 0.5f + {by};"),
            Type::Double => format!("{name} = {name} * 0.5 + {by};"),
            Type::Decimal => format!("{name} += {by}.5m;"),
            Type::Text => format!("{name} = Entry.Word();"),
            Type::Array => format!("{name}[{}] += {by};", by % 3),
            Type::Struct(_) => format!("{name}.Change({by});"),
            Type::Parameter => format!("Entry.Mix({name}.Value() + {by});"),
            Type::Buffer => format!("{name}[{}] += {by};", by % BUFFER),
        }
    }

    /// An expression that adds it to the checksum; true or false.
    pub fn mix(&self) -> String {
        let name = &self.name;
        match self.of {
            Type::Struct(_) | Type::Parameter => format!("Entry.Mix({name}.Value())"),
            Type::Buffer => format!("Entry.Mix({name}, {BUFFER})"),
            _ => format!("Entry.Mix({name})"),
        }
    }
}

/// The structures, from small ones that travel in registers to such as are passed by address.
pub(super) fn structs(code: &mut Code, rng: &mut Rng) {
    const FIELDS: &[Type] = &[
        Type::Byte,
        Type::Short,
        Type::Int,
        Type::Long,
        Type::Float,
        Type::Double,
        Type::Text,
    ];
    code.line("interface IValue { long Value(); }");
    for number in 0..STRUCTS {
        let count = match number {
            0 => rng.between(1, 2),
            1 => rng.between(3, 4),
            2 => rng.between(5, 8),
            _ => rng.between(9, 24),
        };
        let fields: Vec<Type> = (0..count).map(|_| *rng.pick(FIELDS)).collect();
        code.open(format!("struct P{number} : IValue"));
        for (index, of) in fields.iter().enumerate() {
            code.line(format!("public {} f{index};", of.name()));
        }
        code.open(format!("public P{number}(int s)"));
        for (index, of) in fields.iter().enumerate() {
            let value = match of {
                Type::Float | Type::Double => format!("((s + {index}) & 1023) * 0.5f"),
                Type::Text => format!("Entry.Words[(s + {index}) & 3]"),
                of => format!("({})(s * {})", of.name(), index * 2 + 1),
            };
            code.line(format!("f{index} = {value};"));
        }
        code.close();
        code.open("public long Value()");
        code.line("long h = 17;");
        for (index, of) in fields.iter().enumerate() {
            let value = match of {
                Type::Float => format!("BitConverter.SingleToInt32Bits(f{index})"),
                Type::Double => format!("BitConverter.DoubleToInt64Bits(f{index})"),
                Type::Text => format!("(f{index} == null ? -1 : f{index}.Length)"),
                _ => format!("f{index}"),
            };
            code.line(format!("h = h * 31 + {value};"));
        }
        code.line("return h;");
        code.close();
        code.open("public void Change(int by)");
        for (index, of) in fields.iter().enumerate() {
            let change = match of {
                Type::Float | Type::Double => format!("f{index} = f{index} * 0.5f + by;"),
                Type::Text => format!("f{index} = Entry.Words[by & 3];"),
                of => format!("f{index} += ({})by;", of.name()),
            };
            code.line(change);
        }
        code.close();
        code.close();
    }
    code.line("class Boxed : IValue { long v; public Boxed(int s) { v = s * 3L; } public long Value() { return v += 5; } }");
    code.open("class Holder");
    for number in 0..STRUCTS {
        code.line(format!("public P{number} p{number};"));
    }
    code.close();
}

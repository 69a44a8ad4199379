//! What a generated program is made of: its types and the members that expressions can use.

use crate::rng::Rng;

/// A type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ty {
    Bool,
    I8,
    U8,
    I16,
    U16,
    Char,
    I32,
    U32,
    I64,
    U64,
    F32,
    F64,
    Str,
    /// A struct of the program.
    Struct(usize),
    /// A class of the program.
    Class(usize),
    Array(Elem),
    Span(Elem),
}

/// What an array holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Elem {
    I32,
    U8,
    I64,
    F64,
    Struct(usize),
    Class(usize),
}

impl Elem {
    pub fn ty(self) -> Ty {
        match self {
            Elem::I32 => Ty::I32,
            Elem::U8 => Ty::U8,
            Elem::I64 => Ty::I64,
            Elem::F64 => Ty::F64,
            Elem::Struct(index) => Ty::Struct(index),
            Elem::Class(index) => Ty::Class(index),
        }
    }
}

pub(crate) const INTEGERS: &[Ty] = &[
    Ty::I32,
    Ty::I32,
    Ty::I64,
    Ty::U32,
    Ty::U64,
    Ty::U8,
    Ty::I16,
    Ty::I8,
    Ty::U16,
    Ty::Char,
];
pub(crate) const NUMBERS: &[Ty] = &[
    Ty::I32,
    Ty::I32,
    Ty::I32,
    Ty::I64,
    Ty::I64,
    Ty::U32,
    Ty::U64,
    Ty::U8,
    Ty::I16,
    Ty::I8,
    Ty::U16,
    Ty::Char,
    Ty::F32,
    Ty::F64,
];

impl Ty {
    pub fn csharp(self) -> String {
        let name = match self {
            Ty::Bool => "bool",
            Ty::I8 => "sbyte",
            Ty::U8 => "byte",
            Ty::I16 => "short",
            Ty::U16 => "ushort",
            Ty::Char => "char",
            Ty::I32 => "int",
            Ty::U32 => "uint",
            Ty::I64 => "long",
            Ty::U64 => "ulong",
            Ty::F32 => "float",
            Ty::F64 => "double",
            Ty::Str => "string",
            Ty::Struct(index) => return format!("V{index}"),
            Ty::Class(index) => return format!("C{index}"),
            Ty::Array(elem) => return format!("{}[]", elem.ty().csharp()),
            Ty::Span(elem) => return format!("Span<{}>", elem.ty().csharp()),
        };
        name.to_string()
    }

    pub fn is_integer(self) -> bool {
        INTEGERS.contains(&self)
    }

    pub fn is_float(self) -> bool {
        matches!(self, Ty::F32 | Ty::F64)
    }

    pub fn is_number(self) -> bool {
        self.is_integer() || self.is_float()
    }
}

/// A struct or class.
#[derive(Debug)]
pub(crate) struct Record {
    pub fields: Vec<Ty>,
    /// The class it derives from, for classes.
    pub base: Option<usize>,
}

/// How a method is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Static,
    /// `static T M<T>(T x, ...)`, called with the type of its first argument.
    Generic,
    Delegate,
}

/// A method that expressions can call.
#[derive(Debug)]
pub(crate) struct Method {
    pub name: String,
    pub call: Call,
    pub params: Vec<Ty>,
    /// Passed by reference, after the others.
    pub by_ref: Option<Ty>,
    pub result: Ty,
}

/// The whole program.
#[derive(Debug, Default)]
pub(crate) struct Model {
    pub structs: Vec<Record>,
    pub classes: Vec<Record>,
    pub statics: Vec<(String, Ty)>,
    pub methods: Vec<Method>,
}

impl Model {
    pub fn new(rng: &mut Rng) -> Model {
        let mut model = Model::default();
        for _ in 0..rng.between(1, 3) {
            let fields = model.fields(rng);
            model.structs.push(Record { fields, base: None });
        }
        for index in 0..rng.between(2, 5) {
            let fields = model.fields(rng);
            let base = if index > 0 && rng.percent(70) {
                Some(rng.below(index))
            } else {
                None
            };
            model.classes.push(Record { fields, base });
        }
        for index in 0..rng.between(2, 6) {
            let ty = model.storable(rng);
            model.statics.push((format!("s{index}"), ty));
        }
        for index in 0..rng.between(3, 8) {
            let call = rng.weighted(&[(6, Call::Static), (2, Call::Generic), (2, Call::Delegate)]);
            let mut params: Vec<Ty> = (0..rng.between(1, 5)).map(|_| model.any(rng)).collect();
            let mut by_ref = rng.percent(35).then(|| model.storable(rng));
            if call != Call::Static {
                by_ref = None;
                params.retain(|ty| !matches!(ty, Ty::Span(_)));
            }
            let result = if rng.percent(75) {
                *rng.pick(NUMBERS)
            } else {
                model.storable(rng)
            };
            model.methods.push(Method {
                name: format!("M{index}"),
                call,
                params,
                by_ref,
                result,
            });
        }
        model
    }

    fn fields(&self, rng: &mut Rng) -> Vec<Ty> {
        (0..rng.between(1, 5))
            .map(|_| {
                if rng.percent(15) {
                    self.storable(rng)
                } else {
                    *rng.pick(NUMBERS)
                }
            })
            .collect()
    }

    pub fn elem(&self, rng: &mut Rng) -> Elem {
        match rng.below(8) {
            0 => Elem::U8,
            1 => Elem::I64,
            2 => Elem::F64,
            3 if !self.structs.is_empty() => Elem::Struct(rng.below(self.structs.len())),
            4 if !self.classes.is_empty() => Elem::Class(rng.below(self.classes.len())),
            _ => Elem::I32,
        }
    }

    /// A type that a field may have.
    pub fn storable(&self, rng: &mut Rng) -> Ty {
        match rng.below(20) {
            0 | 1 => Ty::Bool,
            2 => Ty::Str,
            3 | 4 if !self.structs.is_empty() => Ty::Struct(rng.below(self.structs.len())),
            5 | 6 if !self.classes.is_empty() => Ty::Class(rng.below(self.classes.len())),
            7..=9 => Ty::Array(self.elem(rng)),
            _ => *rng.pick(NUMBERS),
        }
    }

    /// A type that a local may have.
    pub fn any(&self, rng: &mut Rng) -> Ty {
        if rng.percent(8) {
            Ty::Span(self.elem(rng))
        } else {
            self.storable(rng)
        }
    }

    /// Whether `class` is `base` or derives from it.
    pub fn derives(&self, class: usize, base: usize) -> bool {
        class == base
            || self.classes[class]
                .base
                .is_some_and(|parent| self.derives(parent, base))
    }

    /// The fields of a class with those it inherits.
    pub fn class_fields(&self, class: usize) -> Vec<(String, Ty)> {
        let record = &self.classes[class];
        let mut fields = record
            .base
            .map(|base| self.class_fields(base))
            .unwrap_or_default();
        fields.extend(
            record
                .fields
                .iter()
                .enumerate()
                .map(|(i, ty)| (format!("c{class}_{i}"), *ty)),
        );
        fields
    }

    pub fn struct_fields(&self, index: usize) -> Vec<(String, Ty)> {
        let fields = self.structs[index].fields.iter().enumerate();
        fields.map(|(i, ty)| (format!("f{i}"), *ty)).collect()
    }
}

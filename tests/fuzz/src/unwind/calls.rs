//! What the methods look like from outside, and how they are called.

use super::values::{Type, Variable};
use crate::rng::Rng;

/// How a method is made and called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Static,
    Generic,
    GenericClass,
    Virtual,
    Interface,
    Delegate,
    Iterator,
    /// A static constructor, run when its class is first touched.
    Initializer,
}

const SHAPES: &[(usize, Shape)] = &[
    (40, Shape::Static),
    (14, Shape::Generic),
    (6, Shape::GenericClass),
    (12, Shape::Virtual),
    (10, Shape::Interface),
    (10, Shape::Delegate),
    (8, Shape::Iterator),
    (6, Shape::Initializer),
];

const INLINING: &[(usize, &str)] = &[
    (70, "[MethodImpl(MethodImplOptions.NoInlining)]"),
    (20, ""),
    (10, "[MethodImpl(MethodImplOptions.AggressiveInlining)]"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Value,
    Ref,
    In,
    Out,
}

const MODES: &[(usize, Mode)] = &[
    (70, Mode::Value),
    (14, Mode::Ref),
    (8, Mode::In),
    (8, Mode::Out),
];

/// A method of the program.
#[derive(Debug)]
pub(super) struct Frame {
    pub number: usize,
    pub shape: Shape,
    pub inlining: &'static str,
    /// After the depth, which comes first.
    pub parameters: Vec<(Mode, Type)>,
    pub result: Type,
}

/// What a type parameter may be.
const ARGUMENTS: &[&str] = &["P0", "P1", "P2", "P3", "Boxed"];

impl Frame {
    pub fn new(rng: &mut Rng, number: usize) -> Frame {
        let shape = rng.weighted(SHAPES);
        let count = match (shape, rng.below(4)) {
            (Shape::Initializer, _) => 0,
            (_, 0) => rng.between(8, 14),
            (_, 1) => rng.between(0, 2),
            _ => rng.between(2, 6),
        };
        let mut parameters: Vec<(Mode, Type)> = (0..count)
            .map(|_| match shape {
                Shape::Iterator => (Mode::Value, Type::any(rng)),
                _ => (rng.weighted(MODES), Type::any(rng)),
            })
            .collect();
        if matches!(shape, Shape::Generic | Shape::GenericClass) {
            let at = rng.below(parameters.len() + 1);
            parameters.insert(at, (Mode::Value, Type::Parameter));
        }
        Frame {
            number,
            shape,
            inlining: rng.weighted(INLINING),
            parameters,
            result: Type::any(rng),
        }
    }

    /// Its variables are on the stack, so that they can be passed by reference.
    pub fn takes_references(&self) -> bool {
        self.shape != Shape::Iterator
    }

    /// It has a field `state`.
    pub fn has_state(&self) -> bool {
        matches!(
            self.shape,
            Shape::Virtual | Shape::Interface | Shape::Delegate
        )
    }

    /// Its call is an expression for its result.
    pub fn is_called(&self) -> bool {
        self.shape != Shape::Iterator
    }

    /// The parameters as they are declared.
    pub fn parameters(&self) -> String {
        let mut text = "int d".to_string();
        for (index, (mode, of)) in self.parameters.iter().enumerate() {
            let mode = match mode {
                Mode::Value => "",
                Mode::Ref => "ref ",
                Mode::In => "in ",
                Mode::Out => "out ",
            };
            text += &format!(", {mode}{} p{index}", of.name());
        }
        text
    }

    /// The parameters as arguments of the same method of another class.
    pub fn forwarded(&self) -> String {
        let mut text = "d".to_string();
        for (index, (mode, _)) in self.parameters.iter().enumerate() {
            let mode = match mode {
                Mode::Value | Mode::In => "",
                Mode::Ref => "ref ",
                Mode::Out => "out ",
            };
            text += &format!(", {mode}p{index}");
        }
        text
    }

    /// An expression that calls it, with what is in scope as arguments.
    pub fn call(&self, rng: &mut Rng, scope: &[Variable], depth: &str) -> String {
        let number = self.number;
        let parameter = *rng.pick(ARGUMENTS);
        let mut arguments = depth.to_string();
        for (mode, of) in &self.parameters {
            let same: Vec<&Variable> = scope.iter().filter(|v| v.of == *of).collect();
            let places: Vec<&Variable> = same.iter().copied().filter(|v| v.assignable).collect();
            let place = match rng.choose(&places) {
                Some(variable) => variable.name.clone(),
                None => format!("Cell<{}>.Value", of.name()),
            };
            let argument = match mode {
                Mode::Ref => format!("ref {place}"),
                Mode::Out => format!("out {place}"),
                _ if *of == Type::Parameter => format!("new {parameter}((int)T.Next())"),
                _ if rng.percent(65) && !same.is_empty() => rng.pick(&same).name.clone(),
                _ => of.fresh(rng),
            };
            arguments += &format!(", {argument}");
        }
        match self.shape {
            Shape::Static | Shape::Iterator => format!("M{number}.Call({arguments})"),
            Shape::Generic => format!("M{number}.Call<{parameter}>({arguments})"),
            Shape::GenericClass => format!("M{number}<{parameter}>.Call({arguments})"),
            Shape::Virtual => format!("M{number}Base.Pick().Call({arguments})"),
            Shape::Interface => format!("((I{number})new M{number}(T.Next())).Call({arguments})"),
            Shape::Delegate => format!("M{number}.Make(T.Next())({arguments})"),
            Shape::Initializer => format!("M{number}<{parameter}>.State"),
        }
    }

    /// A statement that does something with the value of an expression that calls it.
    pub fn consume(&self, call: &str) -> String {
        let result = Variable {
            name: match self.shape {
                Shape::Iterator => "item".into(),
                _ => call.to_string(),
            },
            of: self.result,
            assignable: false,
        };
        match self.shape {
            Shape::Iterator => format!("foreach (var item in {call}) {};", result.mix()),
            _ => format!("{};", result.mix()),
        }
    }
}

//! The flattened form of a signature: what parameters a body has and what it returns.

use crate::entity::Value;
use crate::function::Function;
use crate::import::Problem;
use crate::ty::Ty;
use kiln_world::{Flat, Leaf, MethodId, Signature, World};

/// Parameters and results of a body in the managed convention.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    /// The receiver, then the hidden return pointer, then the flattened arguments.
    pub this: Option<Ty>,
    pub hidden: bool,
    pub args: Vec<Ty>,
    pub rets: Vec<Ty>,
}

impl Shape {
    pub fn of_method(world: &World, method: MethodId) -> Result<Shape, Problem> {
        let data = world.method(method);
        let this = if world.is_value_type(data.owner) {
            Ty::ByRef
        } else {
            Ty::Ref
        };
        Shape::of_signature(
            world,
            data.signature(),
            data.signature().has_this.then_some(this),
        )
    }

    pub fn of_signature(
        world: &World,
        signature: &Signature,
        this: Option<Ty>,
    ) -> Result<Shape, Problem> {
        let mut shape = Shape {
            this,
            ..Shape::default()
        };
        match world.flatten(signature.ret)? {
            Flat::Void => {}
            Flat::Scalar(leaf) => shape.rets.push(ty_of(*leaf)),
            Flat::Leaves(leaves) if leaves.len() <= 2 => {
                shape
                    .rets
                    .extend(leaves.iter().map(|leaf| ty_of(leaf.kind)));
            }
            Flat::Leaves(_) | Flat::Memory { .. } => shape.hidden = true,
        }
        for param in &signature.params {
            match world.flatten(*param)? {
                Flat::Scalar(leaf) => shape.args.push(ty_of(*leaf)),
                Flat::Leaves(leaves) => shape
                    .args
                    .extend(leaves.iter().map(|leaf| ty_of(leaf.kind))),
                Flat::Memory { .. } => shape.args.push(Ty::Ptr),
                Flat::Void => {}
            }
        }
        Ok(shape)
    }

    /// Gives the function this shape; returns its parameters in order.
    pub fn declare(&self, function: &mut Function) -> Vec<Value> {
        function.rets.extend(self.rets.iter().copied());
        let entry = function.entry;
        let types = self.params().into_iter();
        types.map(|ty| function.add_param(entry, ty)).collect()
    }

    /// Types of the parameters, in order.
    pub fn params(&self) -> Vec<Ty> {
        let hidden = self.hidden.then_some(Ty::Ptr);
        let first = self.this.into_iter().chain(hidden);
        first.chain(self.args.iter().copied()).collect()
    }
}

pub(crate) fn ty_of(leaf: Leaf) -> Ty {
    match leaf {
        Leaf::I8 | Leaf::U8 | Leaf::I16 | Leaf::U16 | Leaf::I32 => Ty::I32,
        Leaf::I64 => Ty::I64,
        Leaf::F32 => Ty::F32,
        Leaf::F64 => Ty::F64,
        Leaf::Ref => Ty::Ref,
        Leaf::ByRef => Ty::ByRef,
        Leaf::Ptr => Ty::Ptr,
    }
}

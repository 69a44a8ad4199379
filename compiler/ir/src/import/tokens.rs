//! `ldtoken`.

use super::core::Importer;
use super::error::Outcome;
use super::il::Instr;
use super::item::Item;
use kiln_world::{MethodTarget, TokenTarget};

impl Importer<'_> {
    pub fn ldtoken(&mut self, instr: Instr) -> Outcome {
        let target = self
            .world
            .resolve_token(self.assembly(), instr.token(), self.context())?;
        let item = match target {
            TokenTarget::Type(ty) => Item::TypeHandle(ty),
            TokenTarget::Field(field) => Item::FieldHandle(field),
            TokenTarget::Method(method) => match method.target {
                MethodTarget::Method(method) => Item::MethodHandle(method),
                MethodTarget::Array(array) => Item::TypeHandle(array.array),
            },
        };
        self.push(item);
        Ok(())
    }
}

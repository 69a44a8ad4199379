//! `ldtoken`, and handles of members as values: objects of which reflection makes one for a member.

use super::convention::CallShape;
use super::core::Importer;
use super::emit::Touch;
use super::error::{Outcome, Problem};
use super::il::Instr;
use super::item::Item;
use crate::entity::Value;
use crate::function::{CallKind, SlotKind};
use crate::ty::{Cell, Ty};
use kiln_world::{FieldId, MethodId, MethodTarget, Token, TokenTarget, TypeId};

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

    /// The object behind a `RuntimeMethodHandle`.
    pub fn method_handle(&mut self, method: MethodId) -> Outcome<Value> {
        let data = self.world.method(method);
        let native = self.native;
        let bytes = self.world.target().pointer_bytes;
        let count = data.args.len() as u32;
        let slot = self.new_slot(SlotKind::Bytes, (count * bytes).max(bytes), bytes, true);
        let place = self.slot_place(slot);
        for (number, arg) in (0..).zip(data.args.iter()) {
            let table = self.type_handle(*arg);
            self.store_cell(
                place.plus(number * bytes),
                Cell::Ptr,
                table,
                Touch::default(),
            );
        }
        let args = self.slot_addr(slot, Ty::Ptr);
        let more = [Item::Val(args), Item::Int(native, i64::from(count))];
        let token = Token::from(data.def.row);
        self.member_handle("kiln_reflect_method_handle", data.owner, token, &more)
    }

    /// The object behind a `RuntimeFieldHandle`.
    pub fn field_handle(&mut self, field: FieldId) -> Outcome<Value> {
        let data = self.world.field(field);
        let token = Token::from(data.def.row);
        self.member_handle("kiln_reflect_field_handle", data.owner, token, &[])
    }

    fn member_handle(
        &mut self,
        symbol: &str,
        owner: TypeId,
        token: Token,
        more: &[Item],
    ) -> Outcome<Value> {
        let known = self.world.known();
        let (object, int32) = (known.object, known.int32);
        let void_ptr = self.world.pointer(known.void);
        let table = self.type_handle(owner);
        let mut items = vec![Item::Val(table), Item::i32(token.0 as i32)];
        items.extend_from_slice(more);
        let params = [void_ptr, int32, void_ptr, known.intptr];
        let kind = CallKind::Runtime {
            symbol: symbol.into(),
            throws: false,
        };
        let shape = CallShape::of(&params[..items.len()], object);
        let result = self.emit_call(kind, None, shape, items)?;
        self.value(&result.ok_or(Problem::StackUnderflow)?)
    }
}

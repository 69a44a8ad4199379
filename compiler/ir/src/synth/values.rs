//! `ValueType.Equals` and `GetHashCode` of structs that do not override them: field by field, as .NET's
//! reflection-driven bodies observably behave.

use crate::build::Cursor;
use crate::entity::{Block, Value};
use crate::func::Func;
use crate::function::*;
use crate::import::Problem;
use crate::op::Op;
use crate::ty::{Cell, Ty};
use kiln_world::{Class, MethodId, PrimKind, TypeId, World};

const HEADER: i64 = 8;

/// `(boxed this, object) -> bool`.
pub fn equals(world: &World, function: &mut Function, ty: TypeId) -> Result<(), Problem> {
    let entry = function.entry;
    let this = function.add_param(entry, Ty::Ref);
    let other = function.add_param(entry, Ty::Ref);
    function.rets.push(Ty::I32);
    let differs = function.add_block();
    let not_null = function.add_block();
    let same_type = function.add_block();
    let mut writer = Writer {
        world,
        cursor: Cursor::at_end(function, entry, Source::default()),
        differs,
    };

    let null = writer.cursor.null(Ty::Ref);
    let is_null = writer.cursor.icmp(Cond::Eq, other, null);
    writer
        .cursor
        .branch(is_null, Target::to(differs), Target::to(not_null));
    writer.cursor.go(not_null);
    let mine = writer.cursor.load_type(this);
    let theirs = writer.cursor.load_type(other);
    let same = writer.cursor.icmp(Cond::Eq, mine, theirs);
    writer
        .cursor
        .branch(same, Target::to(same_type), Target::to(differs));
    writer.cursor.go(same_type);
    let a = writer
        .cursor
        .value(Op::Offset, [this], Payload::Int(HEADER), Ty::ByRef);
    let b = writer
        .cursor
        .value(Op::Offset, [other], Payload::Int(HEADER), Ty::ByRef);
    writer.compare_fields(ty, a, b)?;
    let yes = writer.cursor.iconst(Ty::I32, 1);
    writer.cursor.ret(&[yes]);
    writer.cursor.go(differs);
    let no = writer.cursor.iconst(Ty::I32, 0);
    writer.cursor.ret(&[no]);
    Ok(())
}

/// `(boxed this) -> int`: mixes the hashes of all fields.
pub fn hash(world: &World, function: &mut Function, ty: TypeId) -> Result<(), Problem> {
    let entry = function.entry;
    let this = function.add_param(entry, Ty::Ref);
    function.rets.push(Ty::I32);
    let mut writer = Writer {
        world,
        cursor: Cursor::at_end(function, entry, Source::default()),
        differs: entry,
    };
    let address = writer
        .cursor
        .value(Op::Offset, [this], Payload::Int(HEADER), Ty::ByRef);
    let seed = writer.cursor.iconst(Ty::I32, 17);
    let hash = writer.hash_fields(ty, address, seed)?;
    writer.cursor.ret(&[hash]);
    Ok(())
}

struct Writer<'f> {
    world: &'f World,
    cursor: Cursor<'f>,
    /// Where a difference goes.
    differs: Block,
}

impl Writer<'_> {
    fn compare_fields(&mut self, ty: TypeId, a: Value, b: Value) -> Result<(), Problem> {
        for field in &self.world.layout(ty)?.fields {
            let a = self.at(a, field.offset);
            let b = self.at(b, field.offset);
            self.compare(field.ty, a, b)?;
        }
        Ok(())
    }

    fn compare(&mut self, ty: TypeId, a: Value, b: Value) -> Result<(), Problem> {
        let Some(cell) = cell_of(self.world, ty) else {
            return self.compare_structs(ty, a, b);
        };
        let x = self.load(cell, a);
        let y = self.load(cell, b);
        let equal = match cell {
            Cell::F32 | Cell::F64 => self.float_equal(x, y),
            Cell::Ref => return self.compare_objects(x, y),
            _ => self.cursor.icmp(Cond::Eq, x, y),
        };
        self.require(equal);
        Ok(())
    }

    /// `Double.Equals`: NaN equals NaN.
    fn float_equal(&mut self, x: Value, y: Value) -> Value {
        let plain = self.cursor.fcmp(Cond::Eq, x, y);
        let x_nan = self.cursor.fcmp(Cond::Ne, x, x);
        let y_nan = self.cursor.fcmp(Cond::Ne, y, y);
        let both = self.cursor.binary(Op::And, x_nan, y_nan);
        self.cursor.binary(Op::Or, plain, both)
    }

    fn compare_objects(&mut self, x: Value, y: Value) -> Result<(), Problem> {
        let equals = object_method(self.world, "Equals", 1)?;
        let null = self.cursor.null(Ty::Ref);
        let calls = self.cursor.function.add_block();
        let nulls = self.cursor.function.add_block();
        let next = self.cursor.function.add_block();
        let x_null = self.cursor.icmp(Cond::Eq, x, null);
        self.cursor
            .branch(x_null, Target::to(nulls), Target::to(calls));
        self.cursor.go(nulls);
        let y_null = self.cursor.icmp(Cond::Eq, y, null);
        self.cursor
            .branch(y_null, Target::to(next), Target::to(self.differs));
        self.cursor.go(calls);
        let call = self
            .cursor
            .call(CallKind::Virtual(equals), &[x, y], &[Ty::I32]);
        let equal = self.cursor.function.insts[call].results[0];
        self.cursor
            .branch(equal, Target::to(next), Target::to(self.differs));
        self.cursor.go(next);
        Ok(())
    }

    fn compare_structs(&mut self, ty: TypeId, a: Value, b: Value) -> Result<(), Problem> {
        if let Some(value) = self.world.is_nullable(ty) {
            return self.compare_nullable(ty, value, a, b);
        }
        let equals = object_method(self.world, "Equals", 1)?;
        match self.overrider(ty, equals)? {
            None => self.compare_fields(ty, a, b),
            Some(method) => {
                let boxed = self.box_value(ty, b);
                let call = self.cursor.call(
                    CallKind::Direct(Func::Method(method)),
                    &[a, boxed],
                    &[Ty::I32],
                );
                let equal = self.cursor.function.insts[call].results[0];
                self.require(equal);
                Ok(())
            }
        }
    }

    fn compare_nullable(
        &mut self,
        ty: TypeId,
        value: TypeId,
        a: Value,
        b: Value,
    ) -> Result<(), Problem> {
        let (flag, offset) = nullable_places(self.world, ty)?;
        let (a_flag, b_flag) = (self.at(a, flag), self.at(b, flag));
        let (a_has, b_has) = (self.load(Cell::U8, a_flag), self.load(Cell::U8, b_flag));
        let same = self.cursor.icmp(Cond::Eq, a_has, b_has);
        self.require(same);
        let values = self.cursor.function.add_block();
        let next = self.cursor.function.add_block();
        self.cursor
            .branch(a_has, Target::to(values), Target::to(next));
        self.cursor.go(values);
        let (x, y) = (self.at(a, offset), self.at(b, offset));
        self.compare(value, x, y)?;
        self.cursor.jump(next, &[]);
        self.cursor.go(next);
        Ok(())
    }

    fn hash_fields(
        &mut self,
        ty: TypeId,
        address: Value,
        mut hash: Value,
    ) -> Result<Value, Problem> {
        for field in &self.world.layout(ty)?.fields {
            let at = self.at(address, field.offset);
            let part = self.hash_one(field.ty, at)?;
            let rotation = self.cursor.iconst(Ty::I32, 5);
            let rotated = self.cursor.math(MathFn::Rotl, &[hash, rotation]);
            let factor = self.cursor.iconst(Ty::I32, 0x0100_0193);
            let mixed = self.cursor.binary(Op::Xor, rotated, part);
            hash = self.cursor.mul(mixed, factor);
        }
        Ok(hash)
    }

    fn hash_one(&mut self, ty: TypeId, address: Value) -> Result<Value, Problem> {
        let Some(cell) = cell_of(self.world, ty) else {
            return self.hash_struct(ty, address);
        };
        let value = self.load(cell, address);
        Ok(match cell {
            Cell::I64 => self.fold64(value),
            Cell::Ptr | Cell::ByRef => {
                let native = if self.world.target().pointer_bytes == 8 {
                    Ty::I64
                } else {
                    Ty::I32
                };
                let bits = self.cursor.convert(Conv::AsInt, value, native);
                if native == Ty::I64 {
                    self.fold64(bits)
                } else {
                    bits
                }
            }
            Cell::F32 | Cell::F64 => self.hash_float(value),
            Cell::Ref => self.hash_object(value)?,
            _ => value,
        })
    }

    /// Zeros of both signs hash alike, and so do all NaNs.
    fn hash_float(&mut self, value: Value) -> Value {
        let (wide, zero) = match self.cursor.function.ty(value) {
            Ty::F32 => (Ty::I32, self.cursor.f32const(0.0)),
            _ => (Ty::I64, self.cursor.f64const(0.0)),
        };
        let positive = self.cursor.binary(Op::Fadd, value, zero);
        let bits = self.cursor.convert(Conv::Bits, positive, wide);
        let nan = self.cursor.fcmp(Cond::Ne, value, value);
        let fixed = self.cursor.iconst(wide, -1);
        let bits = self.cursor.select(nan, fixed, bits);
        if wide == Ty::I64 {
            self.fold64(bits)
        } else {
            bits
        }
    }

    fn fold64(&mut self, value: Value) -> Value {
        let shift = self.cursor.iconst(Ty::I64, 32);
        let high = self.cursor.binary(Op::ShrU, value, shift);
        let mixed = self.cursor.binary(Op::Xor, value, high);
        self.cursor.convert(Conv::Trunc, mixed, Ty::I32)
    }

    fn hash_object(&mut self, value: Value) -> Result<Value, Problem> {
        let get_hash = object_method(self.world, "GetHashCode", 0)?;
        let null = self.cursor.null(Ty::Ref);
        let calls = self.cursor.function.add_block();
        let next = self.cursor.function.add_block();
        let result = self.cursor.function.add_param(next, Ty::I32);
        let zero = self.cursor.iconst(Ty::I32, 0);
        let is_null = self.cursor.icmp(Cond::Eq, value, null);
        self.cursor
            .branch(is_null, Target::with(next, &[zero]), Target::to(calls));
        self.cursor.go(calls);
        let call = self
            .cursor
            .call(CallKind::Virtual(get_hash), &[value], &[Ty::I32]);
        let hash = self.cursor.function.insts[call].results[0];
        self.cursor.jump(next, &[hash]);
        self.cursor.go(next);
        Ok(result)
    }

    fn hash_struct(&mut self, ty: TypeId, address: Value) -> Result<Value, Problem> {
        if let Some(value) = self.world.is_nullable(ty) {
            let (flag, offset) = nullable_places(self.world, ty)?;
            let flag = self.at(address, flag);
            let has = self.load(Cell::U8, flag);
            let values = self.cursor.function.add_block();
            let next = self.cursor.function.add_block();
            let result = self.cursor.function.add_param(next, Ty::I32);
            self.cursor
                .branch(has, Target::to(values), Target::with(next, &[has]));
            self.cursor.go(values);
            let at = self.at(address, offset);
            let hash = self.hash_one(value, at)?;
            self.cursor.jump(next, &[hash]);
            self.cursor.go(next);
            return Ok(result);
        }
        let get_hash = object_method(self.world, "GetHashCode", 0)?;
        match self.overrider(ty, get_hash)? {
            Some(method) => {
                let call = self.cursor.call(
                    CallKind::Direct(Func::Method(method)),
                    &[address],
                    &[Ty::I32],
                );
                Ok(self.cursor.function.insts[call].results[0])
            }
            None => {
                let seed = self.cursor.iconst(Ty::I32, 17);
                self.hash_fields(ty, address, seed)
            }
        }
    }

    /// The struct's own override of a method of Object.
    fn overrider(&self, ty: TypeId, method: MethodId) -> Result<Option<MethodId>, Problem> {
        let body = self.world.resolve_virtual(ty, method)?;
        Ok(body.filter(|body| self.world.method(*body).owner == ty))
    }

    fn box_value(&mut self, ty: TypeId, address: Value) -> Value {
        let object = self.cursor.alloc(ty);
        let data = self
            .cursor
            .value(Op::Offset, [object], Payload::Int(HEADER), Ty::ByRef);
        self.cursor.copy(ty, data, address);
        object
    }

    fn require(&mut self, condition: Value) {
        let next = self.cursor.function.add_block();
        self.cursor
            .branch(condition, Target::to(next), Target::to(self.differs));
        self.cursor.go(next);
    }

    fn at(&mut self, address: Value, offset: u32) -> Value {
        if offset == 0 {
            address
        } else {
            self.cursor.offset(address, i64::from(offset))
        }
    }

    fn load(&mut self, cell: Cell, address: Value) -> Value {
        self.cursor
            .load(address, MemoryInfo::new(cell, 0, Alias::Any))
    }
}

/// Offsets of a nullable's flag and value.
pub(super) fn nullable_places(world: &World, ty: TypeId) -> Result<(u32, u32), Problem> {
    let fields = &world.layout(ty)?.fields;
    match (fields.first(), fields.get(1)) {
        (Some(flag), Some(value)) => Ok((flag.offset, value.offset)),
        _ => Err(Problem::invalid(
            "System.Nullable`1 does not have two fields",
        )),
    }
}

fn object_method(world: &World, name: &str, params: usize) -> Result<MethodId, Problem> {
    let object = world.known().object;
    world
        .declared_methods(object)
        .into_iter()
        .find(|method| {
            let data = world.method(*method);
            data.name == name && !data.is_static() && data.signature().params.len() == params
        })
        .ok_or_else(|| Problem::invalid(format!("System.Object has no method {name}")))
}

pub(super) fn cell_of(world: &World, ty: TypeId) -> Option<Cell> {
    let native = if world.target().pointer_bytes == 8 {
        Cell::I64
    } else {
        Cell::I32
    };
    Some(match world.class(ty) {
        Class::Prim(kind) => match kind {
            PrimKind::Boolean | PrimKind::U8 => Cell::U8,
            PrimKind::I8 => Cell::I8,
            PrimKind::Char | PrimKind::U16 => Cell::U16,
            PrimKind::I16 => Cell::I16,
            PrimKind::I32 | PrimKind::U32 => Cell::I32,
            PrimKind::I64 | PrimKind::U64 => Cell::I64,
            PrimKind::F32 => Cell::F32,
            PrimKind::F64 => Cell::F64,
            PrimKind::INative | PrimKind::UNative => native,
        },
        Class::Ref => Cell::Ref,
        Class::ByRef => Cell::ByRef,
        Class::Ptr => Cell::Ptr,
        Class::Void | Class::Struct | Class::Var => return None,
    })
}

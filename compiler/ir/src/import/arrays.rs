//! Arrays: creation, length, element access with its checks, multi-dimensional arrays.

use super::convention::CallShape;
use super::core::Importer;
use super::emit::Touch;
use super::error::{Outcome, Problem};
use super::il::{Instr, Opcode};
use super::item::{Addr, Item};
use crate::entity::Value;
use crate::function::*;
use crate::op::Op;
use crate::ty::{Cell, Ty};
use kiln_world::{ArrayMethod, ArrayMethodKind, Shape, TypeId};

impl Importer<'_> {
    pub fn newarr(&mut self, element: TypeId) -> Outcome {
        let length = self.pop()?;
        let array = self.new_array(element, &length)?;
        self.push_val(array);
        Ok(())
    }

    pub fn new_array(&mut self, element: TypeId, length: &Item) -> Outcome<Value> {
        let ty = self.world.sz_array(element);
        let native = self.native;
        let count = match length.int() {
            Some(count) if (0..0x7FFF_0000).contains(&count) => self.iconst(native, count),
            _ => {
                let value = self.value(length)?;
                self.inst(Op::LenCheck, [value], Payload::None, &[]);
                self.scalar_as(value, native)?
            }
        };
        let array = self.val(Op::AllocArray, [count], Payload::Type(ty), Ty::Ref);
        Ok(self.known_class(array, ty, true, true))
    }

    pub fn ldlen(&mut self) -> Outcome {
        let array = self.pop()?;
        let array = self.checked_ref(&array)?;
        let length = self.array_len(array);
        let native = self.native;
        let length = if native == Ty::I64 {
            self.convert(Conv::Zext, length, native)
        } else {
            length
        };
        self.push_val(length);
        Ok(())
    }

    pub fn array_len(&mut self, array: Value) -> Value {
        self.val(Op::ArrayLen, [array], Payload::None, Ty::I32)
    }

    /// The alias class of elements: one for all references, one for each width of integers.
    pub fn element_alias(&self, element: TypeId) -> Alias {
        let known = self.world.known();
        let canonical = match self.cell(element) {
            Some(Cell::Ref) => known.object,
            Some(Cell::I8 | Cell::U8) => known.byte,
            Some(Cell::I16 | Cell::U16) => known.int16,
            Some(Cell::I32) => known.int32,
            Some(Cell::I64) => known.int64,
            Some(Cell::F32) => known.single,
            Some(Cell::F64) => known.double,
            Some(Cell::Ptr | Cell::ByRef) => known.intptr,
            None => return Alias::Element(element),
        };
        Alias::Element(canonical)
    }

    /// The address of an element, array and index checked.
    pub fn element(
        &mut self,
        array: &Item,
        index: &Item,
        element: TypeId,
    ) -> Outcome<(Value, Addr)> {
        let array = self.checked_ref(array)?;
        let size = self.size_of(element)?;
        let length = self.array_len(array);
        let native = self.native;
        let wide =
            matches!(self.kind(index), super::item::Kind::Scalar(Ty::I64)) && native == Ty::I64;
        let index = if wide {
            let index = self.value(index)?;
            let length = self.convert(Conv::Zext, length, Ty::I64);
            self.inst(Op::Bounds, [index, length], Payload::None, &[]);
            index
        } else {
            let index = self.value_as(index, Ty::I32)?;
            self.inst(Op::Bounds, [index, length], Payload::None, &[]);
            if native == Ty::I64 {
                match self.f.const_int(index) {
                    Some(known) => self.iconst(native, i64::from(known as u32)),
                    None => self.convert(Conv::Zext, index, native),
                }
            } else {
                index
            }
        };
        let addr = self.element_at(array, index, size, element);
        Ok((array, addr))
    }

    /// The address of an element by a checked native index.
    pub fn element_at(&mut self, array: Value, index: Value, size: u32, element: TypeId) -> Addr {
        let base = self.val(
            Op::ElemAddr,
            [array, index],
            Payload::Int(i64::from(size)),
            Ty::ByRef,
        );
        self.f.values[base].fact.non_null = true;
        Addr {
            base,
            offset: self.array_data() as i32,
            alias: self.element_alias(element),
        }
    }

    fn element_type(&self, instr: Instr, array: &Item) -> Outcome<TypeId> {
        use Opcode::*;
        let known = self.world.known();
        Ok(match instr.op {
            Ldelem | Stelem => self.type_token(instr)?,
            LdelemI1 | StelemI1 => known.sbyte,
            LdelemU1 => known.byte,
            LdelemI2 | StelemI2 => known.int16,
            LdelemU2 => known.uint16,
            LdelemI4 | StelemI4 => known.int32,
            LdelemU4 => known.uint32,
            LdelemI8 | StelemI8 => known.int64,
            LdelemI | StelemI => known.intptr,
            LdelemR4 | StelemR4 => known.single,
            LdelemR8 | StelemR8 => known.double,
            _ => self
                .item_fact(array)
                .class
                .filter(|class| matches!(self.world.shape(*class), Shape::SzArray(_)))
                .and_then(|class| self.world.element(class))
                .filter(|element| self.cell(*element) == Some(Cell::Ref))
                .unwrap_or(known.object),
        })
    }

    pub fn ldelem(&mut self, instr: Instr) -> Outcome {
        let index = self.pop()?;
        let array = self.pop()?;
        let element = self.element_type(instr, &array)?;
        let (_, addr) = self.element(&array, &index, element)?;
        let item = self.load(addr, element, Touch::default())?;
        self.push(item);
        Ok(())
    }

    pub fn ldelema(&mut self, element: TypeId, readonly: bool) -> Outcome {
        let index = self.pop()?;
        let array = self.pop()?;
        if !readonly
            && self.cell(element) == Some(Cell::Ref)
            && !self.world.is_sealed_exact(element)
        {
            let ty = self.world.sz_array(element);
            let fact = self.item_fact(&array);
            let object = self.checked_ref(&array)?;
            if !(fact.exact && fact.class == Some(ty)) {
                self.inst(Op::ElemTypeCheck, [object], Payload::Type(ty), &[]);
            }
        }
        let (_, addr) = self.element(&array, &index, element)?;
        self.push(Item::Addr(addr));
        Ok(())
    }

    pub fn stelem(&mut self, instr: Instr) -> Outcome {
        let item = self.pop()?;
        let index = self.pop()?;
        let array = self.pop()?;
        let element = self.element_type(instr, &array)?;
        self.store_element(array, index, element, item)
    }

    pub fn store_element(
        &mut self,
        array: Item,
        index: Item,
        element: TypeId,
        item: Item,
    ) -> Outcome {
        self.clobber(None)?;
        let item = if let Item::Boxed(_) = item {
            Item::Val(self.value(&item)?)
        } else {
            item
        };
        let (object, addr) = self.element(&array, &index, element)?;
        if self.cell(element) == Some(Cell::Ref) && self.needs_store_check(&array, &item) {
            let value = self.value_as(&item, Ty::Ref)?;
            self.inst(Op::StoreCheck, [object, value], Payload::None, &[]);
            return self.store(addr, element, Item::Val(value), Touch::default());
        }
        self.store(addr, element, item, Touch::default())
    }

    /// Whether the array may turn out not to take the value.
    fn needs_store_check(&self, array: &Item, item: &Item) -> bool {
        if matches!(item, Item::Null) {
            return false;
        }
        let fact = self.item_fact(array);
        let Some(element) = fact.class.and_then(|class| self.world.element(class)) else {
            return true;
        };
        if !fact.exact && !self.world.is_sealed_exact(element) {
            return true;
        }
        if element == self.world.known().object {
            return false;
        }
        !self
            .item_fact(item)
            .class
            .is_some_and(|class| self.world.is_assignable(class, element))
    }

    // Multi-dimensional arrays: lengths at the data offset, lower bounds behind them, then elements.

    fn md_shape(&self, array: TypeId) -> Outcome<(TypeId, u32)> {
        match self.world.shape(array) {
            Shape::MdArray { element, rank } => Ok((*element, *rank)),
            Shape::SzArray(element) => Ok((*element, 1)),
            _ => Err(Problem::invalid("an array operation on what is no array")),
        }
    }

    pub fn new_md_array(&mut self, array: ArrayMethod) -> Outcome {
        let (element, rank) = self.md_shape(array.array)?;
        let ArrayMethodKind::Ctor(count) = array.kind else {
            return Err(Problem::invalid("newobj of an array operation"));
        };
        let lengths = self.pop_many(count as usize)?;
        if let Shape::SzArray(_) = self.world.shape(array.array) {
            let value = self.new_jagged(array.array, &lengths)?;
            self.push_val(value);
            return Ok(());
        }
        let _ = element;
        let known = self.world.known();
        let (int32, object) = (known.int32, known.object);
        let bytes = 8 * rank;
        let slot = self.new_slot(SlotKind::Bytes, bytes, 4, true);
        let place = self.slot_place(slot);
        let with_bounds = count == 2 * rank;
        if count != rank && !with_bounds {
            return Err(Problem::invalid(
                "a constructor of an array with a wrong number of lengths",
            ));
        }
        for (number, item) in (0u32..).zip(lengths) {
            let at = match (with_bounds, number % 2) {
                (false, _) => 4 * number,
                (true, 0) => 4 * rank + 4 * (number / 2),
                (true, _) => 4 * (number / 2),
            };
            self.store(place.plus(at), int32, item, Touch::default())?;
        }
        let table = self.type_handle(array.array);
        let lengths = self.slot_addr(slot, Ty::Ptr);
        let lower = self.val(
            Op::Offset,
            [lengths],
            Payload::Int(i64::from(4 * rank)),
            Ty::Ptr,
        );
        let kind = CallKind::Runtime {
            symbol: "kiln_alloc_md_array".into(),
            throws: true,
        };
        let void_ptr = self.world.pointer(known.void);
        let params = [void_ptr, known.int32, void_ptr, void_ptr];
        let items = vec![
            Item::Val(table),
            Item::i32(rank as i32),
            Item::Val(lengths),
            Item::Val(lower),
        ];
        let result = self.emit_call(kind, None, CallShape::of(&params, object), items)?;
        let value = self.value(&result.ok_or(Problem::StackUnderflow)?)?;
        self.known_class(value, array.array, true, true);
        self.push_val(value);
        Ok(())
    }

    /// `new T[a][b]…` by constructor: only the outermost length is common; inner ones fill by loops.
    fn new_jagged(&mut self, array: TypeId, lengths: &[Item]) -> Outcome<Value> {
        let (element, _) = self.md_shape(array)?;
        let [length] = lengths else {
            return Err(Problem::unsupported(
                "a constructor of a jagged array with several lengths",
            ));
        };
        self.new_array(element, length)
    }

    pub fn array_call(&mut self, array: ArrayMethod) -> Outcome {
        let (element, rank) = self.md_shape(array.array)?;
        let value = match array.kind {
            ArrayMethodKind::Set => Some(self.pop()?),
            ArrayMethodKind::Ctor(_) => {
                return Err(Problem::unsupported("a call of an array's constructor"));
            }
            _ => None,
        };
        let indices = self.pop_many(rank as usize)?;
        let object = self.pop()?;
        if value.is_some() {
            self.clobber(None)?;
        }
        if let Shape::SzArray(_) = self.world.shape(array.array) {
            let index = indices.into_iter().next().unwrap_or(Item::i32(0));
            return self.sz_array_call(array, object, index, element, value);
        }
        if array.kind == ArrayMethodKind::Address
            && !self.prefix.readonly
            && self.cell(element) == Some(Cell::Ref)
            && !self.world.is_sealed_exact(element)
        {
            let checked = self.checked_ref(&object)?;
            self.inst(
                Op::ElemTypeCheck,
                [checked],
                Payload::Type(array.array),
                &[],
            );
        }
        // Unlike elements of vectors, these are checked for the value's type before the bounds.
        let value = match value {
            Some(item)
                if self.cell(element) == Some(Cell::Ref)
                    && !matches!(item, Item::Null)
                    && !self.world.is_sealed_exact(element) =>
            {
                let object = self.checked_ref(&object)?;
                let value = self.value_as(&item, Ty::Ref)?;
                self.inst(Op::StoreCheck, [object, value], Payload::None, &[]);
                Some(Item::Val(value))
            }
            other => other,
        };
        let addr = self.md_element(&object, &indices, element, rank)?;
        match (array.kind, value) {
            (ArrayMethodKind::Set, Some(item)) => self.store(addr, element, item, Touch::default()),
            (ArrayMethodKind::Address, _) => {
                self.push(Item::Addr(addr));
                Ok(())
            }
            _ => {
                let item = self.load(addr, element, Touch::default())?;
                self.push(item);
                Ok(())
            }
        }
    }

    fn sz_array_call(
        &mut self,
        array: ArrayMethod,
        object: Item,
        index: Item,
        element: TypeId,
        value: Option<Item>,
    ) -> Outcome {
        match (array.kind, value) {
            (ArrayMethodKind::Set, Some(item)) => self.store_element(object, index, element, item),
            (ArrayMethodKind::Address, _) => {
                let (_, addr) = self.element(&object, &index, element)?;
                self.push(Item::Addr(addr));
                Ok(())
            }
            _ => {
                let (_, addr) = self.element(&object, &index, element)?;
                let item = self.load(addr, element, Touch::default())?;
                self.push(item);
                Ok(())
            }
        }
    }

    fn md_element(
        &mut self,
        array: &Item,
        indices: &[Item],
        element: TypeId,
        rank: u32,
    ) -> Outcome<Addr> {
        let object = self.checked_ref(array)?;
        let data = self.array_data();
        let native = self.native;
        let mut linear: Option<Value> = None;
        for (number, index) in (0u32..).zip(indices) {
            let length = self.load_bound(object, data + 4 * number);
            let lower = self.load_bound(object, data + 4 * rank + 4 * number);
            let index = self.value_as(index, Ty::I32)?;
            let index = self.binary(Op::Sub, index, lower);
            self.inst(Op::Bounds, [index, length], Payload::None, &[]);
            let index = if native == Ty::I64 {
                self.convert(Conv::Zext, index, native)
            } else {
                index
            };
            linear = Some(match linear {
                None => index,
                Some(sum) => {
                    let length = if native == Ty::I64 {
                        self.convert(Conv::Zext, length, native)
                    } else {
                        length
                    };
                    let scaled = self.binary(Op::Mul, sum, length);
                    self.binary(Op::Add, scaled, index)
                }
            });
        }
        let linear = linear.ok_or_else(|| Problem::invalid("an array of rank 0"))?;
        let size = self.size_of(element)?;
        Ok(self
            .element_at(object, linear, size, element)
            .plus(8 * rank))
    }

    fn load_bound(&mut self, array: Value, offset: u32) -> Value {
        let mut info = MemoryInfo::new(Cell::I32, offset as i32, Alias::Header);
        info.invariant = true;
        self.val(Op::Load, [array], Payload::Memory(info), Ty::I32)
    }
}

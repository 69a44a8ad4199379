//! Platform invokes whose parameters are not the same to native code: strings, booleans, characters, arrays,
//! string builders, safe handles, and references to them.

use super::convention::CallShape;
use super::core::Importer;
use super::emit::Touch;
use super::error::{Outcome, Problem};
use super::il::Opcode;
use super::item::{Addr, Item, Kind};
use crate::function::*;
use crate::op::Op;
use crate::ty::Ty;
use kiln_world::{
    Class, Convention, ImplMapInfo, MethodId, NativeKind, NativeParam, PrimKind, Shape, Signature,
    TypeId, UnmanagedKind,
};

/// Numbers of native types (ECMA-335 II.23.4).
mod native {
    pub const BOOL: u8 = 0x02;
    pub const I1: u8 = 0x03;
    pub const U1: u8 = 0x04;
    pub const LP_STR: u8 = 0x14;
    pub const LP_WSTR: u8 = 0x15;
    pub const LP_TSTR: u8 = 0x16;
    pub const LP_UTF8_STR: u8 = 0x30;
    /// These say what the type says already.
    pub const PLAIN: std::ops::RangeInclusive<u8> = I1..=0x0C;
    pub const SYS_INT: u8 = 0x1F;
    pub const SYS_UINT: u8 = 0x20;
    pub const STRUCT: u8 = 0x1B;
}

const CHAR_SET_MASK: u16 = 6;
const CHAR_SET_UNICODE: u16 = 4;
/// `MethodImplAttributes.PreserveSig`.
const PRESERVE_SIG: u16 = 0x80;

const MARSHAL: &str = "System.Runtime.InteropServices.Marshal";
const HANDLE: &str = "System.Runtime.InteropServices.SafeHandle";

/// What a value is to native code.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Way {
    /// The same.
    Plain,
    /// An integer; `true` is 1.
    Bool,
    /// One byte.
    Char,
    Utf8,
    Utf16,
    /// The elements of an array in place.
    Array,
    /// A buffer that is copied there and back.
    Builder,
    Handle,
}

/// A parameter or result on its way.
#[derive(Copy, Clone, Debug)]
struct Plan {
    way: Way,
    /// What is referred to, for references that are not plain.
    by_ref: Option<TypeId>,
    /// Type of the value itself for native code.
    ty: TypeId,
    /// Type of the parameter for native code.
    param: TypeId,
    marks: NativeParam,
}

/// What is left to do after the call.
enum After {
    Free(Item),
    Builder {
        builder: Item,
        buffer: Item,
    },
    Release(Item),
    /// A reference gets what native code left in the slot.
    Back {
        plan: Plan,
        slot: Addr,
        to: Item,
    },
}

impl Importer<'_> {
    /// Calls a native function by a method's signature and what it says of marshalling.
    pub fn marshalled_call(
        &mut self,
        method: MethodId,
        import: &ImplMapInfo,
        items: Vec<Item>,
    ) -> Outcome<Option<Item>> {
        let data = self.world.method(method);
        if data.impl_attributes & PRESERVE_SIG == 0 {
            return Err(Problem::unsupported(
                "platform invokes that turn an HRESULT into an exception (PreserveSig = false)",
            ));
        }
        let sig = data.signature();
        let marks = self.world.native_params(method)?;
        let unicode = import.flags & CHAR_SET_MASK == CHAR_SET_UNICODE;
        let (ret_marks, param_marks) = match marks.split_first() {
            Some((first, rest)) => (*first, rest),
            None => (NativeParam::default(), &[][..]),
        };
        let ret = self.plan(sig.ret, ret_marks, unicode)?;
        if ret.by_ref.is_some() || matches!(ret.way, Way::Array | Way::Builder | Way::Handle) {
            return Err(self.unmarshalled(sig.ret));
        }
        let mut plans = Vec::with_capacity(sig.params.len());
        for (&ty, marks) in sig.params.iter().zip(param_marks) {
            plans.push(self.plan(ty, *marks, unicode)?);
        }
        let mut after = Vec::new();
        let mut args = Vec::with_capacity(items.len());
        for (item, plan) in items.into_iter().zip(&plans) {
            args.push(self.native_of(item, *plan, &mut after)?);
        }
        let params: Vec<TypeId> = plans.iter().map(|plan| plan.param).collect();
        let signature = self.world.intern_signature(Signature {
            has_this: false,
            explicit_this: false,
            convention: Convention::Unmanaged {
                kind: UnmanagedKind::C,
                suppress_gc_transition: import.suppress_gc_transition,
            },
            generic_arity: 0,
            params: params.clone().into(),
            fixed_params: params.len() as u32,
            ret: ret.param,
            modifiers: Box::default(),
        });
        if import.set_last_error {
            self.marshal("SetLastSystemError", vec![Item::i32(0)])?;
        }
        let kind = CallKind::Native {
            symbol: import.entry.into(),
            sig: signature,
        };
        let shape = CallShape::of(&params, ret.param);
        let result = self.emit_call(kind, None, shape, args)?;
        if import.set_last_error {
            let error = self.marshal("GetLastSystemError", Vec::new())?;
            self.marshal("SetLastPInvokeError", error.into_iter().collect())?;
        }
        for step in after {
            self.finish_after(step)?;
        }
        match result {
            Some(item) => self.managed_of(item, ret.way, true).map(Some),
            None => Ok(None),
        }
    }

    fn unmarshalled(&self, ty: TypeId) -> Problem {
        let shown = self.world.display_type(ty);
        Problem::unsupported(format!(
            "marshalling of {shown} to native code: use a blittable type, or LibraryImport"
        ))
    }

    fn plan(&self, ty: TypeId, marks: NativeParam, unicode: bool) -> Outcome<Plan> {
        let known = self.world.known();
        let plain = Plan {
            way: Way::Plain,
            by_ref: None,
            ty,
            param: ty,
            marks,
        };
        if self.world.class(ty) == Class::ByRef {
            let Some(inner) = self.world.element(ty) else {
                return Err(self.unmarshalled(ty));
            };
            let plan = self.plan(inner, marks, unicode)?;
            return match plan.way {
                Way::Plain => Ok(plain),
                Way::Bool | Way::Char | Way::Utf8 | Way::Utf16 if plan.by_ref.is_none() => {
                    Ok(Plan {
                        by_ref: Some(inner),
                        param: known.intptr,
                        ..plan
                    })
                }
                _ => Err(self.unmarshalled(ty)),
            };
        }
        let (way, native) = self.way(ty, marks, unicode)?;
        Ok(Plan {
            way,
            ty: native,
            param: native,
            ..plain
        })
    }

    /// How a value goes, and its native type.
    fn way(&self, ty: TypeId, marks: NativeParam, unicode: bool) -> Outcome<(Way, TypeId)> {
        let known = self.world.known();
        let simple = match marks.kind {
            NativeKind::Default => None,
            NativeKind::Simple(number) => Some(number),
            NativeKind::Array if self.world.is_array(ty) => None,
            NativeKind::Array => return Err(self.unmarshalled(ty)),
            NativeKind::Other(what) => {
                return Err(Problem::unsupported(format!(
                    "marshalling as {what} to native code"
                )));
            }
        };
        let text = |default: Way| match simple {
            None => Some(default),
            Some(native::LP_STR | native::LP_TSTR | native::LP_UTF8_STR) => Some(Way::Utf8),
            Some(native::LP_WSTR) => Some(Way::Utf16),
            Some(_) => None,
        };
        let wide = |way| if unicode { Way::Utf16 } else { way };
        if ty == known.string {
            let way = text(wide(Way::Utf8)).ok_or_else(|| self.unmarshalled(ty))?;
            return Ok((way, known.intptr));
        }
        if ty == known.boolean {
            return Ok(match simple {
                None | Some(native::BOOL) => (Way::Bool, known.int32),
                Some(native::I1 | native::U1) => (Way::Bool, known.byte),
                Some(_) => return Err(self.unmarshalled(ty)),
            });
        }
        if ty == known.char_ {
            return Ok(match simple {
                None if !unicode => (Way::Char, known.byte),
                Some(native::I1 | native::U1) => (Way::Char, known.byte),
                _ => (Way::Plain, ty),
            });
        }
        let is_said = simple.is_some_and(|number| {
            !native::PLAIN.contains(&number)
                && !matches!(number, native::SYS_INT | native::SYS_UINT | native::STRUCT)
        });
        match self.world.class(ty) {
            Class::Void | Class::Ptr | Class::Prim(_) if !is_said => return Ok((Way::Plain, ty)),
            Class::Struct if !is_said && !self.world.contains_refs(ty) => {
                return Ok((Way::Plain, ty));
            }
            _ => {}
        }
        if let Some(element) = self.world.element(ty)
            && matches!(self.world.shape(ty), Shape::SzArray(_))
            && simple.is_none()
        {
            let fits = match self.world.class(element) {
                Class::Prim(PrimKind::Boolean) => false,
                Class::Prim(PrimKind::Char) => unicode,
                Class::Prim(_) | Class::Ptr => true,
                Class::Struct => !self.world.contains_refs(element),
                _ => false,
            };
            if fits {
                return Ok((Way::Array, known.intptr));
            }
        }
        let is = |name: &str| {
            let class = self.world.type_by_name(name);
            class.is_some_and(|class| class == ty || self.world.is_subclass_of(ty, class))
        };
        if is("System.Text.StringBuilder") && text(wide(Way::Utf8)) == Some(Way::Utf8) {
            return Ok((Way::Builder, known.intptr));
        }
        if simple.is_none() && is(HANDLE) {
            return Ok((Way::Handle, known.intptr));
        }
        Err(self.unmarshalled(ty))
    }

    fn marshal(&mut self, name: &str, args: Vec<Item>) -> Outcome<Option<Item>> {
        self.helper(MARSHAL, name, args)
    }

    fn helper(&mut self, class: &str, name: &str, args: Vec<Item>) -> Outcome<Option<Item>> {
        let class = self.core_type(class)?;
        let params = |method: &MethodId| {
            let sig = self.world.method(*method).signature();
            sig.params.len() + usize::from(sig.has_this)
        };
        let found = self.world.declared_methods(class).into_iter();
        let method = found
            .filter(|method| self.world.method(*method).name == name)
            .find(|method| params(method) == args.len());
        match method {
            Some(method) => self.call_method(method, args),
            None => Err(Problem::invalid(format!(
                "the core library has no {}::{name}",
                self.world.display_type(class)
            ))),
        }
    }

    /// The native form of an argument.
    fn native_of(&mut self, item: Item, plan: Plan, after: &mut Vec<After>) -> Outcome<Item> {
        if let Some(inner) = plan.by_ref {
            let slot = self.temp(plan.ty)?;
            self.zero(slot, plan.ty);
            if plan.marks.is_in || !plan.marks.is_out {
                let value = self.load_at(item.clone(), inner, Touch::default())?;
                let value = self.value_to_native(value, plan.way)?;
                self.store(slot, plan.ty, value, Touch::default())?;
            }
            after.push(After::Back {
                plan,
                slot,
                to: item,
            });
            return Ok(Item::Val(self.pointer_to(slot)?));
        }
        let native = match plan.way {
            Way::Array => return self.array_elements(&item),
            Way::Builder => {
                let buffer = self.builder_buffer(&item)?;
                after.push(After::Builder {
                    builder: item,
                    buffer: buffer.clone(),
                });
                return Ok(buffer);
            }
            Way::Handle => {
                self.null_check(&item)?;
                let flag = self.temp(self.world.known().boolean)?;
                self.zero(flag, self.world.known().boolean);
                self.helper(
                    HANDLE,
                    "DangerousAddRef",
                    vec![item.clone(), Item::Addr(flag)],
                )?;
                let handle = self.given(HANDLE, "DangerousGetHandle", vec![item.clone()])?;
                after.push(After::Release(item));
                return Ok(handle);
            }
            way => self.value_to_native(item, way)?,
        };
        if matches!(plan.way, Way::Utf8 | Way::Utf16) {
            after.push(After::Free(native.clone()));
        }
        Ok(native)
    }

    /// A native buffer for what a builder can hold, with its text; null for no builder.
    fn builder_buffer(&mut self, item: &Item) -> Outcome<Item> {
        let builder = self.value_as(item, Ty::Ref)?;
        let (native, null) = (self.native, self.null_of(Ty::Ref));
        let cond = self.icmp(Cond::Ne, builder, null);
        let nothing = self.iconst(native, 0);
        let (full, done) = (self.f.add_block(), self.f.add_block());
        let result = self.f.add_param(done, native);
        let other = Target {
            block: done,
            args: smallvec::smallvec![nothing],
        };
        self.terminate(Terminator::Branch {
            cond,
            then: Target::to(full),
            other,
        });
        self.start(full);
        let before = self.state.checked.clone();
        self.state.checked.push(builder);
        let builder = Item::Val(builder);
        let class = "System.Text.StringBuilder";
        let capacity = self.given(class, "get_Capacity", vec![builder.clone()])?;
        // A character takes three bytes at most; one more ends the text, and one more the buffer.
        let bytes = self.arith(Opcode::Add, capacity, Item::i32(1))?;
        let bytes = self.arith(Opcode::MulOvf, bytes, Item::i32(3))?;
        let bytes = self.arith(Opcode::AddOvf, bytes, Item::i32(1))?;
        let buffer = self.marshal("AllocCoTaskMem", vec![bytes])?;
        let buffer = buffer.ok_or(Problem::StackUnderflow)?;
        let class = "System.StubHelpers.UTF8BufferMarshaler";
        let args = vec![builder, buffer, Item::i32(0)];
        let buffer = self.given(class, "ConvertToNative", args)?;
        let buffer = self.value_as(&buffer, native)?;
        self.state.checked = before;
        self.terminate(Terminator::Jump(Target {
            block: done,
            args: smallvec::smallvec![buffer],
        }));
        self.start(done);
        Ok(Item::Val(result))
    }

    fn given(&mut self, class: &str, name: &str, args: Vec<Item>) -> Outcome<Item> {
        let item = self.helper(class, name, args)?;
        item.ok_or(Problem::StackUnderflow)
    }

    fn value_to_native(&mut self, item: Item, way: Way) -> Outcome<Item> {
        Ok(match way {
            Way::Bool => self.compare(Cond::Ne, item, Item::i32(0))?,
            Way::Char => self.given(
                "System.StubHelpers.AnsiCharMarshaler",
                "ConvertToNative",
                vec![item, Item::bool(true), Item::bool(false)],
            )?,
            Way::Utf8 => self.given(MARSHAL, "StringToCoTaskMemUTF8", vec![item])?,
            Way::Utf16 => self.given(MARSHAL, "StringToCoTaskMemUni", vec![item])?,
            Way::Plain | Way::Array | Way::Builder | Way::Handle => item,
        })
    }

    /// The managed form of what native code gave. Strings that it `frees` were allocated for the caller.
    fn managed_of(&mut self, item: Item, way: Way, frees: bool) -> Outcome<Item> {
        let name = match way {
            Way::Bool => {
                return self.compare(Cond::Ne, item, Item::i32(0));
            }
            Way::Char => {
                let class = "System.StubHelpers.AnsiCharMarshaler";
                return self.given(class, "ConvertToManaged", vec![item]);
            }
            Way::Utf8 => "PtrToStringUTF8",
            Way::Utf16 => "PtrToStringUni",
            Way::Plain | Way::Array | Way::Builder | Way::Handle => return Ok(item),
        };
        let text = self.given(MARSHAL, name, vec![item.clone()])?;
        if frees {
            self.marshal("FreeCoTaskMem", vec![item])?;
        }
        Ok(text)
    }

    fn finish_after(&mut self, step: After) -> Outcome {
        match step {
            After::Free(item) => {
                self.marshal("FreeCoTaskMem", vec![item])?;
            }
            After::Builder { builder, buffer } => {
                let class = "System.StubHelpers.UTF8BufferMarshaler";
                self.helper(class, "ConvertToManaged", vec![builder, buffer.clone()])?;
                self.marshal("FreeCoTaskMem", vec![buffer])?;
            }
            After::Release(handle) => {
                self.helper(HANDLE, "DangerousRelease", vec![handle])?;
            }
            After::Back { plan, slot, to } => {
                let Some(inner) = plan.by_ref else {
                    return Ok(());
                };
                let native = self.load(slot, plan.ty, Touch::default())?;
                let value = self.managed_of(native, plan.way, true)?;
                let base = self.value_as(&to, Ty::ByRef)?;
                self.store(Addr::any(base), inner, value, Touch::default())?;
            }
        }
        Ok(())
    }

    /// Where an array's elements begin; null for no array.
    fn array_elements(&mut self, item: &Item) -> Outcome<Item> {
        if let Kind::Struct(_) = self.kind(item) {
            return Err(Problem::invalid("an array that is none"));
        }
        let array = self.value_as(item, Ty::Ref)?;
        let null = self.null_of(Ty::Ref);
        let is_null = self.icmp(Cond::Eq, array, null);
        let first = Addr {
            base: array,
            offset: self.array_data() as i32,
            alias: Alias::Any,
        };
        let first = self.pointer_to(first)?;
        let nothing = self.null_of(Ty::Ptr);
        let args = [is_null, nothing, first];
        let chosen = self.val(Op::Select, args, Payload::None, Ty::Ptr);
        Ok(Item::Val(chosen))
    }
}

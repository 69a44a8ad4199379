//! Signatures: from the bytes of metadata to types.

use super::make::{self, Table};
use super::members::{Field, Method};
use super::metadata::{self, compressed, table};
use super::tables;
use crate::entries;
use crate::heap::alloc::kiln_alloc_array;
use crate::heap::barrier::kiln_write_barrier;
use crate::layout::{self, field};
use crate::map::Map;
use crate::method_table::MethodTable;
use crate::object::{ArrayObject, Ref};
use crate::program;
use core::ptr::null;

/// What type and method variables stand for.
#[derive(Clone, Copy, Default)]
pub struct Context<'a> {
    pub module: u16,
    pub type_args: &'a [Table],
    pub method_args: &'a [Table],
}

/// Reads one signature.
pub struct Reader<'a> {
    pub bytes: &'a [u8],
    pub context: Context<'a>,
    depth: u32,
}

/// Names of the types that signatures have a byte for, by that byte.
const PRIMITIVES: [&[u8]; 0x1D] = [
    b"",
    b"Void",
    b"Boolean",
    b"Char",
    b"SByte",
    b"Byte",
    b"Int16",
    b"UInt16",
    b"Int32",
    b"UInt32",
    b"Int64",
    b"UInt64",
    b"Single",
    b"Double",
    b"String",
    b"",
    b"",
    b"",
    b"",
    b"",
    b"",
    b"",
    b"TypedReference",
    b"",
    b"IntPtr",
    b"UIntPtr",
    b"",
    b"",
    b"Object",
];

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8], context: Context<'a>) -> Reader<'a> {
        Reader {
            bytes,
            context,
            depth: 0,
        }
    }

    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    pub fn number(&mut self) -> Option<u32> {
        let (value, length) = compressed(self.bytes)?;
        self.bytes = self.bytes.get(length..)?;
        Some(value)
    }

    /// One type; null if it cannot be found.
    pub fn ty(&mut self) -> Option<Table> {
        self.depth += 1;
        if self.depth > 64 {
            return None;
        }
        let byte = self.byte()?;
        let found = match byte {
            0x0F => make::pointer(self.ty()?),
            0x10 => make::by_ref(self.ty()?),
            0x11 | 0x12 => {
                let coded = self.number()?;
                coded_type(coded, self.context)
            }
            0x13 => {
                let index = self.number()? as usize;
                self.context.type_args.get(index).copied().unwrap_or(null())
            }
            0x1E => {
                let index = self.number()? as usize;
                self.context
                    .method_args
                    .get(index)
                    .copied()
                    .unwrap_or(null())
            }
            0x14 => {
                let of = self.ty()?;
                let rank = self.number()?;
                for _ in 0..2 {
                    for _ in 0..self.number()? {
                        self.number()?;
                    }
                }
                make::md_array(of, rank)
            }
            0x15 => {
                let definition = self.ty()?;
                let count = self.number()? as usize;
                let mut args = [null(); 32];
                for slot in args.get_mut(..count)? {
                    *slot = self.ty()?;
                }
                make::instantiate(definition, args.get(..count)?)
            }
            0x1B => {
                self.number()?;
                let count = self.number()?;
                for _ in 0..=count {
                    self.ty()?;
                }
                core_type(b"IntPtr")
            }
            0x1D => make::sz_array(self.ty()?),
            0x1F | 0x20 => {
                self.number()?;
                self.depth -= 1;
                return self.ty();
            }
            0x41 | 0x45 => {
                self.depth -= 1;
                return self.ty();
            }
            _ => core_type(PRIMITIVES.get(byte as usize).copied().unwrap_or(b"")),
        };
        self.depth -= 1;
        Some(found)
    }
}

/// A type of namespace System in the core library.
pub fn core_type(name: &[u8]) -> Table {
    match find_by_name(0, b"System", name) {
        Some((module, row)) => make::type_def(module, row),
        None => null(),
    }
}

/// A TypeDefOrRef as signatures code it.
fn coded_type(coded: u32, context: Context<'_>) -> Table {
    let kind = match coded & 3 {
        0 => table::TYPE_DEF,
        1 => table::TYPE_REF,
        _ => table::TYPE_SPEC,
    };
    type_token(u32::from(kind) << 24 | coded >> 2, context)
}

/// The type of a TypeDef, TypeRef or TypeSpec token; null if it cannot be found.
pub fn type_token(token: u32, context: Context<'_>) -> Table {
    let row = token & 0x00FF_FFFF;
    match (token >> 24) as u8 {
        table::TYPE_DEF => make::type_def(context.module, row),
        table::TYPE_REF => match resolve_ref(context.module, row) {
            Some((module, row)) => make::type_def(module, row),
            None => null(),
        },
        table::TYPE_SPEC => {
            let Some(meta) = metadata::of(context.module) else {
                return null();
            };
            Reader::new(meta.blob(table::TYPE_SPEC, row, 0), context)
                .ty()
                .unwrap_or(null())
        }
        _ => null(),
    }
}

static mut REFS: Map = Map::new();
static REFS_LOCK: crate::sync::mutex::Mutex = crate::sync::mutex::Mutex::new();

/// The module and row of the TypeDef that a TypeRef means.
fn resolve_ref(module: u16, row: u32) -> Option<(u16, u32)> {
    let key = (u64::from(module) + 1) << 32 | u64::from(row);
    {
        let _guard = REFS_LOCK.lock();
        // SAFETY: the lock is held.
        if let Some(found) = unsafe { (*(&raw mut REFS)).get(key) } {
            return Some(((found >> 32) as u16, found as u32));
        }
    }
    let meta = metadata::of(module)?;
    let name = meta.name(table::TYPE_REF, row, 1);
    let namespace = meta.name(table::TYPE_REF, row, 2);
    let scope = meta.token(table::TYPE_REF, row, 0);
    let found = if (scope >> 24) as u8 == table::TYPE_REF {
        let (module, outer) = resolve_ref(module, scope & 0x00FF_FFFF)?;
        let meta = metadata::of(module)?;
        let nested = (1..=meta.rows(table::NESTED_CLASS)).find(|nested| {
            meta.cell(table::NESTED_CLASS, *nested, 1) == outer
                && meta.name(
                    table::TYPE_DEF,
                    meta.cell(table::NESTED_CLASS, *nested, 0),
                    1,
                ) == name
        })?;
        (module, meta.cell(table::NESTED_CLASS, nested, 0))
    } else {
        let in_scope = match (scope >> 24) as u8 {
            0x23 => {
                let assembly = meta.name(0x23, scope & 0x00FF_FFFF, 6);
                tables::modules()
                    .iter()
                    .position(|module| module.name() == assembly)
            }
            _ => Some(module as usize),
        };
        in_scope
            .and_then(|module| find_in(module as u16, namespace, name))
            .or_else(|| find_by_name(0, namespace, name))?
    };
    let _guard = REFS_LOCK.lock();
    // SAFETY: the lock is held.
    unsafe { (*(&raw mut REFS)).put(key, u64::from(found.0) << 32 | u64::from(found.1)) };
    Some(found)
}

/// A top-level TypeDef of one module.
pub fn find_in(module: u16, namespace: &[u8], name: &[u8]) -> Option<(u16, u32)> {
    let meta = metadata::of(module)?;
    (1..=meta.rows(table::TYPE_DEF))
        .find(|row| {
            meta.name(table::TYPE_DEF, *row, 1) == name
                && meta.name(table::TYPE_DEF, *row, 2) == namespace
                && meta.cell(table::TYPE_DEF, *row, 0) & 7 < 2
        })
        .map(|row| (module, row))
}

/// A top-level TypeDef of any module from `first` on.
pub fn find_by_name(first: u16, namespace: &[u8], name: &[u8]) -> Option<(u16, u32)> {
    (first..tables::modules().len() as u16).find_map(|module| find_in(module, namespace, name))
}

/// Arguments of a type as signatures of its members see them: a definition's own parameters.
pub fn type_args(table: Table) -> &'static [Table] {
    super::types::instantiation(table)
}

/// Arguments of a method, or its own parameters.
pub fn method_args(method: &Method, room: &mut [Table; 16]) -> usize {
    if !method.args().is_empty() {
        let mut count = 0;
        for (slot, arg) in room.iter_mut().zip(method.args()) {
            *slot = *arg;
            count += 1;
        }
        return count;
    }
    let mut count = 0;
    for (slot, row) in room.iter_mut().zip(method.generic_params()) {
        *slot = make::generic_param(method.module, row);
        count += 1;
    }
    count
}

/// Types of a method's parameters and of its result, last.
pub fn method_types(method: &Method, out: &mut [Table; 64]) -> Option<usize> {
    let mut room = [null(); 16];
    let count = method_args(method, &mut room);
    let context = Context {
        module: method.module,
        type_args: type_args(method.owner),
        method_args: room.get(..count)?,
    };
    read_types(&mut Reader::new(method.signature(), context), out)
}

/// A new vector of `RuntimeType`s.
pub fn type_array(class: *const MethodTable, types: &[Table]) -> Ref {
    if class.is_null() {
        return core::ptr::null_mut();
    }
    // SAFETY: the class is a table of the program.
    unsafe {
        let array = kiln_alloc_array(&*class, types.len());
        if !array.is_null() {
            let data = ArrayObject::data(array.cast()).cast::<Ref>();
            for (index, ty) in types.iter().enumerate() {
                kiln_write_barrier(array, data.add(index), make::object_of(*ty));
            }
        }
        array
    }
}

/// How the signature of a field begins.
const FIELD: u8 = 6;

/// Makes `this` the signature of a field.
unsafe fn fill_field(this: Ref, module: u16, owner: Table, signature: &[u8]) {
    let context = Context {
        module,
        type_args: type_args(owner),
        method_args: &[],
    };
    let mut reader = Reader::new(signature, context);
    reader.byte();
    let ty = reader.ty().unwrap_or(null());
    // SAFETY: `this` is a live `Signature`.
    unsafe {
        set(this, layout::SIGNATURE_RETURN, make::object_of(ty));
        *field::<i32>(this, layout::SIGNATURE_CONVENTION) = FIELD.into();
    }
}

entries! {
    [qcall "Signature_Init" "throws"]
    fn kiln_reflect_signature_init(this: *const Ref, bytes: *const u8, length: i32, of_field: *const Field, of_method: *const Method) {
        let this = *this;
        let Some(method) = of_method.as_ref() else {
            let Some(of) = of_field.as_ref() else {
                // A property: its signature is read as one of its type.
                let owner = make::table_of(*field::<Ref>(this, layout::SIGNATURE_DECLARING));
                let bytes = core::slice::from_raw_parts(bytes, length as usize);
                if bytes.first() == Some(&FIELD) {
                    // A literal, which has no handle.
                    let module = tables::definition_of(owner).map_or(0, |(module, _)| module);
                    return fill_field(this, module, owner, bytes);
                }
                let mut types = [null(); 64];
                match given_types(owner, bytes, &mut types) {
                    Some(count) => fill(this, bytes, &types, count),
                    None => crate::pending::set(crate::pending::ExceptionKind::TypeLoad),
                }
                return;
            };
            let given;
            let signature = if bytes.is_null() { of.signature() } else {
                given = core::slice::from_raw_parts(bytes, length as usize);
                given
            };
            let owner = make::table_of(*field::<Ref>(this, layout::SIGNATURE_DECLARING));
            let owner = if owner.is_null() { of.owner } else { owner };
            return fill_field(this, of.module, owner, signature);
        };
        let mut types = [null(); 64];
        let Some(count) = method_types(method, &mut types) else {
            crate::pending::set(crate::pending::ExceptionKind::TypeLoad);
            return;
        };
        fill(this, method.signature(), &types, count);
        *field::<*const Method>(this, layout::SIGNATURE_METHOD) = method;
    }

    [qcall "Signature_AreEqual" "-"]
    fn kiln_reflect_signature_equal(a: *const u8, a_length: i32, a_type: usize, a_handle: Table, b: *const u8, b_length: i32, b_type: usize, b_handle: Table) -> i32 {
        let _ = (a_type, b_type, a_handle, b_handle);
        let a = core::slice::from_raw_parts(a, a_length as usize);
        let b = core::slice::from_raw_parts(b, b_length as usize);
        i32::from(a == b)
    }

    [qcall "Signature_GetCustomModifiersAtOffset" "-"]
    fn kiln_reflect_modifiers(signature: *const Ref, offset: i32, required: i32, result: *mut Ref) {
        let _ = (signature, offset, required);
        *result = type_array(program::mt_type_array().cast(), &[]);
    }

    [icall "System.Signature::GetParameterOffsetInternal(System.Void*,System.Int32,System.Int32):System.Int32" "-"]
    fn kiln_reflect_parameter_offset(bytes: *const u8, length: i32, index: i32) -> i32 {
        let _ = (bytes, length, index);
        0
    }
}

/// Types of a signature that is given as such, read as a member's of `owner`: the result is last.
fn given_types(owner: Table, bytes: &[u8], out: &mut [Table; 64]) -> Option<usize> {
    let (module, _) = tables::definition_of(owner)?;
    let context = Context {
        module,
        type_args: type_args(owner),
        method_args: &[],
    };
    read_types(&mut Reader::new(bytes, context), out)
}

fn read_types(reader: &mut Reader<'_>, out: &mut [Table; 64]) -> Option<usize> {
    let convention = reader.byte()?;
    if convention & 0x10 != 0 {
        reader.number()?;
    }
    let params = reader.number()? as usize;
    let ret = reader.ty()?;
    for slot in out.get_mut(..params)? {
        *slot = reader.ty()?;
    }
    *out.get_mut(params)? = ret;
    Some(params)
}

/// Fills a `Signature` in.
unsafe fn fill(this: Ref, bytes: &[u8], types: &[Table; 64], count: usize) {
    // SAFETY: a live Signature.
    unsafe {
        let params = types.get(..count).unwrap_or(&[]);
        let array = type_array(program::mt_runtime_type_array().cast(), params);
        set(this, layout::SIGNATURE_ARGUMENTS, array);
        let ret = types.get(count).copied().unwrap_or(null());
        set(this, layout::SIGNATURE_RETURN, make::object_of(ret));
        *field::<*const u8>(this, layout::SIGNATURE_BYTES) = bytes.as_ptr();
        *field::<i32>(this, layout::SIGNATURE_LENGTH) = bytes.len() as i32;
        // CallingConventions: Standard, VarArgs; HasThis.
        let convention = bytes.first().copied().unwrap_or(0);
        let kind = if convention & 0x0F == 5 { 2 } else { 1 };
        let this_bit = if convention & 0x20 != 0 { 0x20 } else { 0 };
        *field::<i32>(this, layout::SIGNATURE_CONVENTION) = kind | this_bit;
    }
}

unsafe fn set(object: Ref, offset: usize, value: Ref) {
    // SAFETY: a field of reference type of a live object.
    unsafe { kiln_write_barrier(object, field::<Ref>(object, offset), value) }
}

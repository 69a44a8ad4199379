//! `MetadataImport`: rows of metadata by token.

use super::members;
use super::metadata::{Metadata, table};
use super::modules::scope;
use crate::entries;
use crate::heap::alloc::kiln_alloc_array;
use crate::method_table::MethodTable;
use crate::object::{ArrayObject, Ref};
use crate::program;
use core::ptr::null;

/// `ConstArray`: a length and an address.
#[repr(C)]
pub struct ConstArray {
    length: i32,
    start: *const u8,
}

impl ConstArray {
    fn of(bytes: &'static [u8]) -> ConstArray {
        ConstArray {
            length: bytes.len() as i32,
            start: if bytes.is_empty() {
                null()
            } else {
                bytes.as_ptr()
            },
        }
    }
}

/// HRESULT for a record that is not there.
const NOT_FOUND: i32 = 0x8013_1130_u32 as i32;

fn kind(token: u32) -> u8 {
    (token >> 24) as u8
}

fn row(token: u32) -> u32 {
    token & 0x00FF_FFFF
}

/// Column of the name in a table.
fn name_column(kind: u8) -> Option<usize> {
    Some(match kind {
        table::TYPE_REF
        | table::TYPE_DEF
        | table::FIELD
        | table::EVENT
        | table::PROPERTY
        | table::MEMBER_REF
        | table::MODULE => 1,
        table::PARAM => 2,
        table::METHOD | table::GENERIC_PARAM => 3,
        table::MODULE_REF => 0,
        table::ASSEMBLY => 7,
        _ => return None,
    })
}

fn parent(meta: &Metadata, token: u32) -> Option<u32> {
    let at = row(token);
    let owner = |table: u8, row: u32| u32::from(table) << 24 | row;
    Some(match kind(token) {
        table::METHOD | table::FIELD => owner(table::TYPE_DEF, members::declaring(meta, token)?),
        table::PARAM => owner(
            table::METHOD,
            meta.owner(table::METHOD, 5, table::PARAM, at)?,
        ),
        table::PROPERTY => {
            let map = meta.owner(table::PROPERTY_MAP, 1, table::PROPERTY, at)?;
            owner(table::TYPE_DEF, meta.cell(table::PROPERTY_MAP, map, 0))
        }
        table::EVENT => {
            let map = meta.owner(table::EVENT_MAP, 1, table::EVENT, at)?;
            owner(table::TYPE_DEF, meta.cell(table::EVENT_MAP, map, 0))
        }
        table::TYPE_DEF => {
            let nested = meta.equal_range(table::NESTED_CLASS, 0, at).next()?;
            owner(table::TYPE_DEF, meta.cell(table::NESTED_CLASS, nested, 1))
        }
        table::MEMBER_REF => meta.token(table::MEMBER_REF, at, 0),
        table::TYPE_REF => meta.token(table::TYPE_REF, at, 0),
        table::GENERIC_PARAM => meta.token(table::GENERIC_PARAM, at, 2),
        table::CUSTOM_ATTRIBUTE => meta.token(table::CUSTOM_ATTRIBUTE, at, 0),
        _ => return None,
    })
}

/// Visits what belongs to a parent: tokens, or for accessors pairs of token and kind.
fn enumerate(meta: &Metadata, wanted: u8, of: u32, mut visit: impl FnMut(u32)) {
    let at = row(of);
    let token = |row: u32| u32::from(wanted) << 24 | row;
    match (wanted, kind(of)) {
        (table::FIELD, table::TYPE_DEF) => {
            meta.list(table::TYPE_DEF, at, 4, table::FIELD)
                .for_each(|row| visit(token(row)));
        }
        (table::METHOD, table::TYPE_DEF) => {
            meta.list(table::TYPE_DEF, at, 5, table::METHOD)
                .for_each(|row| visit(token(row)));
        }
        (table::METHOD, table::PROPERTY | table::EVENT) => {
            for row in meta.sorted(table::METHOD_SEMANTICS, 2, of) {
                visit(token(meta.cell(table::METHOD_SEMANTICS, row, 1)));
                visit(meta.cell(table::METHOD_SEMANTICS, row, 0));
            }
        }
        (table::PARAM, table::METHOD) => {
            meta.list(table::METHOD, at, 5, table::PARAM)
                .for_each(|row| visit(token(row)));
        }
        (table::PROPERTY, table::TYPE_DEF) => {
            if let Some(map) = meta.find(table::PROPERTY_MAP, 0, at) {
                meta.list(table::PROPERTY_MAP, map, 1, table::PROPERTY)
                    .for_each(|row| visit(token(row)));
            }
        }
        (table::EVENT, table::TYPE_DEF) => {
            if let Some(map) = meta.find(table::EVENT_MAP, 0, at) {
                meta.list(table::EVENT_MAP, map, 1, table::EVENT)
                    .for_each(|row| visit(token(row)));
            }
        }
        (table::CUSTOM_ATTRIBUTE, _) => {
            meta.sorted(table::CUSTOM_ATTRIBUTE, 0, of)
                .for_each(|row| visit(token(row)));
        }
        (table::GENERIC_PARAM, _) => {
            meta.sorted(table::GENERIC_PARAM, 2, of)
                .for_each(|row| visit(token(row)));
        }
        (table::TYPE_DEF, table::TYPE_DEF) => {
            for nested in 1..=meta.rows(table::NESTED_CLASS) {
                if meta.cell(table::NESTED_CLASS, nested, 1) == at {
                    visit(token(meta.cell(table::NESTED_CLASS, nested, 0)));
                }
            }
        }
        _ => {}
    }
}

entries! {
    [qcall "MetadataImport_Enum" "alloc"]
    fn kiln_reflect_enum(handle: usize, wanted: u32, of: u32, length: *mut i32, short: *mut u32, long: *mut Ref) {
        let room = *length as usize;
        *length = 0;
        let Some((meta, _)) = scope(handle) else { return };
        let wanted = kind(wanted);
        let mut count = 0;
        enumerate(meta, wanted, of, |_| count += 1);
        *length = count as i32;
        if count <= room {
            let mut at = short;
            enumerate(meta, wanted, of, |value| {
                at.write(value);
                at = at.add(1);
            });
            return;
        }
        let Some(class) = program::mt_int_array().cast::<MethodTable>().as_ref() else { return };
        let array = kiln_alloc_array(class, count);
        if array.is_null() {
            *length = 0;
            return;
        }
        let mut at = ArrayObject::data(array.cast()).cast::<u32>();
        enumerate(meta, wanted, of, |value| {
            at.write(value);
            at = at.add(1);
        });
        *long = array;
    }

    [icall "System.Reflection.MetadataImport::GetName(System.IntPtr,System.Int32,System.Byte*&):System.Int32" "-"]
    fn kiln_reflect_name(handle: usize, token: u32, name: *mut *const u8) -> i32 {
        *name = c"".as_ptr().cast();
        let (Some((meta, _)), Some(column)) = (scope(handle), name_column(kind(token))) else { return NOT_FOUND };
        *name = meta.name(kind(token), row(token), column).as_ptr();
        0
    }

    [icall "System.Reflection.MetadataImport::GetNamespace(System.IntPtr,System.Int32,System.Byte*&):System.Int32" "-"]
    fn kiln_reflect_namespace(handle: usize, token: u32, name: *mut *const u8) -> i32 {
        *name = c"".as_ptr().cast();
        let Some((meta, _)) = scope(handle) else { return NOT_FOUND };
        *name = meta.name(kind(token), row(token), 2).as_ptr();
        0
    }

    [icall "System.Reflection.MetadataImport::GetEventProps(System.IntPtr,System.Int32,System.Void*&,System.Int32&):System.Int32" "-"]
    fn kiln_reflect_event(handle: usize, token: u32, name: *mut *const u8, attributes: *mut u32) -> i32 {
        let Some((meta, _)) = scope(handle) else { return NOT_FOUND };
        *name = meta.name(table::EVENT, row(token), 1).as_ptr();
        *attributes = meta.cell(table::EVENT, row(token), 0);
        0
    }

    [icall "System.Reflection.MetadataImport::GetPropertyProps(System.IntPtr,System.Int32,System.Void*&,System.Int32&,System.Reflection.ConstArray&):System.Int32" "-"]
    fn kiln_reflect_property(handle: usize, token: u32, name: *mut *const u8, attributes: *mut u32, signature: *mut ConstArray) -> i32 {
        let Some((meta, _)) = scope(handle) else { return NOT_FOUND };
        *name = meta.name(table::PROPERTY, row(token), 1).as_ptr();
        *attributes = meta.cell(table::PROPERTY, row(token), 0);
        *signature = ConstArray::of(meta.blob(table::PROPERTY, row(token), 2));
        0
    }

    [icall "System.Reflection.MetadataImport::GetFieldDefProps(System.IntPtr,System.Int32,System.Int32&):System.Int32" "-"]
    fn kiln_reflect_field_props(handle: usize, token: u32, attributes: *mut u32) -> i32 {
        let Some((meta, _)) = scope(handle) else { return NOT_FOUND };
        *attributes = meta.cell(table::FIELD, row(token), 0);
        0
    }

    [icall "System.Reflection.MetadataImport::GetSigOfFieldDef(System.IntPtr,System.Int32,System.Reflection.ConstArray&):System.Int32" "-"]
    fn kiln_reflect_field_signature(handle: usize, token: u32, signature: *mut ConstArray) -> i32 {
        let Some((meta, _)) = scope(handle) else { return NOT_FOUND };
        *signature = ConstArray::of(meta.blob(table::FIELD, row(token), 2));
        0
    }

    [icall "System.Reflection.MetadataImport::GetSigOfMethodDef(System.IntPtr,System.Int32,System.Reflection.ConstArray&):System.Int32" "-"]
    fn kiln_reflect_method_signature(handle: usize, token: u32, signature: *mut ConstArray) -> i32 {
        let Some((meta, _)) = scope(handle) else { return NOT_FOUND };
        *signature = ConstArray::of(meta.blob(table::METHOD, row(token), 4));
        0
    }

    [icall "System.Reflection.MetadataImport::GetMemberRefProps(System.IntPtr,System.Int32,System.Reflection.ConstArray&):System.Int32" "-"]
    fn kiln_reflect_member_ref(handle: usize, token: u32, signature: *mut ConstArray) -> i32 {
        let Some((meta, _)) = scope(handle) else { return NOT_FOUND };
        *signature = ConstArray::of(meta.blob(table::MEMBER_REF, row(token), 2));
        0
    }

    [icall "System.Reflection.MetadataImport::GetCustomAttributeProps(System.IntPtr,System.Int32,System.Int32&,System.Reflection.ConstArray&):System.Int32" "-"]
    fn kiln_reflect_attribute_props(handle: usize, token: u32, constructor: *mut u32, value: *mut ConstArray) -> i32 {
        let Some((meta, _)) = scope(handle) else { return NOT_FOUND };
        *constructor = meta.token(table::CUSTOM_ATTRIBUTE, row(token), 1);
        *value = ConstArray::of(meta.blob(table::CUSTOM_ATTRIBUTE, row(token), 2));
        0
    }

    [icall "System.Reflection.MetadataImport::GetParentToken(System.IntPtr,System.Int32,System.Int32&):System.Int32" "-"]
    fn kiln_reflect_parent(handle: usize, token: u32, found: *mut u32) -> i32 {
        *found = 0;
        let Some((meta, _)) = scope(handle) else { return NOT_FOUND };
        *found = parent(meta, token).unwrap_or(0x0200_0000);
        0
    }

    [icall "System.Reflection.MetadataImport::GetParamDefProps(System.IntPtr,System.Int32,System.Int32&,System.Int32&):System.Int32" "-"]
    fn kiln_reflect_param(handle: usize, token: u32, sequence: *mut u32, attributes: *mut u32) -> i32 {
        let Some((meta, _)) = scope(handle) else { return NOT_FOUND };
        *attributes = meta.cell(table::PARAM, row(token), 0);
        *sequence = meta.cell(table::PARAM, row(token), 1);
        0
    }

    [icall "System.Reflection.MetadataImport::GetGenericParamProps(System.IntPtr,System.Int32,System.Int32&):System.Int32" "-"]
    fn kiln_reflect_generic_param(handle: usize, token: u32, flags: *mut u32) -> i32 {
        let Some((meta, _)) = scope(handle) else { return NOT_FOUND };
        *flags = meta.cell(table::GENERIC_PARAM, row(token), 1);
        0
    }

    [icall "System.Reflection.MetadataImport::GetDefaultValue(System.IntPtr,System.Int32,System.Int64&,System.Char*&,System.Int32&,System.Int32&):System.Int32" "-"]
    fn kiln_reflect_default(handle: usize, token: u32, value: *mut u64, text: *mut *const u16, length: *mut i32, element: *mut u32) -> i32 {
        *value = 0;
        *text = null();
        *length = 0;
        *element = 1;
        let Some((meta, _)) = scope(handle) else { return NOT_FOUND };
        let Some(at) = meta.sorted(table::CONSTANT, 1, token).next() else { return 0 };
        let kind = meta.cell(table::CONSTANT, at, 0) & 0xFF;
        let bytes = meta.blob(table::CONSTANT, at, 2);
        *element = kind;
        if kind == 0x0E {
            *text = bytes.as_ptr().cast();
            *length = (bytes.len() / 2) as i32;
            return 0;
        }
        let mut wide = [0u8; 8];
        for (o, b) in wide.iter_mut().zip(bytes) {
            *o = *b;
        }
        let bits = u64::from_le_bytes(wide);
        *value = match kind {
            4 => bits as i8 as i64 as u64,
            6 => bits as i16 as i64 as u64,
            8 => bits as i32 as i64 as u64,
            _ => bits,
        };
        0
    }

    [icall "System.Reflection.MetadataImport::GetFieldMarshal(System.IntPtr,System.Int32,System.Reflection.ConstArray&):System.Int32" "-"]
    fn kiln_reflect_marshal(handle: usize, token: u32, value: *mut ConstArray) -> i32 {
        *value = ConstArray::of(&[]);
        let Some((meta, _)) = scope(handle) else { return NOT_FOUND };
        match meta.sorted(table::FIELD_MARSHAL, 0, token).next() {
            Some(at) => {
                *value = ConstArray::of(meta.blob(table::FIELD_MARSHAL, at, 1));
                0
            }
            None => NOT_FOUND,
        }
    }

    [icall "System.Reflection.MetadataImport::GetFieldOffset(System.IntPtr,System.Int32,System.Int32,System.Int32&,System.Boolean&):System.Int32" "-"]
    fn kiln_reflect_field_layout(handle: usize, owner: u32, token: u32, offset: *mut u32, found: *mut u8) -> i32 {
        let _ = owner;
        *offset = 0;
        *found = 0;
        let Some((meta, _)) = scope(handle) else { return NOT_FOUND };
        if let Some(at) = meta.equal_range(table::FIELD_LAYOUT, 1, row(token)).next() {
            *offset = meta.cell(table::FIELD_LAYOUT, at, 0);
            *found = 1;
        }
        0
    }

    [icall "System.Reflection.MetadataImport::GetClassLayout(System.IntPtr,System.Int32,System.Int32&,System.Int32&):System.Int32" "-"]
    fn kiln_reflect_class_layout(handle: usize, token: u32, pack: *mut u32, size: *mut u32) -> i32 {
        *pack = 0;
        *size = 0;
        let Some((meta, _)) = scope(handle) else { return NOT_FOUND };
        match meta.equal_range(table::CLASS_LAYOUT, 2, row(token)).next() {
            Some(at) => {
                *pack = meta.cell(table::CLASS_LAYOUT, at, 0);
                *size = meta.cell(table::CLASS_LAYOUT, at, 1);
                0
            }
            None => NOT_FOUND,
        }
    }

    [icall "System.Reflection.MetadataImport::GetPInvokeMap(System.IntPtr,System.Int32,System.Int32&,System.Byte*&,System.Byte*&):System.Int32" "-"]
    fn kiln_reflect_pinvoke(handle: usize, token: u32, attributes: *mut u32, name: *mut *const u8, library: *mut *const u8) -> i32 {
        let Some((meta, _)) = scope(handle) else { return NOT_FOUND };
        let Some(at) = meta.sorted(table::IMPL_MAP, 1, token).next() else { return NOT_FOUND };
        *attributes = meta.cell(table::IMPL_MAP, at, 0);
        *name = meta.name(table::IMPL_MAP, at, 2).as_ptr();
        *library = meta.name(table::MODULE_REF, meta.cell(table::IMPL_MAP, at, 3), 0).as_ptr();
        0
    }

    [icall "System.Reflection.MetadataImport::IsValidToken(System.IntPtr,System.Int32):System.Boolean" "-"]
    fn kiln_reflect_is_valid(handle: usize, token: u32) -> i32 {
        let valid = scope(handle).is_some_and(|(meta, _)| row(token) >= 1 && row(token) <= meta.rows(kind(token)));
        i32::from(valid)
    }

    [qcall "MdUtf8String_EqualsCaseInsensitive" "-"]
    fn kiln_reflect_equals_ignoring_case(a: *const u8, b: *const u8, length: i32) -> i32 {
        let a = core::slice::from_raw_parts(a, length as usize);
        let b = core::slice::from_raw_parts(b, length as usize);
        i32::from(a.eq_ignore_ascii_case(b))
    }
}

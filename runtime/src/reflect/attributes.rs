//! Custom attributes: their values, read from metadata.

use super::invoke::{self, Prepared};
use super::make::{self, Table, element, object_of};
use super::members::Method;
use super::metadata::compressed;
use super::methods::handle_of;
use super::signature;
use super::type_names;
use crate::entries;
use crate::heap::alloc::{kiln_alloc_array, kiln_alloc_object};
use crate::heap::barrier::kiln_write_barrier;
use crate::method_table::MethodTable;
use crate::object::{ArrayObject, HEADER_SIZE, Ref};
use crate::pending::{self, ExceptionKind};
use crate::{program, text};
use core::ptr::{null, null_mut};

/// Type codes of attribute values besides the element types.
const SZ_ARRAY: u8 = 0x1D;
const TYPE: u8 = 0x50;
const BOXED: u8 = 0x51;
const ENUM: u8 = 0x55;

/// Most arguments that a constructor of an attribute has.
const MOST: usize = 32;

/// Reads a value blob.
struct Reader<'a>(&'a [u8]);

/// The type of a value: a type code and, for enums and arrays, what it is of.
#[derive(Clone, Copy)]
struct Kind {
    code: u8,
    table: Table,
    /// Code of the elements of an array.
    inner: u8,
    inner_table: Table,
}

impl Kind {
    fn plain(code: u8) -> Kind {
        Kind {
            code,
            table: null(),
            inner: 0,
            inner_table: null(),
        }
    }

    /// From the type of a parameter.
    fn of(ty: Table) -> Kind {
        let code = code_of(ty);
        let mut kind = Kind {
            table: ty,
            ..Kind::plain(code)
        };
        if code == SZ_ARRAY {
            // SAFETY: an array's table.
            kind.inner_table = unsafe { (*ty).element_type };
            kind.inner = code_of(kind.inner_table);
        }
        kind
    }
}

fn is_named(ty: Table, name: &str) -> bool {
    make::name_of(ty)
        .iter()
        .copied()
        .eq(name.bytes().map(u16::from))
}

fn code_of(ty: Table) -> u8 {
    match make::kind(ty) {
        element::SZ_ARRAY => SZ_ARRAY,
        element::CLASS if is_named(ty, "System.Type") => TYPE,
        0x1C => BOXED,
        // Enums have the code of their integer; the table says which.
        kind => kind as u8,
    }
}

impl Reader<'_> {
    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let (head, tail) = self.0.split_at_checked(count)?;
        self.0 = tail;
        Some(head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    /// A string; the inner None is null.
    fn string(&mut self) -> Option<Option<&[u8]>> {
        if self.0.first() == Some(&0xFF) {
            self.take(1)?;
            return Some(None);
        }
        let (length, skip) = compressed(self.0)?;
        self.take(skip)?;
        Some(Some(self.take(length as usize)?))
    }

    /// The type code in front of a boxed or named value.
    fn kind(&mut self) -> Option<Kind> {
        let code = self.byte()?;
        match code {
            ENUM => {
                let name = self.string()??;
                let table = type_names::by_name(name);
                Some(Kind {
                    table,
                    ..Kind::plain(make::kind(table) as u8)
                })
            }
            SZ_ARRAY => {
                let inner = self.kind()?;
                let of = if inner.table.is_null() {
                    table_of_code(inner.code)
                } else {
                    inner.table
                };
                Some(Kind {
                    code,
                    table: make::sz_array(of),
                    inner: inner.code,
                    inner_table: of,
                })
            }
            _ => Some(Kind {
                table: table_of_code(code),
                ..Kind::plain(code)
            }),
        }
    }

    /// A value as an object; boxed if it is none.
    fn value(&mut self, kind: Kind) -> Option<Ref> {
        match kind.code {
            0x0E => Some(self.string()?.map_or(null_mut(), text::from_utf8)),
            TYPE => Some(
                self.string()?
                    .map_or(null_mut(), |name| object_of(type_names::by_name(name))),
            ),
            BOXED => {
                let kind = self.kind()?;
                self.value(kind)
            }
            SZ_ARRAY => self.array(kind),
            code => {
                let size = size_of_code(code)?;
                let bytes = self.take(size)?;
                // SAFETY: a value type of the program; its data follows the header.
                unsafe {
                    let object = kiln_alloc_object(kind.table.as_ref()?);
                    if object.is_null() {
                        return None;
                    }
                    let data = object.cast::<u8>().add(HEADER_SIZE);
                    data.copy_from_nonoverlapping(bytes.as_ptr(), size);
                    Some(object)
                }
            }
        }
    }

    fn array(&mut self, kind: Kind) -> Option<Ref> {
        let count = self.u32()?;
        if count == u32::MAX {
            return Some(null_mut());
        }
        // SAFETY: an array type, of references or of values of one size.
        unsafe {
            let array = kiln_alloc_array(kind.table.as_ref()?, count as usize);
            if array.is_null() {
                return None;
            }
            let data = ArrayObject::data(array.cast());
            let inner = Kind {
                table: kind.inner_table,
                ..Kind::plain(kind.inner)
            };
            for index in 0..count as usize {
                match kind.inner {
                    0x0E | TYPE | BOXED => {
                        let value = self.value(inner)?;
                        kiln_write_barrier(array, data.cast::<Ref>().add(index), value);
                    }
                    code => {
                        let size = size_of_code(code)?;
                        let bytes = self.take(size)?;
                        data.add(index * size)
                            .copy_from_nonoverlapping(bytes.as_ptr(), size);
                    }
                }
            }
            Some(array)
        }
    }
}

fn size_of_code(code: u8) -> Option<usize> {
    Some(match code {
        0x02 | 0x04 | 0x05 => 1,
        0x03 | 0x06 | 0x07 => 2,
        0x08 | 0x09 | 0x0C => 4,
        0x0A | 0x0B | 0x0D => 8,
        _ => return None,
    })
}

fn table_of_code(code: u8) -> Table {
    match code {
        TYPE => signature::core_type(b"Type"),
        BOXED => signature::core_type(b"Object"),
        _ => signature::Reader::new(&[code], signature::Context::default())
            .ty()
            .unwrap_or(null()),
    }
}

#[thread_local]
static mut ADDRESSES: [*const u8; MOST] = [null(); MOST];

/// Reads the fixed arguments of an attribute: the call of its constructor.
unsafe fn constructor_call(
    method: &Method,
    blob: *mut usize,
    end: usize,
    named: *mut i32,
) -> Option<*const Prepared> {
    let mut types = [null(); 64];
    let count = signature::method_types(method, &mut types)?;
    // SAFETY: the blob is part of the image's metadata; objects are kept by the array.
    unsafe {
        let class = program::mt_object_array().cast::<MethodTable>().as_ref()?;
        let kept = kiln_alloc_array(class, count);
        if kept.is_null() || count > MOST {
            return None;
        }
        let start = *blob;
        let bytes = core::slice::from_raw_parts(start as *const u8, end.checked_sub(start)?);
        let mut reader = Reader(bytes);
        if !bytes.is_empty() && reader.u16()? != 1 {
            return None;
        }
        let places = ArrayObject::data(kept.cast()).cast::<Ref>();
        let addresses = (&raw mut ADDRESSES).cast::<*const u8>();
        for (index, ty) in types.iter().enumerate().take(count) {
            let kind = Kind::of(*ty);
            let value = reader.value(kind)?;
            let place = places.add(index);
            kiln_write_barrier(kept, place, value);
            let is_value = ty.as_ref().is_some_and(MethodTable::is_value_type);
            *addresses.add(index) = if is_value {
                value.cast::<u8>().add(HEADER_SIZE)
            } else {
                place.cast()
            };
        }
        *named = if bytes.is_empty() {
            0
        } else {
            i32::from(reader.u16().unwrap_or(0))
        };
        *blob = reader.0.as_ptr() as usize;
        Some(invoke::prepare(method, null_mut(), addresses, true, kept))
    }
}

entries! {
    [helper "kiln_reflect_attribute" "throws"]
    fn kiln_reflect_attribute(module: Ref, ty: Ref, constructor: Ref, blob: *mut usize, end: usize, named: *mut i32) -> *const Prepared {
        let _ = (module, ty);
        let call = handle_of(constructor).as_ref().and_then(|method| constructor_call(method, blob, end, named));
        match call {
            Some(call) => call,
            None => {
                pending::set(ExceptionKind::Argument);
                null()
            }
        }
    }

    [qcall "CustomAttribute_CreatePropertyOrFieldData" "throws"]
    fn kiln_reflect_named_argument(keep: usize, module: usize, blob: *mut usize, end: usize, name: *mut Ref, is_property: *mut i32, ty: *mut Ref, value: *mut Ref) {
        let _ = (keep, module);
        let start = *blob;
        let mut reader = Reader(core::slice::from_raw_parts(start as *const u8, end - start));
        let mut read = || {
            *is_property = i32::from(reader.byte()? == 0x54);
            let kind = reader.kind()?;
            *name = text::from_utf8(reader.string()??);
            let is_enum = kind.table.as_ref().is_some_and(|table| table.parent.as_ref().is_some_and(|parent| is_named(parent, "System.Enum")));
            // Strings and types are told by the value itself.
            *ty = if is_enum || matches!(kind.code, SZ_ARRAY | BOXED) { object_of(kind.table) } else { null_mut() };
            *value = reader.value(kind)?;
            Some(())
        };
        if read().is_none() {
            pending::set(ExceptionKind::Argument);
        }
        *blob = reader.0.as_ptr() as usize;
    }

    [qcall "CustomAttribute_ParseAttributeUsageAttribute" "-"]
    fn kiln_reflect_attribute_usage(start: *const u8, length: i32, targets: *mut u32, allow_multiple: *mut i32, inherited: *mut i32) -> i32 {
        *targets = 0x7FFF;
        *allow_multiple = 0;
        *inherited = 1;
        let mut reader = Reader(core::slice::from_raw_parts(start, length as usize));
        let mut read = || {
            if reader.u16()? != 1 {
                return None;
            }
            *targets = reader.u32()?;
            let named = reader.u16()?;
            for _ in 0..named {
                reader.byte()?;
                if reader.byte()? != 0x02 {
                    return None;
                }
                let allows = reader.string()?? == b"AllowMultiple";
                let value = i32::from(reader.byte()?);
                if allows { *allow_multiple = value } else { *inherited = value }
            }
            Some(())
        };
        i32::from(read().is_some())
    }
}

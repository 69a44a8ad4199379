//! Names that metadata gives: of definitions, and display names with assemblies.

use super::make::{self, Table, element};
use super::metadata::{self, table};
use super::tables;
use crate::object::Ref;
use crate::text;

/// Writes the name of a TypeDef, nested ones with `+`; returns its length.
pub fn definition(module: u16, row: u32, out: &mut [u16]) -> usize {
    let Some(meta) = metadata::of(module) else {
        return 0;
    };
    let mut at = 0;
    let nested = meta.equal_range(table::NESTED_CLASS, 0, row).next();
    if let Some(nested) = nested {
        let outer = meta.cell(table::NESTED_CLASS, nested, 1);
        at = definition(module, outer, out);
        put(out, &mut at, b"+");
    }
    let namespace = meta.name(table::TYPE_DEF, row, 2);
    if !namespace.is_empty() {
        put(out, &mut at, namespace);
        put(out, &mut at, b".");
    }
    put(out, &mut at, meta.name(table::TYPE_DEF, row, 1));
    at
}

fn put(out: &mut [u16], at: &mut usize, name: &[u8]) {
    for c in text::Utf16::new(name) {
        if let Some(slot) = out.get_mut(*at) {
            *slot = c;
            *at += 1;
        }
    }
}

fn put_units(out: &mut [u16], at: &mut usize, name: &[u16]) {
    for c in name {
        if let Some(slot) = out.get_mut(*at) {
            *slot = *c;
            *at += 1;
        }
    }
}

/// Does the type mention generic parameters?
pub fn is_open(table: Table) -> bool {
    match make::kind(table) {
        element::VAR | element::MVAR => true,
        element::ARRAY | element::SZ_ARRAY | element::PTR | element::BYREF => {
            // SAFETY: a table.
            is_open(unsafe { (*table).element_type })
        }
        _ => {
            tables::entry_of(table).is_some_and(|entry| entry.definition != 0)
                // SAFETY: a table.
                || tables::generic_args(unsafe { &*table }).iter().any(|arg| is_open(*arg))
        }
    }
}

/// `Type.FullName`: generic arguments with their assemblies. False if the type has none.
pub fn full(table: Table, out: &mut [u16], at: &mut usize) -> bool {
    // SAFETY: a table.
    let mt = unsafe { &*table };
    match make::kind(table) {
        element::VAR | element::MVAR => false,
        element::ARRAY | element::SZ_ARRAY | element::PTR | element::BYREF
            if !mt.element_type.is_null() =>
        {
            if !full(mt.element_type, out, at) {
                return false;
            }
            let own = make::name_of(table);
            let inner = make::name_of(mt.element_type).len();
            put_units(out, at, own.get(inner..).unwrap_or(&[]));
            true
        }
        _ => {
            let name = make::name_of(table);
            let args = tables::generic_args(mt);
            let is_definition = tables::entry_of(table).is_some_and(|entry| entry.definition != 0);
            if args.is_empty() {
                put_units(out, at, name);
                return true;
            }
            let end = name
                .iter()
                .position(|c| *c == u16::from(b'['))
                .unwrap_or(name.len());
            put_units(out, at, name.get(..end).unwrap_or(&[]));
            if is_definition {
                return true;
            }
            if is_open(table) {
                return false;
            }
            put(out, at, b"[");
            for (index, arg) in args.iter().enumerate() {
                if index > 0 {
                    put(out, at, b",");
                }
                put(out, at, b"[");
                if !full(*arg, out, at) {
                    return false;
                }
                put(out, at, b", ");
                put(out, at, assembly_of(*arg));
                put(out, at, b"]");
            }
            put(out, at, b"]");
            true
        }
    }
}

/// Display name of the assembly that defines a type, or the type its elements have.
pub fn assembly_of(table: Table) -> &'static [u8] {
    super::types::module_of(table)
        .and_then(|module| tables::modules().get(module as usize))
        .map_or(b"", |module| module.full_name())
}

/// `Type.FullName`, or with the assembly `AssemblyQualifiedName`; null for types that have none. Without
/// tables, in programs that do not ask, the plain name.
pub fn full_name(ty: Ref, qualified: bool) -> Ref {
    // SAFETY: a live RuntimeType.
    let of = unsafe { make::table_of(ty) };
    let plain = make::info(of).map_or(core::ptr::null_mut(), |info| info.name.cast_mut().cast());
    if of.is_null() || crate::program::reflection().is_null() {
        return plain;
    }
    // SAFETY: a table.
    let simple = !qualified
        && unsafe { (*of).element_type.is_null() && tables::generic_args(&*of).is_empty() }
        && !matches!(make::kind(of), element::VAR | element::MVAR);
    if simple {
        return plain;
    }
    const ROOM: usize = 4096;
    // SAFETY: memory for as many units, freed below.
    unsafe {
        let room = libc::malloc(ROOM * 2).cast::<u16>();
        if room.is_null() {
            return plain;
        }
        let out = core::slice::from_raw_parts_mut(room, ROOM);
        let mut at = 0;
        let named = full(of, out, &mut at);
        if named && qualified {
            put(out, &mut at, b", ");
            put(out, &mut at, assembly_of(of));
        }
        let made = if named {
            text::from_utf16(out.get(..at).unwrap_or(&[]))
        } else {
            core::ptr::null_mut()
        };
        libc::free(room.cast());
        made
    }
}

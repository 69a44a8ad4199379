//! Runtime entries whose effect is the same at build time: allocation and bulk memory.

use super::Machine;
use crate::host::{Answer, EntryEffect, Host};
use crate::trap::TrapReason;
use crate::value::{Base, Pointer, Val};
use kiln_ir::ExceptionKind;
use kiln_ir::ty::Cell;

type Entry = fn(&mut Machine, &mut dyn Host, &[Val]) -> Answer<EntryEffect>;

/// Entries by symbol.
const ENTRIES: &[(&str, Entry)] = &[
    ("kiln_alloc_object", alloc_object),
    ("kiln_alloc_array", alloc_array),
    ("kiln_alloc_string", alloc_string),
    ("kiln_write_barrier_byref", store_reference),
    ("kiln_copy_struct", copy),
    ("kiln_is_instance", is_instance),
    ("kiln_string_fast_allocate", allocate_string),
    ("kiln_alloc_no_checks", alloc_object),
    ("kiln_cast_helpers_write_barrier", store_reference),
    ("kiln_bulk_move_with_barrier", copy),
    ("kiln_exchange_object", exchange),
    ("kiln_compare_exchange_object", compare_exchange),
];

impl Machine {
    /// Does a runtime entry that every host has; refused if it is none of them.
    pub(super) fn builtin(
        &mut self,
        host: &mut dyn Host,
        symbol: &str,
        args: &[Val],
    ) -> Answer<EntryEffect> {
        match ENTRIES.iter().find(|(name, _)| *name == symbol) {
            Some((_, entry)) => entry(self, host, args),
            None => Ok(EntryEffect::Refused),
        }
    }
}

/// An argument that is an address.
pub fn pointer_arg(args: &[Val], index: usize) -> Answer<Pointer> {
    args.get(index)
        .and_then(|arg| arg.as_pointer())
        .ok_or(TrapReason::Undefined("a runtime entry"))
}

/// An argument that is an integer.
pub fn int_arg(args: &[Val], index: usize) -> Answer<i64> {
    args.get(index)
        .and_then(|arg| arg.as_int())
        .ok_or(TrapReason::AddressObserved)
}

fn type_arg(args: &[Val], index: usize) -> Answer<kiln_world::TypeId> {
    match pointer_arg(args, index)?.base {
        Base::MethodTable(ty) => Ok(ty),
        _ => Err(TrapReason::Undefined("a method table")),
    }
}

fn returns(pointer: Pointer) -> Answer<EntryEffect> {
    Ok(EntryEffect::Returns(vec![Val::Ptr(pointer)]))
}

fn length(args: &[Val], index: usize) -> Answer<Option<u32>> {
    Ok(u32::try_from(int_arg(args, index)?)
        .ok()
        .filter(|length| *length <= 0x7FFF_FFC7))
}

fn alloc_object(machine: &mut Machine, host: &mut dyn Host, args: &[Val]) -> Answer<EntryEffect> {
    returns(machine.new_object(host, type_arg(args, 0)?)?)
}

fn alloc_array(machine: &mut Machine, host: &mut dyn Host, args: &[Val]) -> Answer<EntryEffect> {
    match length(args, 1)? {
        Some(length) => returns(machine.new_array(host, type_arg(args, 0)?, length)?),
        None => Ok(EntryEffect::Throws(ExceptionKind::OutOfMemory)),
    }
}

fn alloc_string(machine: &mut Machine, host: &mut dyn Host, args: &[Val]) -> Answer<EntryEffect> {
    match length(args, 0)? {
        Some(length) => returns(machine.new_string(host, length)?),
        None => Ok(EntryEffect::Throws(ExceptionKind::OutOfMemory)),
    }
}

/// `(table of String, length)`
fn allocate_string(
    machine: &mut Machine,
    host: &mut dyn Host,
    args: &[Val],
) -> Answer<EntryEffect> {
    alloc_string(machine, host, args.get(1..).unwrap_or_default())
}

/// `(address, new)`: gives the old reference.
fn exchange(machine: &mut Machine, host: &mut dyn Host, args: &[Val]) -> Answer<EntryEffect> {
    let at = pointer_arg(args, 0)?;
    let old = machine.load(host, at, Cell::Ref)?;
    machine.store(at, Cell::Ref, Val::Ptr(pointer_arg(args, 1)?))?;
    Ok(EntryEffect::Returns(vec![old]))
}

/// `(address, new, comparand)`: gives the old reference.
fn compare_exchange(
    machine: &mut Machine,
    host: &mut dyn Host,
    args: &[Val],
) -> Answer<EntryEffect> {
    let at = pointer_arg(args, 0)?;
    let old = machine.load(host, at, Cell::Ref)?;
    if old.as_pointer() == Some(pointer_arg(args, 2)?) {
        machine.store(at, Cell::Ref, Val::Ptr(pointer_arg(args, 1)?))?;
    }
    Ok(EntryEffect::Returns(vec![old]))
}

fn store_reference(
    machine: &mut Machine,
    _host: &mut dyn Host,
    args: &[Val],
) -> Answer<EntryEffect> {
    let value = Val::Ptr(pointer_arg(args, 1)?);
    machine.store(pointer_arg(args, 0)?, Cell::Ref, value)?;
    Ok(EntryEffect::Returns(Vec::new()))
}

fn copy(machine: &mut Machine, host: &mut dyn Host, args: &[Val]) -> Answer<EntryEffect> {
    let count = int_arg(args, 2)? as u64;
    machine.copy_bytes(host, pointer_arg(args, 0)?, pointer_arg(args, 1)?, count)?;
    Ok(EntryEffect::Returns(Vec::new()))
}

fn is_instance(machine: &mut Machine, host: &mut dyn Host, args: &[Val]) -> Answer<EntryEffect> {
    let object = pointer_arg(args, 0)?;
    let fits =
        !object.is_null() && host.is_assignable(machine.type_of(host, object)?, type_arg(args, 1)?);
    returns(if fits { object } else { Pointer::NULL })
}

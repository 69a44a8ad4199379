//! Reads the language-specific data of a function: which landing pad covers a call, and what it
//! catches.

use super::reader::{Bases, PE_OMIT, Reader};
use crate::method_table::{MethodTable, test_kind};
use crate::object::Ref;
use core::ffi::c_void;

/// First word of a filter record, which no MethodTable starts with.
const FILTER_MAGIC: u32 = 0x00F1_17E4;

/// A filter clause's operand.
#[repr(C)]
pub struct FilterRecord {
    magic: u32,
    padding: u32,
    pub function: *const c_void,
}

/// The landing pad of one call site.
#[derive(Clone, Copy)]
pub struct Site {
    pub landing_pad: usize,
    /// First action record, 0 for a cleanup only.
    action: usize,
    /// Type table, which grows downwards from here.
    types: usize,
    type_encoding: u8,
}

impl Site {
    pub const NONE: Site = Site {
        landing_pad: 0,
        action: 0,
        types: 0,
        type_encoding: PE_OMIT,
    };
}

/// A clause of a landing pad.
pub enum Clause {
    Cleanup,
    /// Selector, and the operand: null, a MethodTable or a filter record.
    Catch(usize, *const c_void),
}

/// The landing pad that covers `pc` (an address within the call instruction).
///
/// # Safety
/// `lsda` must be the well-formed data of the function that contains `pc`.
pub unsafe fn find(lsda: usize, function: usize, pc: usize) -> Site {
    if lsda == 0 {
        return Site::NONE;
    }
    let mut r = Reader::new(lsda);
    let bases = Bases { data: 0, function };
    // SAFETY: as stated.
    unsafe {
        let start_encoding = r.u8();
        let pad_base = if start_encoding == PE_OMIT {
            function
        } else {
            r.pointer(start_encoding, bases)
        };
        let type_encoding = r.u8();
        let types = if type_encoding == PE_OMIT {
            0
        } else {
            let n = r.uleb();
            r.at as usize + n
        };
        let site_encoding = r.u8() & 0x0F;
        let sites_length = r.uleb();
        let actions = r.at as usize + sites_length;
        let offset = pc - function;
        while (r.at as usize) < actions {
            let start = r.pointer(site_encoding, Bases::default());
            let length = r.pointer(site_encoding, Bases::default());
            let pad = r.pointer(site_encoding, Bases::default());
            let action = r.uleb();
            if offset < start {
                break;
            }
            if offset < start + length {
                if pad == 0 {
                    break;
                }
                return Site {
                    landing_pad: pad_base + pad,
                    action: if action == 0 { 0 } else { actions + action - 1 },
                    types,
                    type_encoding,
                };
            }
        }
        Site::NONE
    }
}

impl Site {
    /// Visits the clauses in order until `visit` returns a value.
    ///
    /// # Safety
    /// The tables must be well formed.
    pub unsafe fn clauses<R>(&self, mut visit: impl FnMut(Clause) -> Option<R>) -> Option<R> {
        if self.action == 0 {
            return visit(Clause::Cleanup);
        }
        let mut at = self.action;
        // SAFETY: as stated.
        unsafe {
            loop {
                let mut r = Reader::new(at);
                let selector = r.sleb();
                let place = r.at as usize;
                let next = r.sleb();
                let clause = if selector > 0 {
                    let size = Reader::encoded_size(self.type_encoding);
                    let mut t = Reader::new(self.types - selector as usize * size);
                    let operand = t.pointer(self.type_encoding, Bases::default());
                    Clause::Catch(selector as usize, operand as *const c_void)
                } else {
                    Clause::Cleanup
                };
                if let Some(result) = visit(clause) {
                    return Some(result);
                }
                if next == 0 {
                    return None;
                }
                at = place.wrapping_add_signed(next);
            }
        }
    }
}

/// What a catch operand is.
pub enum Operand<'a> {
    All,
    Type(&'a MethodTable),
    Filter(&'a FilterRecord),
}

/// Tells the kinds of operands apart.
///
/// # Safety
/// `operand` must come from a well-formed table.
#[inline]
pub unsafe fn operand<'a>(operand: *const c_void) -> Operand<'a> {
    if operand.is_null() {
        return Operand::All;
    }
    // SAFETY: both kinds start with 32 readable bits.
    unsafe {
        if operand.cast::<u32>().read() == FILTER_MAGIC {
            Operand::Filter(&*operand.cast())
        } else {
            Operand::Type(&*operand.cast())
        }
    }
}

/// Does a catch of `target` take `exception`?
///
/// # Safety
/// `exception` must be a live object.
#[inline]
pub unsafe fn catches(target: &MethodTable, exception: Ref) -> bool {
    // SAFETY: as stated.
    let actual = unsafe { (*exception).mt() };
    if target.test() == test_kind::CLASS {
        actual.is_in_subtree(target)
    } else {
        crate::type_check::can_cast(actual, target)
    }
}

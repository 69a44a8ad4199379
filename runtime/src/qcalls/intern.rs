//! `String.Intern`: the literals of the image, and what the program adds to them. A string that is
//! interned stays for ever.

use crate::entries;
use crate::heap::handles::{self, Handle, HandleKind};
use crate::map::Map;
use crate::object::{Ref, StringObject};
use crate::program;
use crate::sync::mutex::Mutex;
use core::ptr::null_mut;
use core::sync::atomic::Ordering;

/// One interned string.
struct Entry {
    /// The string if it is a literal.
    literal: Ref,
    /// Else what holds it.
    handle: *mut Handle,
    /// The next one of the same hash.
    next: *mut Entry,
}

impl Entry {
    fn string(&self) -> Ref {
        if self.handle.is_null() {
            return self.literal;
        }
        // SAFETY: handles of interned strings are never freed.
        unsafe { (*self.handle).target.load(Ordering::Acquire) }
    }
}

static LOCK: Mutex = Mutex::new();
static mut STRINGS: Map = Map::new();
static mut READY: bool = false;

/// The entries are looked at and changed under the lock only.
struct Table<'a>(&'a mut Map);

impl Table<'_> {
    fn hash(chars: &[u16]) -> u64 {
        let hash = chars.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, unit| {
            (hash ^ u64::from(*unit)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        hash | 1
    }

    unsafe fn find(&self, chars: &[u16]) -> Option<Ref> {
        // SAFETY: entries stay, their strings are live.
        unsafe {
            let mut at = self.0.get(Self::hash(chars)).unwrap_or(0) as *const Entry;
            while let Some(entry) = at.as_ref() {
                if StringObject::chars(entry.string().cast()) == chars {
                    return Some(entry.string());
                }
                at = entry.next;
            }
            None
        }
    }

    /// False when there is no memory.
    unsafe fn add(&mut self, string: Ref, handle: *mut Handle) -> bool {
        // SAFETY: `string` is live.
        unsafe {
            let hash = Self::hash(StringObject::chars(string.cast()));
            let entry = libc::malloc(size_of::<Entry>()).cast::<Entry>();
            if entry.is_null() {
                return false;
            }
            entry.write(Entry {
                literal: string,
                handle,
                next: self.0.get(hash).unwrap_or(0) as *mut Entry,
            });
            self.0.put(hash, entry as u64)
        }
    }

    /// The table with the literals in it.
    unsafe fn ready() -> Table<'static> {
        // SAFETY: the caller holds the lock; the compiler wrote the list of literals.
        unsafe {
            let mut table = Table(&mut *(&raw mut STRINGS));
            if !READY {
                READY = true;
                let literals = program::literals().cast::<u64>();
                if let Some(&count) = literals.as_ref() {
                    let strings = literals.add(1).cast::<Ref>();
                    for string in core::slice::from_raw_parts(strings, count as usize) {
                        table.add(*string, null_mut());
                    }
                }
            }
            table
        }
    }
}

entries! {
    [qcall "String_Intern" "-"]
    fn kiln_string_intern(string: *mut Ref) {
        let _guard = LOCK.lock();
        let mut table = Table::ready();
        match table.find(StringObject::chars((*string).cast())) {
            Some(known) => *string = known,
            None => {
                let handle = handles::allocate(*string, null_mut(), HandleKind::Normal);
                if !handle.is_null() && !table.add(*string, handle) {
                    handles::free(handle);
                }
            }
        }
    }

    [qcall "String_IsInterned" "-"]
    fn kiln_string_is_interned(string: *mut Ref) {
        let _guard = LOCK.lock();
        *string = Table::ready().find(StringObject::chars((*string).cast())).unwrap_or(null_mut());
    }
}

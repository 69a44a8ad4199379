//! Layout of objects in memory: header, strings, arrays. Offsets are part of the contract with
//! generated code and with CoreLib, and asserted below.

use crate::method_table::MethodTable;
use core::mem::{offset_of, size_of};
use core::sync::atomic::{AtomicU8, AtomicU32};

/// A reference as generated code passes it: null or the address of an object header.
pub type Ref = *mut Object;

/// Bit of the GC byte: the object is old and not yet logged by the write barrier.
pub const GC_UNLOGGED: u8 = 0x80;

/// The header that every object starts with.
#[repr(C)]
pub struct Object {
    /// Address of the MethodTable (the image lies below 4 GiB).
    pub method_table: u32,
    /// Low 24 bits: thin lock; high 8 bits: GC byte.
    pub lock_and_gc: AtomicU32,
}

impl Object {
    /// The object's type.
    #[inline(always)]
    pub fn mt(&self) -> &'static MethodTable {
        // SAFETY: generated code and the allocator store the address of a MethodTable, which is
        // part of the image, before anyone else can see the object.
        unsafe { &*(self.method_table as usize as *const MethodTable) }
    }

    /// The GC byte at offset 7.
    #[inline(always)]
    pub fn gc_byte(&self) -> &AtomicU8 {
        // SAFETY: offset 7 lies within the header (little-endian, asserted below).
        unsafe { &*(core::ptr::from_ref(self).cast::<AtomicU8>().add(7)) }
    }
}

/// First bytes of a string; the characters follow, NUL-terminated.
#[repr(C)]
pub struct StringObject {
    pub header: Object,
    pub length: i32,
    pub first_char: [u16; 0],
}

impl StringObject {
    /// The UTF-16 code units.
    ///
    /// # Safety
    /// `this` must be a live string.
    #[inline]
    pub unsafe fn chars<'a>(this: *const StringObject) -> &'a [u16] {
        // SAFETY: a string holds `length` code units from offset 12 on.
        unsafe {
            let data = this.cast::<u8>().add(STRING_CHARS).cast::<u16>();
            core::slice::from_raw_parts(data, (*this).length as usize)
        }
    }
}

/// First bytes of a vector; elements start at offset 16.
#[repr(C)]
pub struct ArrayObject {
    pub header: Object,
    pub length: u32,
    pub padding: u32,
}

impl ArrayObject {
    /// Address of element data (of the bounds, for a multi-dimensional array).
    ///
    /// # Safety
    /// `this` must be a live array.
    #[inline(always)]
    pub unsafe fn data(this: *mut ArrayObject) -> *mut u8 {
        // SAFETY: an array is at least 16 bytes long.
        unsafe { this.cast::<u8>().add(ARRAY_DATA) }
    }
}

pub const HEADER_SIZE: usize = 8;
pub const STRING_CHARS: usize = 12;
pub const ARRAY_DATA: usize = 16;

const _: () = {
    assert!(size_of::<Object>() == HEADER_SIZE);
    assert!(offset_of!(Object, lock_and_gc) == 4);
    assert!(offset_of!(StringObject, length) == 8);
    assert!(offset_of!(StringObject, first_char) == STRING_CHARS);
    assert!(offset_of!(ArrayObject, length) == 8);
    assert!(size_of::<ArrayObject>() == ARRAY_DATA);
    assert!(cfg!(target_endian = "little"));
};

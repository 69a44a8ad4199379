//! Layout of type tables as the compiler emits them: CoreLib's 64-byte prefix, then ours.

use crate::object::StringObject;
use core::ffi::c_void;
use core::mem::{offset_of, size_of};

/// Masks of `MethodTable::flags` that CoreLib's IL knows.
pub mod flags {
    pub const HAS_COMPONENT_SIZE: u32 = 0x8000_0000;
    pub const CONTAINS_GC_POINTERS: u32 = 0x0100_0000;
    pub const HAS_FINALIZER: u32 = 0x0010_0000;
    pub const CATEGORY_MASK: u32 = 0x000F_0000;
    pub const CATEGORY_VALUE_TYPE_MASK: u32 = 0x000C_0000;
    pub const CATEGORY_VALUE_TYPE: u32 = 0x0004_0000;
    pub const CATEGORY_NULLABLE: u32 = 0x0005_0000;
    pub const CATEGORY_ARRAY: u32 = 0x0008_0000;
    pub const CATEGORY_SZ_ARRAY: u32 = 0x000A_0000;
    pub const CATEGORY_INTERFACE: u32 = 0x000C_0000;
    pub const GENERIC_INSTANCE: u32 = 0x10;
    pub const GENERIC_DEFINITION: u32 = 0x30;
}

/// What kind of cast target a type is (low byte of `MethodTable::test_kind`).
pub mod test_kind {
    pub const CLASS: u32 = 0;
    pub const INTERFACE: u32 = 1;
    pub const ARRAY: u32 = 2;
    pub const EXACT: u32 = 3;
    /// Not a target of any cast in the program's code; only its place in the class tree counts.
    pub const GENERAL: u32 = 4;
}

/// A type table.
#[repr(C)]
pub struct MethodTable {
    pub flags: u32,
    pub base_size: u32,
    pub flags2: u32,
    pub num_virtuals: u16,
    pub num_interfaces: u16,
    pub parent: *const MethodTable,
    pub module: *const c_void,
    pub auxiliary: *const AuxiliaryData,
    pub reserved40: *const c_void,
    pub element_type: *const MethodTable,
    /// `Nullable<T>`: offset and size of the value.
    pub nullable: NullableLayout,
    pub type_lo: u32,
    pub type_hi: u32,
    pub test_kind: u32,
    /// Interfaces: byte offset of the bucket in low 16 bits, id byte in bits 16..24.
    pub interface_bucket: u32,
    pub gc_map: *const GcMap,
    pub info: *const TypeInfo,
    pub finalizer: *const c_void,
    pub bucket_bytes: u16,
    pub slot_count: u16,
    pub kiln_flags: u32,
    /// Interface bucket bytes, as many in every table; code pointers of the slots follow.
    pub buckets: [u8; 0],
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct NullableLayout {
    pub value_offset: u32,
    pub value_size: u32,
}

// SAFETY: tables are constants of the image.
unsafe impl Sync for MethodTable {}

impl MethodTable {
    /// Element size for arrays and strings, else 0.
    #[inline(always)]
    pub fn component_size(&self) -> usize {
        if self.flags & flags::HAS_COMPONENT_SIZE != 0 {
            (self.flags & 0xFFFF) as usize
        } else {
            0
        }
    }

    /// Bytes an instance without elements really takes (our header is 8 bytes shorter than
    /// CoreLib's convention counts), before rounding.
    #[inline(always)]
    pub fn fixed_size(&self) -> usize {
        self.base_size as usize - 8
    }

    #[inline(always)]
    pub fn is_array(&self) -> bool {
        self.flags & flags::CATEGORY_VALUE_TYPE_MASK == flags::CATEGORY_ARRAY
    }

    #[inline(always)]
    pub fn is_value_type(&self) -> bool {
        self.flags & flags::CATEGORY_VALUE_TYPE_MASK == flags::CATEGORY_VALUE_TYPE
    }

    #[inline(always)]
    pub fn is_nullable(&self) -> bool {
        self.flags & flags::CATEGORY_MASK == flags::CATEGORY_NULLABLE
    }

    #[inline(always)]
    pub fn is_interface(&self) -> bool {
        self.flags & flags::CATEGORY_MASK == flags::CATEGORY_INTERFACE
    }

    #[inline(always)]
    pub fn has_finalizer(&self) -> bool {
        self.flags & flags::HAS_FINALIZER != 0
    }

    #[inline(always)]
    pub fn contains_references(&self) -> bool {
        self.flags & flags::CONTAINS_GC_POINTERS != 0
    }

    #[inline(always)]
    pub fn test(&self) -> u32 {
        self.test_kind & 0xFF
    }

    /// Rank of an array type (1 for vectors).
    #[inline(always)]
    pub fn rank(&self) -> u32 {
        (self.test_kind >> 8) & 0xFF
    }

    /// Class test: is this type in `target`'s subtree?
    #[inline(always)]
    pub fn is_in_subtree(&self, target: &MethodTable) -> bool {
        self.type_lo.wrapping_sub(target.type_lo) <= target.type_hi.wrapping_sub(target.type_lo)
    }

    /// Interface test by one byte compare: every table of a program has a byte for each bucket, at
    /// the same offset (from 112 on, before the slots). Offset 0: no type implements it.
    #[inline(always)]
    pub fn implements(&self, interface: &MethodTable) -> bool {
        let offset = (interface.interface_bucket & 0xFFFF) as usize;
        let id = (interface.interface_bucket >> 16) as u8;
        // SAFETY: the compiler gives all tables of a program the same number of bucket bytes.
        offset != 0 && unsafe { *core::ptr::from_ref(self).cast::<u8>().add(offset) } == id
    }

    /// Name and other facts that tables for reflection-like entries hold.
    #[inline(always)]
    pub fn type_info(&self) -> Option<&'static TypeInfo> {
        // SAFETY: null or a constant of the image.
        unsafe { self.info.as_ref() }
    }

    #[inline(always)]
    pub fn as_u32(&self) -> u32 {
        core::ptr::from_ref(self) as usize as u32
    }
}

/// CoreLib's auxiliary data.
#[repr(C)]
pub struct AuxiliaryData {
    pub flags: u32,
    pub padding: u32,
    pub loader_module: *const c_void,
    /// The frozen `System.RuntimeType`.
    pub exposed_class_object: crate::object::Ref,
}

/// Which words of an object hold references; for arrays, of one element.
#[repr(C)]
pub struct GcMap {
    pub words: u32,
    pub padding: u32,
    pub bits: [u64; 0],
}

/// Facts about a type outside its MethodTable.
#[repr(C)]
pub struct TypeInfo {
    /// Full name, for example `System.Int32`, or null.
    pub name: *const StringObject,
    pub cor_element_type: u32,
    pub attributes: u32,
    pub generic_args: *const *const MethodTable,
    pub generic_arg_count: u32,
    pub instance_field_bytes: u32,
    pub enum_info: *const c_void,
    pub shuffle_code: *const c_void,
    pub multicast_code: *const c_void,
}

const _: () = {
    assert!(offset_of!(MethodTable, base_size) == 4);
    assert!(offset_of!(MethodTable, num_interfaces) == 14);
    assert!(offset_of!(MethodTable, parent) == 16);
    assert!(offset_of!(MethodTable, auxiliary) == 32);
    assert!(offset_of!(MethodTable, element_type) == 48);
    assert!(offset_of!(MethodTable, nullable) == 56);
    assert!(offset_of!(MethodTable, type_lo) == 64);
    assert!(offset_of!(MethodTable, test_kind) == 72);
    assert!(offset_of!(MethodTable, interface_bucket) == 76);
    assert!(offset_of!(MethodTable, gc_map) == 80);
    assert!(offset_of!(MethodTable, info) == 88);
    assert!(offset_of!(MethodTable, finalizer) == 96);
    assert!(offset_of!(MethodTable, bucket_bytes) == 104);
    assert!(offset_of!(MethodTable, slot_count) == 106);
    assert!(offset_of!(MethodTable, kiln_flags) == 108);
    assert!(offset_of!(MethodTable, buckets) == 112);
    assert!(size_of::<MethodTable>() == 112);
    assert!(offset_of!(AuxiliaryData, exposed_class_object) == 16);
    assert!(offset_of!(TypeInfo, generic_args) == 16);
    assert!(offset_of!(TypeInfo, generic_arg_count) == 24);
    assert!(offset_of!(TypeInfo, enum_info) == 32);
    assert!(offset_of!(TypeInfo, multicast_code) == 48);
};

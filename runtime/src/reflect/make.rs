//! Types made at run time: those that metadata names but no code of the program does, arrays,
//! pointers and by-references of any type, and generic parameters.

use super::metadata::{self, table};
use super::tables::{self, NONE, TypeEntry};
use crate::heap::alloc::kiln_alloc_object;
use crate::heap::{check, handles};
use crate::layout::{self, field};
use crate::map::Map;
use crate::method_table::{AuxiliaryData, MethodTable, TypeInfo, flags};
use crate::object::{Ref, StringObject};
use crate::sync::mutex::Mutex;
use crate::{program, text};
use core::ptr::{null, null_mut};
use core::sync::atomic::{AtomicUsize, Ordering};

pub type Table = *const MethodTable;

/// Element types of ECMA-335.
pub mod element {
    pub const PTR: u32 = 0x0F;
    pub const BYREF: u32 = 0x10;
    pub const VALUE_TYPE: u32 = 0x11;
    pub const CLASS: u32 = 0x12;
    pub const VAR: u32 = 0x13;
    pub const ARRAY: u32 = 0x14;
    pub const SZ_ARRAY: u32 = 0x1D;
    pub const MVAR: u32 = 0x1E;
}

/// Tables are referred to by 32 bits, so they lie in the image: zero pages until they are used.
const ARENA_BYTES: usize = 8 << 20;
#[repr(align(16))]
struct Arena(core::cell::UnsafeCell<[u8; ARENA_BYTES]>);
// SAFETY: parts of it are handed out once each.
unsafe impl Sync for Arena {}
static ARENA: Arena = Arena(core::cell::UnsafeCell::new([0; ARENA_BYTES]));
static USED: AtomicUsize = AtomicUsize::new(0);

/// Zeroed memory that is never freed; null when the arena is full.
pub fn arena(bytes: usize) -> *mut u8 {
    let bytes = (bytes + 15) & !15;
    let start = USED.fetch_add(bytes, Ordering::Relaxed);
    if start + bytes > ARENA_BYTES {
        return null_mut();
    }
    let arena = ARENA.0.get().cast::<u8>();
    check::expect_tables(arena as usize, arena as usize + ARENA_BYTES);
    arena.wrapping_add(start)
}

/// Held while a type is made, so that each is made once.
static MAKING: Mutex = Mutex::new();

/// The `RuntimeType` of a type.
pub fn object_of(table: Table) -> Ref {
    // SAFETY: null or a table; every table has its object.
    unsafe {
        match table.as_ref() {
            Some(table) => match table.auxiliary.as_ref() {
                Some(auxiliary) => auxiliary.exposed_class_object,
                None => null_mut(),
            },
            None => null_mut(),
        }
    }
}

/// The type that a `RuntimeType` stands for.
///
/// # Safety
/// `object` must be null or a live `RuntimeType`.
pub unsafe fn table_of(object: Ref) -> Table {
    if object.is_null() {
        return null();
    }
    // SAFETY: as stated.
    unsafe { *field::<Table>(object, layout::RUNTIME_TYPE_HANDLE) }
}

pub fn info(table: Table) -> Option<&'static TypeInfo> {
    // SAFETY: null or a table.
    unsafe { table.as_ref() }.and_then(MethodTable::type_info)
}

pub fn kind(table: Table) -> u32 {
    info(table).map_or(element::CLASS, |info| info.cor_element_type)
}

pub fn name_of(table: Table) -> &'static [u16] {
    match info(table) {
        // SAFETY: a string that lives for ever.
        Some(info) if !info.name.is_null() => unsafe { StringObject::chars(info.name) },
        _ => &[],
    }
}

/// What a new type is made of.
pub struct New<'a> {
    pub template: Table,
    pub name: &'a [&'a [u16]],
    pub kind: u32,
    pub attributes: u32,
    pub element: Table,
    pub parent: Table,
    pub flags: u32,
    pub args: &'a [Table],
    pub module: u16,
    pub token: u32,
    pub definition: bool,
    pub base_size: u32,
}

impl New<'_> {
    /// Makes the type and enters it; null when there is no memory.
    pub fn make(self) -> Table {
        // SAFETY: all memory is fresh, and sized for what is written.
        unsafe {
            let fixed = size_of::<MethodTable>();
            let bytes = match self.template.as_ref() {
                Some(t) => fixed + t.bucket_bytes as usize + t.slot_count as usize * 8,
                None => fixed + 256,
            };
            let table = arena(bytes).cast::<MethodTable>();
            let auxiliary = arena(size_of::<AuxiliaryData>()).cast::<AuxiliaryData>();
            let info = arena(size_of::<TypeInfo>()).cast::<TypeInfo>();
            let entry = arena(size_of::<TypeEntry>()).cast::<TypeEntry>();
            let args = arena(size_of_val(self.args)).cast::<Table>();
            let name = text::concat(self.name);
            let object = kiln_alloc_object(&*program::mt_runtime_type().cast::<MethodTable>());
            if [
                table.cast::<u8>(),
                auxiliary.cast(),
                info.cast(),
                entry.cast(),
                args.cast(),
            ]
            .contains(&null_mut())
                || name.is_null()
                || object.is_null()
            {
                return null();
            }
            // The name and the object live as long as the type.
            handles::keep(name);
            handles::keep(object);
            if !self.template.is_null() {
                core::ptr::copy_nonoverlapping(
                    self.template.cast::<u8>(),
                    table.cast::<u8>(),
                    bytes,
                );
            }
            (*table).flags = self.flags;
            (*table).base_size = self.base_size;
            (*table).parent = self.parent;
            (*table).element_type = self.element;
            (*table).auxiliary = auxiliary;
            (*table).info = info;
            (*auxiliary).exposed_class_object = object;
            (*info).name = name.cast();
            (*info).cor_element_type = self.kind;
            (*info).attributes = self.attributes;
            (*info).generic_args = args.cast_const();
            (*info).generic_arg_count = self.args.len() as u32;
            core::ptr::copy_nonoverlapping(self.args.as_ptr(), args, self.args.len());
            *field::<Table>(object, layout::RUNTIME_TYPE_HANDLE) = table;
            (*entry).table = table;
            (*entry).token = self.token;
            (*entry).module = self.module;
            (*entry).definition = u16::from(self.definition);
            tables::enter(&*entry);
            table
        }
    }
}

fn units(text: &str) -> ([u16; 32], usize) {
    let mut out = [0; 32];
    let mut count = 0;
    for (o, c) in out.iter_mut().zip(text.bytes()) {
        *o = u16::from(c);
        count += 1;
    }
    (out, count)
}

/// A made compound type, by what it is made of: kept apart from the program's own.
static mut COMPOUNDS: Map = Map::new();

/// The type that `suffix` makes of `element`: found in the program, made before, or made now.
fn compound(element: Table, kind: u32, rank: u32, suffix: &str) -> Table {
    if element.is_null() {
        return null();
    }
    let found = tables::find_compound(|t| {
        t.element_type == element
            && t.type_info().is_some_and(|i| i.cor_element_type == kind)
            && (kind != element::ARRAY || t.rank() == rank)
    });
    if let Some(found) = found {
        return found;
    }
    let key = element as u64 | u64::from(kind) << 40 | u64::from(rank) << 48;
    let _guard = MAKING.lock();
    // SAFETY: the lock is held.
    let known = unsafe { &mut *(&raw mut COMPOUNDS) };
    if let Some(made) = known.get(key) {
        return made as Table;
    }
    let (suffix, length) = units(suffix);
    let name: [&[u16]; 2] = [name_of(element), suffix.get(..length).unwrap_or(&[])];
    let array = matches!(kind, element::ARRAY | element::SZ_ARRAY);
    let template = match kind {
        element::SZ_ARRAY => vector_template(element),
        element::ARRAY => program::array_template(),
        _ => null(),
    };
    // SAFETY: null or tables.
    let (mut flags, parent, sizes) = unsafe {
        match (template.as_ref(), element.as_ref()) {
            (Some(t), Some(e)) => {
                let bytes = if e.is_value_type() {
                    value_size(e)
                } else {
                    size_of::<usize>() as u32
                };
                (
                    flags::HAS_COMPONENT_SIZE | bytes & 0xFFFF,
                    t.parent,
                    e.contains_references() || !e.is_value_type(),
                )
            }
            _ => (0, null(), false),
        }
    };
    if array {
        flags |= if kind == element::SZ_ARRAY {
            flags::CATEGORY_SZ_ARRAY
        } else {
            flags::CATEGORY_ARRAY
        };
        if sizes {
            flags |= flags::CONTAINS_GC_POINTERS;
        }
    }
    let made = New {
        template,
        name: &name,
        kind,
        attributes: if array { 0x2101 } else { 0 },
        element,
        parent,
        flags,
        args: &[],
        module: NONE,
        token: 0x0200_0000,
        definition: false,
        base_size: match kind {
            element::SZ_ARRAY => 24,
            element::ARRAY => 24 + 8 * rank,
            _ => 24,
        },
    }
    .make();
    if !made.is_null() && array {
        // SAFETY: made just now, so nobody else sees it; the element has its own map.
        unsafe { finish_array(made.cast_mut(), &*element, rank, kind) };
    }
    known.put(key, made as u64);
    made
}

/// The array that a vector is copied from. A vector of references has the interfaces, and the code for them, of the
/// program's own vector of the next base class.
fn vector_template(element: Table) -> Table {
    // SAFETY: tables.
    let of = |table: Table| unsafe { table.as_ref() };
    if of(element).is_some_and(|element| element.is_value_type()) {
        return program::array_template();
    }
    let vector = |class: Table| {
        tables::find_compound(|t| {
            let kind = t.type_info().map(|info| info.cor_element_type);
            t.element_type == class && kind == Some(element::SZ_ARRAY)
        })
    };
    let classes = core::iter::successors(of(element), |class| of(class.parent));
    classes
        .chain(of(program::object_table()))
        .find_map(|class| vector(class))
        .unwrap_or_else(program::array_template)
}

/// Bytes of a value type's value.
pub fn value_size(table: &MethodTable) -> u32 {
    // Rounded to 8 in the base size; the exact size is what the fields take.
    table
        .type_info()
        .map_or(table.base_size - 16, |info| info.instance_field_bytes)
}

unsafe fn finish_array(made: *mut MethodTable, of: &MethodTable, rank: u32, kind: u32) {
    use crate::method_table::test_kind;
    // SAFETY: a fresh table.
    unsafe {
        let rank = if kind == element::SZ_ARRAY { 0 } else { rank };
        (*made).test_kind = test_kind::ARRAY | rank << 8;
        (*made).gc_map = if of.is_value_type() {
            of.gc_map
        } else {
            (*program::array_template()).gc_map
        };
    }
}

pub fn sz_array(of: Table) -> Table {
    compound(of, element::SZ_ARRAY, 1, "[]")
}

pub fn md_array(of: Table, rank: u32) -> Table {
    const COMMAS: &str = "[,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,]";
    let mut suffix = [0u8; 34];
    let text = if rank == 1 {
        "[*]"
    } else {
        let rank = (rank as usize).min(30);
        for (o, c) in suffix.iter_mut().zip(COMMAS.bytes().take(rank)) {
            *o = c;
        }
        if let Some(last) = suffix.get_mut(rank) {
            *last = b']';
        }
        core::str::from_utf8(suffix.get(..=rank).unwrap_or(&[])).unwrap_or("[,]")
    };
    compound(of, element::ARRAY, rank, text)
}

pub fn pointer(to: Table) -> Table {
    compound(to, element::PTR, 1, "*")
}

pub fn by_ref(to: Table) -> Table {
    compound(to, element::BYREF, 1, "&")
}

/// The type of a TypeDef: the program's, or one made of metadata.
pub fn type_def(module: u16, row: u32) -> Table {
    let token = u32::from(table::TYPE_DEF) << 24 | row;
    if let Some(entry) = tables::by_token(module, token) {
        return entry.table;
    }
    let Some(meta) = metadata::of(module) else {
        return null();
    };
    if row == 0 || row > meta.rows(table::TYPE_DEF) {
        return null();
    }
    let _guard = MAKING.lock();
    if let Some(entry) = tables::by_token(module, token) {
        return entry.table;
    }
    let attributes = meta.cell(table::TYPE_DEF, row, 0);
    let extends = meta.token(table::TYPE_DEF, row, 3);
    let is_interface = attributes & 0x20 != 0;
    let base_name = base_name(meta, extends);
    let value = matches!(base_name, (b"System", b"ValueType" | b"Enum"))
        && meta.name(table::TYPE_DEF, row, 1) != b"Enum";
    let generic = meta.sorted(table::GENERIC_PARAM, 2, token);
    let mut name = [0u16; 512];
    let length = super::names::definition(module, row, &mut name);
    let name: [&[u16]; 1] = [name.get(..length).unwrap_or(&[])];
    let mut params = [null(); 16];
    let count = generic.len().min(params.len());
    let made = New {
        template: null(),
        name: &name,
        kind: if value {
            element::VALUE_TYPE
        } else {
            element::CLASS
        },
        attributes,
        element: null(),
        parent: if is_interface {
            null()
        } else {
            program::object_table()
        },
        flags: if is_interface {
            flags::CATEGORY_INTERFACE
        } else if value {
            flags::CATEGORY_VALUE_TYPE
        } else {
            0
        } | if count != 0 {
            flags::GENERIC_DEFINITION
        } else {
            0
        },
        args: &[],
        module,
        token,
        definition: count != 0,
        base_size: 24,
    }
    .make();
    drop(_guard);
    if made.is_null() {
        return made;
    }
    for (slot, row) in params.iter_mut().zip(generic) {
        *slot = generic_param(module, row);
    }
    // SAFETY: the type's own record.
    unsafe {
        let info = (*made).info.cast_mut();
        let args = arena(count * 8).cast::<Table>();
        if !args.is_null() && count != 0 {
            core::ptr::copy_nonoverlapping(params.as_ptr(), args, count);
            (*info).generic_args = args;
            (*info).generic_arg_count = count as u32;
        }
    }
    made
}

/// Namespace and name of what a type extends.
fn base_name(meta: &metadata::Metadata, token: u32) -> (&'static [u8], &'static [u8]) {
    let row = token & 0x00FF_FFFF;
    match (token >> 24) as u8 {
        table::TYPE_DEF => (
            meta.name(table::TYPE_DEF, row, 2),
            meta.name(table::TYPE_DEF, row, 1),
        ),
        table::TYPE_REF => (
            meta.name(table::TYPE_REF, row, 2),
            meta.name(table::TYPE_REF, row, 1),
        ),
        _ => (b"", b""),
    }
}

/// A generic parameter of a type or method definition.
pub fn generic_param(module: u16, row: u32) -> Table {
    let token = u32::from(table::GENERIC_PARAM) << 24 | row;
    if let Some(entry) = tables::by_token(module, token) {
        return entry.table;
    }
    let Some(meta) = metadata::of(module) else {
        return null();
    };
    let _guard = MAKING.lock();
    let owner = meta.token(table::GENERIC_PARAM, row, 2);
    let of_method = (owner >> 24) as u8 == table::METHOD;
    let mut name = [0u16; 256];
    let mut length = 0;
    for (o, c) in name
        .iter_mut()
        .zip(text::Utf16::new(meta.name(table::GENERIC_PARAM, row, 3)))
    {
        *o = c;
        length += 1;
    }
    New {
        template: null(),
        name: &[name.get(..length).unwrap_or(&[])],
        kind: if of_method {
            element::MVAR
        } else {
            element::VAR
        },
        attributes: 1,
        element: null(),
        parent: program::object_table(),
        flags: 0,
        args: &[],
        module,
        token,
        definition: false,
        base_size: 24,
    }
    .make()
}

/// The generic definition with arguments: an instance that the program has, or a type without code.
pub fn instantiate(definition: Table, args: &[Table]) -> Table {
    let Some((module, token)) = tables::definition_of(definition) else {
        return null();
    };
    if let Some(found) = tables::instance(module, token, args) {
        return found;
    }
    if args.iter().any(|arg| arg.is_null()) {
        return null();
    }
    let _guard = MAKING.lock();
    if let Some(found) = tables::instance(module, token, args) {
        return found;
    }
    // SAFETY: a table.
    let of = unsafe { &*definition };
    let mut full = [0u16; 1024];
    let mut length = 0;
    let mut add = |text: &[u16]| {
        for c in text {
            if let Some(slot) = full.get_mut(length) {
                *slot = *c;
                length += 1;
            }
        }
    };
    let base = name_of(definition);
    let end = base
        .iter()
        .position(|c| *c == u16::from(b'['))
        .unwrap_or(base.len());
    add(base.get(..end).unwrap_or(&[]));
    add(&[u16::from(b'[')]);
    for (index, arg) in args.iter().enumerate() {
        if index > 0 {
            add(&[u16::from(b',')]);
        }
        add(name_of(*arg));
    }
    add(&[u16::from(b']')]);
    New {
        template: null(),
        name: &[full.get(..length).unwrap_or(&[])],
        kind: kind(definition),
        attributes: info(definition).map_or(0, |info| info.attributes),
        element: null(),
        parent: of.parent,
        flags: of.flags & !flags::GENERIC_DEFINITION | flags::GENERIC_INSTANCE,
        args,
        module,
        token,
        definition: false,
        base_size: 24,
    }
    .make()
}

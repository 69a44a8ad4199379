//! The tables that the compiler writes for reflection, and look-up in them: by MethodTable, by
//! module and token. Types made at run time are entered here as well.

use crate::map::Map;
use crate::method_table::MethodTable;
use crate::sync::mutex::Mutex;
use core::ffi::{c_char, c_void};
use core::ptr::null;

/// Written by `compiler/codegen/src/reflection.rs`.
#[repr(C)]
pub struct Reflection {
    modules: *const Module,
    types: *const TypeEntry,
    module_count: u32,
    type_count: u32,
}

#[repr(C)]
pub struct Module {
    pub name: *const c_char,
    pub full_name: *const c_char,
    pub metadata: *const u8,
    pub metadata_size: u32,
    pub framework: u32,
}

#[repr(C)]
pub struct TypeEntry {
    pub table: *const MethodTable,
    pub methods: *const MethodEntry,
    pub fields: *const FieldEntry,
    pub interfaces: *const *const MethodTable,
    pub cctor: *const c_void,
    pub token: u32,
    pub module: u16,
    pub virtuals: u16,
    pub method_count: u16,
    pub field_count: u16,
    pub interface_count: u16,
    pub definition: u16,
}

#[repr(C)]
pub struct MethodEntry {
    /// What a call by reflection calls.
    pub code: *const c_void,
    /// What delegates hold.
    pub entry: *const c_void,
    pub invoke: *const c_void,
    pub args: *const *const MethodTable,
    pub token: u32,
    pub slot: u16,
    pub arg_count: u16,
}

#[repr(C)]
pub struct FieldEntry {
    pub address: *const c_void,
    pub ty: *const MethodTable,
    pub token: u32,
    pub offset: u32,
}

/// In place of a module or a slot.
pub const NONE: u16 = 0xFFFF;

/// A slice from a pointer that is null when there is nothing.
unsafe fn slice<'a, T>(start: *const T, count: usize) -> &'a [T] {
    if start.is_null() || count == 0 {
        return &[];
    }
    // SAFETY: the tables of the image say so.
    unsafe { core::slice::from_raw_parts(start, count) }
}

impl TypeEntry {
    pub fn methods(&self) -> &'static [MethodEntry] {
        // SAFETY: written by the compiler.
        unsafe { slice(self.methods, self.method_count as usize) }
    }

    pub fn fields(&self) -> &'static [FieldEntry] {
        // SAFETY: written by the compiler.
        unsafe { slice(self.fields, self.field_count as usize) }
    }

    pub fn interfaces(&self) -> &'static [*const MethodTable] {
        // SAFETY: written by the compiler.
        unsafe { slice(self.interfaces, self.interface_count as usize) }
    }
}

impl MethodEntry {
    pub fn args(&self) -> &'static [*const MethodTable] {
        // SAFETY: written by the compiler.
        unsafe { slice(self.args, self.arg_count as usize) }
    }
}

impl Module {
    pub fn name(&self) -> &'static [u8] {
        // SAFETY: a C string of the image.
        unsafe { core::ffi::CStr::from_ptr(self.name).to_bytes() }
    }

    pub fn full_name(&self) -> &'static [u8] {
        // SAFETY: a C string of the image.
        unsafe { core::ffi::CStr::from_ptr(self.full_name).to_bytes() }
    }

    pub fn metadata(&self) -> &'static [u8] {
        // SAFETY: written by the compiler.
        unsafe { slice(self.metadata, self.metadata_size as usize) }
    }
}

fn root() -> Option<&'static Reflection> {
    // SAFETY: null or the program's tables.
    unsafe { crate::program::reflection().cast::<Reflection>().as_ref() }
}

pub fn modules() -> &'static [Module] {
    // SAFETY: written by the compiler.
    root().map_or(&[], |root| unsafe {
        slice(root.modules, root.module_count as usize)
    })
}

/// Entries of the program's own types.
pub fn types() -> &'static [TypeEntry] {
    // SAFETY: written by the compiler.
    root().map_or(&[], |root| unsafe {
        slice(root.types, root.type_count as usize)
    })
}

/// What was looked up or made so far.
pub struct Registry {
    ready: bool,
    /// MethodTable → entry.
    by_table: Map,
    /// Module and token → entry of the type that is no instance, or of the definition.
    by_token: Map,
    /// Module and token → first of the chain of instances.
    instances: Map,
}

pub static LOCK: Mutex = Mutex::new();
static mut REGISTRY: Registry = Registry {
    ready: false,
    by_table: Map::new(),
    by_token: Map::new(),
    instances: Map::new(),
};

/// One instance of a generic type.
#[repr(C)]
struct Chain {
    entry: *const TypeEntry,
    next: *const Chain,
}

fn token_key(module: u16, token: u32) -> u64 {
    (u64::from(module) + 1) << 32 | u64::from(token)
}

/// Arguments of a generic instance.
pub fn generic_args(table: &MethodTable) -> &'static [*const MethodTable] {
    // SAFETY: written by the compiler, or by `make`.
    table.type_info().map_or(&[], |info| unsafe {
        slice(info.generic_args, info.generic_arg_count as usize)
    })
}

impl Registry {
    fn enter(&mut self, entry: &'static TypeEntry) {
        let table = entry.table as u64;
        self.by_table.put(table, core::ptr::from_ref(entry) as u64);
        if entry.module == NONE {
            return;
        }
        let key = token_key(entry.module, entry.token);
        // SAFETY: a table of the image or one that was made.
        let args = generic_args(unsafe { &*entry.table });
        if args.is_empty() || entry.definition != 0 {
            self.by_token.put(key, core::ptr::from_ref(entry) as u64);
            return;
        }
        let next = self.instances.get(key).unwrap_or(0) as *const Chain;
        // SAFETY: fresh memory for one record.
        unsafe {
            let chain = libc::malloc(size_of::<Chain>()).cast::<Chain>();
            if !chain.is_null() {
                chain.write(Chain { entry, next });
                self.instances.put(key, chain as u64);
            }
        }
    }
}

/// Runs with the registry, which it fills first.
fn with<T>(work: impl FnOnce(&mut Registry) -> T) -> T {
    let _guard = LOCK.lock();
    // SAFETY: the lock is held.
    let registry = unsafe { &mut *(&raw mut REGISTRY) };
    if !registry.ready {
        registry.ready = true;
        for entry in types() {
            registry.enter(entry);
        }
    }
    work(registry)
}

pub fn enter(entry: &'static TypeEntry) {
    with(|registry| registry.enter(entry));
}

/// What is known of a type.
pub fn entry_of(table: *const MethodTable) -> Option<&'static TypeEntry> {
    let found = with(|registry| registry.by_table.get(table as u64))?;
    // SAFETY: entries are never freed.
    unsafe { (found as *const TypeEntry).as_ref() }
}

/// The type of a TypeDef: itself or, if generic, its definition.
pub fn by_token(module: u16, token: u32) -> Option<&'static TypeEntry> {
    let found = with(|registry| registry.by_token.get(token_key(module, token)))?;
    // SAFETY: entries are never freed.
    unsafe { (found as *const TypeEntry).as_ref() }
}

/// The instance of a generic TypeDef with these arguments.
pub fn instance(
    module: u16,
    token: u32,
    args: &[*const MethodTable],
) -> Option<*const MethodTable> {
    let mut at = with(|registry| registry.instances.get(token_key(module, token))).unwrap_or(0)
        as *const Chain;
    // SAFETY: chains are never freed.
    unsafe {
        while let Some(chain) = at.as_ref() {
            let table = (*chain.entry).table;
            if generic_args(&*table) == args {
                return Some(table);
            }
            at = chain.next;
        }
    }
    None
}

/// Visits every type of a module that is known, definitions and plain types only.
pub fn find_compound(matches: impl Fn(&MethodTable) -> bool) -> Option<*const MethodTable> {
    types()
        .iter()
        .map(|entry| entry.table)
        // SAFETY: tables of the image.
        .find(|table| matches(unsafe { &**table }))
}

/// The module and token that a type is defined by.
pub fn definition_of(table: *const MethodTable) -> Option<(u16, u32)> {
    let entry = entry_of(table)?;
    (entry.module != NONE).then_some((entry.module, entry.token))
}

pub const NOTHING: *const c_void = null();

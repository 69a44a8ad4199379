//! Handles of methods and fields: records made on demand, one for each member of each type.

use super::make::Table;
use super::metadata::{self, Metadata, table};
use super::tables::{self, FieldEntry, MethodEntry};
use crate::map::Map;
use crate::sync::mutex::Mutex;
use core::ptr::null_mut;

/// What a `RuntimeMethodHandleInternal` points to.
#[repr(C)]
pub struct Method {
    pub owner: Table,
    pub entry: Option<&'static MethodEntry>,
    pub args: *const Table,
    pub arg_count: u32,
    pub token: u32,
    pub module: u16,
    /// The next instance of the same generic method.
    next: *mut Method,
}

/// What a `RuntimeFieldHandleInternal` points to.
#[repr(C)]
pub struct Field {
    /// As fields with data in the image have them.
    pub data: *const u8,
    pub size: u32,
    pub token: u32,
    pub owner: Table,
    pub entry: Option<&'static FieldEntry>,
    pub module: u16,
}

static LOCK: Mutex = Mutex::new();
static mut METHODS: Map = Map::new();
static mut FIELDS: Map = Map::new();

fn key(owner: Table, token: u32) -> u64 {
    (owner as u64) << 32 | u64::from(token)
}

impl Method {
    pub fn row(&self) -> u32 {
        self.token & 0x00FF_FFFF
    }

    pub fn meta(&self) -> Option<&'static Metadata> {
        metadata::of(self.module)
    }

    pub fn args(&self) -> &'static [Table] {
        if self.args.is_null() {
            return &[];
        }
        // SAFETY: made with the record.
        unsafe { core::slice::from_raw_parts(self.args, self.arg_count as usize) }
    }

    pub fn attributes(&self) -> u32 {
        self.meta()
            .map_or(0, |meta| meta.cell(table::METHOD, self.row(), 2))
    }

    pub fn name(&self) -> &'static [u8] {
        self.meta()
            .map_or(b"", |meta| meta.name(table::METHOD, self.row(), 3))
    }

    pub fn signature(&self) -> &'static [u8] {
        self.meta()
            .map_or(b"", |meta| meta.blob(table::METHOD, self.row(), 4))
    }

    pub fn is_static(&self) -> bool {
        self.attributes() & 0x10 != 0
    }

    pub fn is_constructor(&self) -> bool {
        self.attributes() & 0x1000 != 0 && matches!(self.name(), b".ctor" | b".cctor")
    }

    /// Rows of the method's own generic parameters.
    pub fn generic_params(&self) -> core::ops::Range<u32> {
        self.meta().map_or(0..0, |meta| {
            meta.sorted(table::GENERIC_PARAM, 2, self.token)
        })
    }
}

/// The method of a type by its token: one of its own or, for a definition, without arguments.
pub fn method(owner: Table, token: u32) -> *mut Method {
    let Some((module, _)) = tables::definition_of(owner) else {
        return null_mut();
    };
    let entry = tables::entry_of(owner).and_then(|entry| {
        entry
            .methods()
            .iter()
            .find(|method| method.token == token && method.arg_count == 0)
    });
    let _guard = LOCK.lock();
    // SAFETY: the lock is held.
    unsafe {
        let known = &mut *(&raw mut METHODS);
        if let Some(found) = known.get(key(owner, token)) {
            return found as *mut Method;
        }
        let made = libc::calloc(1, size_of::<Method>()).cast::<Method>();
        if made.is_null() {
            return made;
        }
        (*made).owner = owner;
        (*made).entry = entry;
        (*made).token = token;
        (*made).module = module;
        known.put(key(owner, token), made as u64);
        made
    }
}

/// The instance of a generic method with these arguments.
pub fn method_instance(definition: &mut Method, args: &[Table]) -> *mut Method {
    let entry = tables::entry_of(definition.owner).and_then(|entry| {
        entry
            .methods()
            .iter()
            .find(|method| method.token == definition.token && method.args() == args)
    });
    let _guard = LOCK.lock();
    // SAFETY: the lock is held; records are never freed.
    unsafe {
        let mut at = definition.next;
        while let Some(instance) = at.as_ref() {
            if instance.args() == args {
                return at;
            }
            at = instance.next;
        }
        let made = libc::calloc(1, size_of::<Method>()).cast::<Method>();
        let copy = libc::calloc(args.len().max(1), size_of::<Table>()).cast::<Table>();
        if made.is_null() || copy.is_null() {
            return null_mut();
        }
        core::ptr::copy_nonoverlapping(args.as_ptr(), copy, args.len());
        made.write(Method {
            owner: definition.owner,
            entry,
            args: copy,
            arg_count: args.len() as u32,
            token: definition.token,
            module: definition.module,
            next: definition.next,
        });
        definition.next = made;
        made
    }
}

/// The definition that an instance was made of.
pub fn method_definition(method: &Method) -> *mut Method {
    self::method(method.owner, method.token)
}

/// The method that a code address belongs to, as delegates hold it.
pub fn method_of_code(code: usize) -> *mut Method {
    if code == 0 {
        return null_mut();
    }
    for entry in tables::types() {
        for method in entry.methods() {
            if method.entry as usize == code || method.code as usize == code {
                let found = self::method(entry.table, method.token);
                if method.arg_count == 0 || found.is_null() {
                    return found;
                }
                // SAFETY: a record.
                return method_instance(unsafe { &mut *found }, method.args());
            }
        }
    }
    null_mut()
}

/// The field of a type by its token.
pub fn field(owner: Table, token: u32) -> *mut Field {
    let Some((module, _)) = tables::definition_of(owner) else {
        return null_mut();
    };
    let entry = tables::entry_of(owner)
        .and_then(|entry| entry.fields().iter().find(|field| field.token == token));
    let _guard = LOCK.lock();
    // SAFETY: the lock is held.
    unsafe {
        let known = &mut *(&raw mut FIELDS);
        if let Some(found) = known.get(key(owner, token)) {
            return found as *mut Field;
        }
        let made = libc::calloc(1, size_of::<Field>()).cast::<Field>();
        if made.is_null() {
            return made;
        }
        (*made).owner = owner;
        (*made).entry = entry;
        (*made).token = token;
        (*made).module = module;
        known.put(key(owner, token), made as u64);
        made
    }
}

impl Field {
    pub fn row(&self) -> u32 {
        self.token & 0x00FF_FFFF
    }

    pub fn attributes(&self) -> u32 {
        metadata::of(self.module).map_or(0, |meta| meta.cell(table::FIELD, self.row(), 0))
    }

    pub fn name(&self) -> &'static [u8] {
        metadata::of(self.module).map_or(b"", |meta| meta.name(table::FIELD, self.row(), 1))
    }

    pub fn signature(&self) -> &'static [u8] {
        metadata::of(self.module).map_or(b"", |meta| meta.blob(table::FIELD, self.row(), 2))
    }

    pub fn is_static(&self) -> bool {
        self.attributes() & 0x10 != 0
    }

    pub fn is_literal(&self) -> bool {
        self.attributes() & 0x40 != 0
    }
}

/// The type that declares a member of a type or one of its bases, by the member's token.
pub fn declaring(meta: &Metadata, token: u32) -> Option<u32> {
    let row = token & 0x00FF_FFFF;
    match (token >> 24) as u8 {
        table::METHOD => meta.owner(table::TYPE_DEF, 5, table::METHOD, row),
        table::FIELD => meta.owner(table::TYPE_DEF, 4, table::FIELD, row),
        _ => None,
    }
}

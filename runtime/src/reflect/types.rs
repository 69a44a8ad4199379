//! `RuntimeTypeHandle`: facts about types.

use super::make::{self, Table, element, object_of, table_of};
use super::members::{self, Field, Method};
use super::metadata::{self, table};
use super::signature::{self, Context, type_array};
use super::tables::{self, NONE};
use crate::entries;
use crate::heap::alloc::{kiln_alloc_array, kiln_alloc_md_array, kiln_alloc_object};
use crate::heap::handles::{self, HandleKind};
use crate::map::Map;
use crate::method_table::{MethodTable, flags};
use crate::object::Ref;
use crate::pending::{self, ExceptionKind};
use crate::program;
use crate::sync::mutex::Mutex;
use core::ffi::c_void;
use core::ptr::{null, null_mut};

/// Parameters of definitions, by their tables.
static mut PARAMETERS: Map = Map::new();
static LOCK: Mutex = Mutex::new();

/// A definition's own parameters, or an instance's arguments.
pub fn instantiation(of: Table) -> &'static [Table] {
    let Some(entry) = tables::entry_of(of) else {
        return &[];
    };
    // SAFETY: tables of entries are tables.
    let args = tables::generic_args(unsafe { &*of });
    if entry.definition == 0 {
        return args;
    }
    // A definition of the image has the parameters that all definitions share; its own take their
    // place.
    let key = of as u64;
    // SAFETY: the lock is held.
    let known = |_: &crate::sync::mutex::Guard<'_>| unsafe { (*(&raw mut PARAMETERS)).get(key) };
    let found = known(&LOCK.lock());
    let list = match found {
        Some(list) => list as *const Table,
        None => {
            let Some(meta) = metadata::of(entry.module) else {
                return args;
            };
            let list = make::arena(args.len() * 8).cast::<Table>();
            if list.is_null() {
                return args;
            }
            let rows = meta.sorted(table::GENERIC_PARAM, 2, entry.token);
            for (index, row) in rows.enumerate().take(args.len()) {
                // SAFETY: as many places as parameters.
                unsafe { *list.add(index) = make::generic_param(entry.module, row) };
            }
            let _guard = LOCK.lock();
            // SAFETY: the lock is held.
            unsafe { (*(&raw mut PARAMETERS)).put(key, list as u64) };
            list
        }
    };
    // SAFETY: made with that length.
    unsafe { core::slice::from_raw_parts(list, args.len()) }
}

/// The module that defines the type, or the type its elements have.
pub fn module_of(of: Table) -> Option<u16> {
    let mut at = of;
    loop {
        if let Some(entry) = tables::entry_of(at).filter(|entry| entry.module != NONE) {
            return Some(entry.module);
        }
        // SAFETY: null or a table.
        at = unsafe { at.as_ref()? }.element_type;
    }
}

fn definition(of: Table) -> Table {
    match tables::definition_of(of) {
        Some((module, token)) => make::type_def(module, token & 0x00FF_FFFF),
        None => of,
    }
}

fn is_variable(of: Table) -> bool {
    matches!(make::kind(of), element::VAR | element::MVAR)
}

fn name_bytes(of: Table) -> *const u8 {
    match tables::definition_of(of) {
        Some((module, token)) => {
            let kind = (token >> 24) as u8;
            let column = if kind == table::GENERIC_PARAM { 3 } else { 1 };
            metadata::of(module).map_or(c"".as_ptr().cast(), |meta| {
                meta.name(kind, token & 0x00FF_FFFF, column).as_ptr()
            })
        }
        None => c"".as_ptr().cast(),
    }
}

/// Rows of the methods that a type declares.
fn methods_of(of: Table) -> Option<(u16, core::ops::Range<u32>)> {
    let (module, token) = tables::definition_of(of)?;
    if (token >> 24) as u8 != table::TYPE_DEF {
        return None;
    }
    let meta = metadata::of(module)?;
    Some((
        module,
        meta.list(table::TYPE_DEF, token & 0x00FF_FFFF, 5, table::METHOD),
    ))
}

/// The constructor without parameters, as the program has it.
fn default_constructor(of: Table) -> Option<&'static Method> {
    let (_, rows) = methods_of(of)?;
    for row in rows {
        let token = u32::from(table::METHOD) << 24 | row;
        // SAFETY: records are never freed.
        let method = unsafe { members::method(of, token).as_ref()? };
        if method.is_constructor() && !method.is_static() && method.signature().get(1) == Some(&0) {
            return Some(method);
        }
    }
    None
}

unsafe extern "C" fn allocate(table: &MethodTable) -> Ref {
    // SAFETY: a type that objects are made of.
    unsafe { kiln_alloc_object(table) }
}

entries! {
    [icall "System.RuntimeTypeHandle::GetElementTypeHandle(System.IntPtr):System.IntPtr" "-"]
    fn kiln_reflect_element_type(of: Table) -> Table {
        of.as_ref().map_or(null(), |table| table.element_type)
    }

    [icall "System.RuntimeTypeHandle::IsGenericVariable(System.RuntimeType):System.Boolean" "-"]
    fn kiln_reflect_is_variable(ty: Ref) -> i32 {
        i32::from(is_variable(table_of(ty)))
    }

    [icall "System.RuntimeTypeHandle::GetGenericVariableIndex(System.RuntimeType):System.Int32" "-"]
    fn kiln_reflect_variable_index(ty: Ref) -> i32 {
        match tables::definition_of(table_of(ty)) {
            Some((module, token)) => metadata::of(module)
                .map_or(0, |meta| meta.cell(table::GENERIC_PARAM, token & 0x00FF_FFFF, 0) as i32),
            None => 0,
        }
    }

    [icall "System.RuntimeTypeHandle::ContainsGenericVariables(System.RuntimeType):System.Boolean" "-"]
    fn kiln_reflect_contains_variables(ty: Ref) -> i32 {
        i32::from(super::names::is_open(table_of(ty)))
    }

    [icall "System.RuntimeTypeHandle::GetArrayRank(System.RuntimeType):System.Int32" "-"]
    fn kiln_reflect_array_rank(ty: Ref) -> i32 {
        table_of(ty).as_ref().map_or(0, |table| table.rank().max(1) as i32)
    }

    [icall "System.RuntimeTypeHandle::GetAttributes(System.RuntimeType):System.Reflection.TypeAttributes" "-"]
    fn kiln_reflect_type_attributes(ty: Ref) -> u32 {
        make::info(table_of(ty)).map_or(0, |info| info.attributes)
    }

    [icall "System.RuntimeTypeHandle::GetToken(System.RuntimeType):System.Int32" "-"]
    fn kiln_reflect_type_token(ty: Ref) -> u32 {
        tables::definition_of(table_of(ty)).map_or(0x0200_0000, |(_, token)| token)
    }

    [icall "System.RuntimeTypeHandle::GetNumVirtuals(System.RuntimeType):System.Int32" "-"]
    fn kiln_reflect_virtuals(ty: Ref) -> i32 {
        tables::entry_of(table_of(ty)).map_or(0, |entry| i32::from(entry.virtuals))
    }

    [qcall "RuntimeTypeHandle_GetNumVirtualsAndStaticVirtuals" "-"]
    fn kiln_reflect_all_virtuals(keep: usize, of: Table) -> i32 {
        let _ = keep;
        tables::entry_of(of).map_or(0, |entry| i32::from(entry.virtuals))
    }

    [icall "System.RuntimeTypeHandle::GetUtf8NameInternal(System.Runtime.CompilerServices.MethodTable*):System.Void*" "-"]
    fn kiln_reflect_type_name(of: Table) -> *const u8 {
        name_bytes(of)
    }

    [icall "System.RuntimeTypeHandle::GetFirstIntroducedMethod(System.RuntimeType):System.RuntimeMethodHandleInternal" "-"]
    fn kiln_reflect_first_method(ty: Ref) -> *mut Method {
        let of = table_of(ty);
        match methods_of(of) {
            Some((_, rows)) if !rows.is_empty() => members::method(of, u32::from(table::METHOD) << 24 | rows.start),
            _ => null_mut(),
        }
    }

    [icall "System.RuntimeTypeHandle::GetNextIntroducedMethod(System.RuntimeMethodHandleInternal&):System.Void" "-"]
    fn kiln_reflect_next_method(at: *mut *mut Method) {
        *at = match (*at).as_ref() {
            Some(method) => match methods_of(method.owner) {
                Some((_, rows)) if rows.contains(&(method.row() + 1)) => members::method(method.owner, method.token + 1),
                _ => null_mut(),
            },
            None => null_mut(),
        };
    }

    [qcall "RuntimeTypeHandle_GetMethodAt" "-"]
    fn kiln_reflect_method_at(of: Table, slot: i32) -> *mut Method {
        let mut at = of;
        while let Some(table) = at.as_ref() {
            let found = tables::entry_of(at).and_then(|entry| entry.methods().iter().find(|method| i32::from(method.slot) == slot));
            if let Some(found) = found {
                return members::method(at, found.token);
            }
            at = table.parent;
        }
        null_mut()
    }

    [qcall "RuntimeTypeHandle_GetFields" "-"]
    fn kiln_reflect_type_fields(of: Table, out: *mut usize, count: *mut i32) -> i32 {
        let mut rows = 0..0;
        if let Some((module, token)) = tables::definition_of(of)
            && (token >> 24) as u8 == table::TYPE_DEF
            && let Some(meta) = metadata::of(module)
        {
            rows = meta.list(table::TYPE_DEF, token & 0x00FF_FFFF, 4, table::FIELD);
        }
        let room = *count;
        // Instance fields come first; the class library finds literals by itself.
        *count = 0;
        for wanted in [false, true] {
            for row in rows.clone() {
                let field = members::field(of, u32::from(table::FIELD) << 24 | row);
                let counts = |field: &Field| field.is_static() == wanted && !field.is_literal();
                if field.as_ref().is_some_and(counts) {
                    if *count < room {
                        *out.add(*count as usize) = field as usize;
                    }
                    *count += 1;
                }
            }
        }
        i32::from(*count <= room)
    }

    [qcall "RuntimeTypeHandle_GetInterfaces" "alloc"]
    fn kiln_reflect_interfaces(of: Table, result: *mut Ref) {
        let found = tables::entry_of(of).map_or(&[][..], |entry| entry.interfaces());
        *result = type_array(program::mt_type_array().cast(), found);
    }

    [qcall "RuntimeTypeHandle_GetConstraints" "alloc"]
    fn kiln_reflect_constraints(keep: usize, of: Table, result: *mut Ref) {
        let _ = keep;
        let mut found = [null(); 16];
        let mut count = 0;
        if let Some((module, token)) = tables::definition_of(of)
            && let Some(meta) = metadata::of(module)
        {
            let row = token & 0x00FF_FFFF;
            let context = Context { module, ..Context::default() };
            for constraint in meta.equal_range(table::GENERIC_PARAM_CONSTRAINT, 0, row) {
                let ty = signature::type_token(meta.token(table::GENERIC_PARAM_CONSTRAINT, constraint, 1), context);
                if let Some(slot) = found.get_mut(count).filter(|_| !ty.is_null()) {
                    *slot = ty;
                    count += 1;
                }
            }
        }
        *result = type_array(program::mt_type_array().cast(), found.get(..count).unwrap_or(&[]));
    }

    [qcall "QCall_GetGCHandleForTypeHandle" "-"]
    fn kiln_type_gc_handle(keep: usize, of: usize, kind: i32) -> usize {
        let _ = (keep, of);
        handles::allocate(null_mut(), null_mut(), HandleKind::from_number(kind)) as usize
    }

    [qcall "QCall_FreeGCHandleForTypeHandle" "-"]
    fn kiln_type_gc_handle_free(keep: usize, of: usize, handle: usize) -> usize {
        let _ = (keep, of);
        handles::free(handle as *mut handles::Handle);
        0
    }

    [qcall "RuntimeTypeHandle_IsVisible" "-"]
    fn kiln_reflect_is_visible(keep: usize, of: Table) -> i32 {
        let _ = keep;
        let attributes = make::info(definition(of)).map_or(1, |info| info.attributes);
        i32::from(matches!(attributes & 7, 1 | 2))
    }

    [qcall "RuntimeTypeHandle_IsCollectible" "-"]
    fn kiln_type_is_collectible(keep: usize, of: usize) -> i32 {
        let _ = (keep, of);
        0
    }

    [qcall "RuntimeTypeHandle_RegisterCollectibleTypeDependency" "-"]
    fn kiln_type_register_dependency(keep: usize, of: usize, keep_assembly: usize, assembly: usize) {
        let _ = (keep, of, keep_assembly, assembly);
    }

    [qcall "RuntimeTypeHandle_GetDeclaringTypeHandle" "-"]
    [qcall "RuntimeTypeHandle_GetDeclaringTypeHandleForGenericVariable" "-"]
    fn kiln_reflect_declaring_type(of: Table) -> Table {
        let Some((module, token)) = tables::definition_of(of) else { return null() };
        let Some(meta) = metadata::of(module) else { return null() };
        let row = token & 0x00FF_FFFF;
        if (token >> 24) as u8 == table::GENERIC_PARAM {
            let owner = meta.token(table::GENERIC_PARAM, row, 2);
            let owner_row = owner & 0x00FF_FFFF;
            return match (owner >> 24) as u8 {
                table::TYPE_DEF => make::type_def(module, owner_row),
                _ => members::declaring(meta, owner).map_or(null(), |row| make::type_def(module, row)),
            };
        }
        match meta.equal_range(table::NESTED_CLASS, 0, row).next() {
            Some(nested) => make::type_def(module, meta.cell(table::NESTED_CLASS, nested, 1)),
            None => null(),
        }
    }

    [qcall "RuntimeTypeHandle_GetDeclaringMethodForGenericParameter" "alloc"]
    fn kiln_reflect_declaring_method(keep: usize, of: Table, result: *mut Ref) {
        let _ = keep;
        *result = null_mut();
        if let Some((module, token)) = tables::definition_of(of)
            && let Some(meta) = metadata::of(module)
        {
            let owner = meta.token(table::GENERIC_PARAM, token & 0x00FF_FFFF, 2);
            if (owner >> 24) as u8 == table::METHOD
                && let Some(row) = members::declaring(meta, owner)
            {
                *result = super::methods::stub_object(members::method(make::type_def(module, row), owner));
            }
        }
    }

    [qcall "RuntimeTypeHandle_GetInstantiation" "alloc"]
    fn kiln_reflect_instantiation(keep: usize, of: Table, result: *mut Ref, as_runtime_types: i32) {
        let _ = keep;
        let args = instantiation(of);
        let class = if as_runtime_types != 0 { program::mt_runtime_type_array() } else { program::mt_type_array() };
        *result = if args.is_empty() { null_mut() } else { type_array(class.cast(), args) };
    }

    [qcall "RuntimeTypeHandle_GetGenericTypeDefinition" "-"]
    fn kiln_reflect_generic_definition(keep: usize, of: Table, result: *mut Ref) {
        let _ = keep;
        *result = object_of(definition(of));
    }

    [icall "System.RuntimeTypeHandle::CompareCanonicalHandles(System.RuntimeType,System.RuntimeType):System.Boolean" "-"]
    fn kiln_reflect_same_definition(a: Ref, b: Ref) -> i32 {
        i32::from(definition(table_of(a)) == definition(table_of(b)))
    }

    [qcall "RuntimeTypeHandle_Instantiate" "throws"]
    fn kiln_reflect_instantiate(keep: usize, of: Table, args: *const Table, count: i32, result: *mut Ref) {
        let _ = keep;
        let args = core::slice::from_raw_parts(args, count as usize);
        let made = make::instantiate(definition(of), args);
        if made.is_null() {
            pending::set(ExceptionKind::TypeLoad);
        }
        *result = object_of(made);
    }

    [qcall "RuntimeTypeHandle_MakeSZArray" "-"]
    fn kiln_reflect_make_vector(keep: usize, of: Table, result: *mut Ref) {
        let _ = keep;
        *result = object_of(make::sz_array(of));
    }

    [qcall "RuntimeTypeHandle_MakeArray" "-"]
    fn kiln_reflect_make_array(keep: usize, of: Table, rank: i32, result: *mut Ref) {
        let _ = keep;
        *result = object_of(make::md_array(of, rank as u32));
    }

    [qcall "RuntimeTypeHandle_MakeByRef" "-"]
    fn kiln_reflect_make_by_ref(keep: usize, of: Table, result: *mut Ref) {
        let _ = keep;
        *result = object_of(make::by_ref(of));
    }

    [qcall "RuntimeTypeHandle_MakePointer" "-"]
    fn kiln_reflect_make_pointer(keep: usize, of: Table, result: *mut Ref) {
        let _ = keep;
        *result = object_of(make::pointer(of));
    }

    [qcall "RuntimeTypeHandle_SatisfiesConstraints" "-"]
    fn kiln_reflect_satisfies(keep: usize, parameter: Table, type_args: usize, type_count: i32, method_args: usize, method_count: i32, to: usize) -> i32 {
        // Instances without code cannot be used, so it does not matter whether they would be legal.
        let _ = (keep, parameter, type_args, type_count, method_args, method_count, to);
        1
    }

    [qcall "RuntimeTypeHandle_GetActivationInfo" "throws"]
    fn kiln_reflect_activation(ty: *const Ref, allocator: *mut *const c_void, argument: *mut *const c_void, constructor: *mut *const c_void, value_constructor: *mut *const c_void, is_public: *mut i32) {
        let of = table_of(*ty);
        let Some(table) = of.as_ref() else { return };
        *allocator = if table.is_nullable() { null() } else { allocate as *const c_void };
        *argument = of.cast();
        *constructor = null();
        *value_constructor = null();
        *is_public = 1;
        match default_constructor(of) {
            Some(method) => {
                *is_public = i32::from(method.attributes() & 7 == 6);
                let code = method.entry.map_or(null(), |entry| entry.code);
                if code.is_null() {
                    pending::set(ExceptionKind::MissingMethod);
                    return;
                }
                if table.is_value_type() {
                    *value_constructor = code;
                    *constructor = method.entry.map_or(null(), |entry| entry.entry);
                } else {
                    *constructor = code;
                }
            }
            None if table.is_value_type() => {}
            None => pending::set(ExceptionKind::MissingMethod),
        }
    }

    [qcall "ReflectionSerialization_GetCreateUninitializedObjectInfo" "-"]
    fn kiln_reflect_uninitialized(keep: usize, of: Table, allocator: *mut *const c_void, argument: *mut *const c_void) {
        let _ = keep;
        *allocator = allocate as *const c_void;
        *argument = of.cast();
    }

    [qcall "ReflectionInvocation_GetBoxInfo" "-"]
    fn kiln_reflect_box_info(keep: usize, of: &MethodTable, allocator: *mut *const c_void, argument: *mut *const c_void, value_offset: *mut i32, size: *mut u32) {
        let _ = keep;
        *allocator = allocate as *const c_void;
        *argument = core::ptr::from_ref(of).cast();
        *value_offset = 0;
        *size = make::value_size(of);
        if of.is_nullable() {
            let inner = tables::generic_args(of).first().copied().unwrap_or(null());
            *argument = inner.cast();
            *value_offset = of.nullable.value_offset as i32;
            *size = of.nullable.value_size;
        }
    }

    [qcall "Array_CreateInstance" "throws"]
    fn kiln_reflect_array_create(keep: usize, of: Table, rank: i32, lengths: *const i32, lower: *const i32, is_array_type: i32, result: *mut Ref) {
        let _ = keep;
        let array = if is_array_type != 0 {
            of
        } else if rank == 1 && (lower.is_null() || *lower == 0) {
            make::sz_array(of)
        } else {
            make::md_array(of, rank as u32)
        };
        let Some(table) = array.as_ref() else {
            pending::set(ExceptionKind::TypeLoad);
            return;
        };
        let vector = table.flags & flags::CATEGORY_MASK == flags::CATEGORY_SZ_ARRAY;
        *result = if vector {
            if *lengths < 0 {
                pending::set(ExceptionKind::Overflow);
                return;
            }
            kiln_alloc_array(table, *lengths as usize)
        } else {
            kiln_alloc_md_array(table, rank as u32, lengths, lower)
        };
        if (*result).is_null() {
            pending::set(ExceptionKind::OutOfMemory);
        }
    }

    [qcall "RuntimeTypeHandle_VerifyInterfaceIsImplemented" "throws"]
    fn kiln_reflect_verify_interface(keep: usize, of: Table, keep_interface: usize, interface: Table) {
        let _ = (keep, keep_interface);
        let known = tables::entry_of(of).is_some_and(|entry| entry.interfaces().contains(&interface));
        if !known && of != interface {
            pending::set(ExceptionKind::Argument);
        }
    }
}

/// Is `interface` among what the type implements? For interfaces that no cast of the program tests.
pub fn implements(of: Table, interface: Table) -> bool {
    tables::entry_of(of).is_some_and(|entry| entry.interfaces().contains(&interface))
}

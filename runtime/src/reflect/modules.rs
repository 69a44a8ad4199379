//! Assemblies and modules.

use super::make::{self, Table, object_of, table_of};
use super::members::{self, Method};
use super::metadata::{self, table};
use super::signature::{self, Context, type_array};
use super::tables;
use crate::entries;
use crate::heap::alloc::kiln_alloc_object;
use crate::heap::barrier::kiln_write_barrier;
use crate::heap::handles;
use crate::layout::{self, field};
use crate::object::Ref;
use crate::sync::mutex::Mutex;
use crate::{program, text};
use core::ffi::{CStr, c_char, c_void};
use core::ptr::{null, null_mut};

const MOST: usize = 512;
static LOCK: Mutex = Mutex::new();
static mut ASSEMBLIES: [Ref; MOST] = [null_mut(); MOST];
static mut MODULES: [Ref; MOST] = [null_mut(); MOST];

/// Handles of assemblies and modules are numbers from 1.
fn number(handle: usize) -> Option<u16> {
    handle.checked_sub(1).and_then(|n| u16::try_from(n).ok())
}

/// The `RuntimeAssembly` and `RuntimeModule` of a module.
fn objects(index: u16) -> (Ref, Ref) {
    let at = index as usize;
    if at >= MOST.min(tables::modules().len()) {
        return (null_mut(), null_mut());
    }
    let _guard = LOCK.lock();
    // SAFETY: the lock is held; the objects are kept by handles.
    unsafe {
        let assembly = (&raw mut ASSEMBLIES).cast::<Ref>().add(at);
        let module = (&raw mut MODULES).cast::<Ref>().add(at);
        if (*assembly).is_null() {
            let (Some(assembly_class), Some(module_class)) = (
                program::mt_runtime_assembly()
                    .cast::<crate::method_table::MethodTable>()
                    .as_ref(),
                program::mt_runtime_module()
                    .cast::<crate::method_table::MethodTable>()
                    .as_ref(),
            ) else {
                return (null_mut(), null_mut());
            };
            let new_assembly = kiln_alloc_object(assembly_class);
            handles::keep(new_assembly);
            let new_module = kiln_alloc_object(module_class);
            handles::keep(new_module);
            if new_assembly.is_null() || new_module.is_null() {
                return (null_mut(), null_mut());
            }
            *field::<usize>(new_assembly, layout::ASSEMBLY_HANDLE) = at + 1;
            *field::<usize>(new_module, layout::MODULE_HANDLE) = at + 1;
            let place = field::<Ref>(new_module, layout::MODULE_ASSEMBLY);
            kiln_write_barrier(new_module, place, new_assembly);
            *assembly = new_assembly;
            *module = new_module;
        }
        (*assembly, *module)
    }
}

fn of_type(ty: Ref) -> (Ref, Ref) {
    // SAFETY: a live RuntimeType.
    let of = unsafe { table_of(ty) };
    objects(super::types::module_of(of).unwrap_or(0))
}

unsafe fn module_index(module: Ref) -> Option<u16> {
    // SAFETY: a live RuntimeModule.
    number(unsafe { *field::<usize>(module, layout::MODULE_HANDLE) })
}

/// Metadata of a scope: the number that `GetMetadataImport` gave.
pub fn scope(handle: usize) -> Option<(&'static metadata::Metadata, u16)> {
    let index = number(handle)?;
    Some((metadata::of(index)?, index))
}

fn put_text(result: *mut Ref, bytes: &[u8]) {
    // SAFETY: a string variable on the stack of the caller.
    unsafe { *result = text::from_utf8(bytes) }
}

/// The first module that is not part of the class library: the program's.
fn own_module() -> u16 {
    tables::modules()
        .iter()
        .position(|module| module.framework == 0)
        .unwrap_or(0) as u16
}

unsafe fn bytes_of<'a>(name: *const c_char) -> &'a [u8] {
    // SAFETY: a C string.
    unsafe { CStr::from_ptr(name).to_bytes() }
}

/// A type by its full name and the names of the nested types in it.
unsafe fn type_core(
    handle: usize,
    name: *const c_char,
    nested: *const *const c_char,
    nested_count: i32,
    ignore_case: bool,
) -> Table {
    // SAFETY: names are C strings.
    unsafe {
        let Some((meta, index)) = scope(handle) else {
            return null();
        };
        let full = bytes_of(name);
        let split = full.iter().rposition(|c| *c == b'.');
        let (namespace, simple) = match split {
            Some(at) => (
                full.get(..at).unwrap_or(b""),
                full.get(at + 1..).unwrap_or(b""),
            ),
            None => (&b""[..], full),
        };
        let same = |a: &[u8], b: &[u8]| {
            if ignore_case {
                a.eq_ignore_ascii_case(b)
            } else {
                a == b
            }
        };
        let found = (1..=meta.rows(table::TYPE_DEF)).find(|row| {
            same(meta.name(table::TYPE_DEF, *row, 1), simple)
                && same(meta.name(table::TYPE_DEF, *row, 2), namespace)
                && meta.cell(table::TYPE_DEF, *row, 0) & 7 < 2
        });
        let (mut module, mut row) = match found {
            Some(row) => (index, row),
            // Facades forward to where the type is.
            None => match forwarded(meta, namespace, simple) {
                Some(found) => found,
                None => return null(),
            },
        };
        for at in 0..nested_count as usize {
            let wanted = bytes_of(*nested.add(at));
            let Some(meta) = metadata::of(module) else {
                return null();
            };
            let inner = (1..=meta.rows(table::NESTED_CLASS))
                .filter(|nested| meta.cell(table::NESTED_CLASS, *nested, 1) == row)
                .map(|nested| meta.cell(table::NESTED_CLASS, nested, 0))
                .find(|inner| same(meta.name(table::TYPE_DEF, *inner, 1), wanted));
            match inner {
                Some(inner) => row = inner,
                None => return null(),
            }
        }
        let _ = &mut module;
        make::type_def(module, row)
    }
}

/// A type nested in another one.
pub fn nested(module: u16, outer: u32, name: &[u8]) -> Option<u32> {
    let meta = metadata::of(module)?;
    (1..=meta.rows(table::NESTED_CLASS))
        .filter(|nested| meta.cell(table::NESTED_CLASS, *nested, 1) == outer)
        .map(|nested| meta.cell(table::NESTED_CLASS, nested, 0))
        .find(|inner| meta.name(table::TYPE_DEF, *inner, 1) == name)
}

fn forwarded(meta: &metadata::Metadata, namespace: &[u8], name: &[u8]) -> Option<(u16, u32)> {
    const EXPORTED_TYPE: u8 = 0x27;
    (1..=meta.rows(EXPORTED_TYPE)).find(|row| {
        meta.name(EXPORTED_TYPE, *row, 2) == name && meta.name(EXPORTED_TYPE, *row, 3) == namespace
    })?;
    signature::find_by_name(0, namespace, name)
}

entries! {
    [icall "System.RuntimeTypeHandle::GetAssemblyIfExists(System.RuntimeType):System.Reflection.RuntimeAssembly" "-"]
    fn kiln_reflect_assembly_of(ty: Ref) -> Ref {
        of_type(ty).0
    }

    [icall "System.RuntimeTypeHandle::GetModuleIfExists(System.RuntimeType):System.Reflection.RuntimeModule" "-"]
    fn kiln_reflect_module_of(ty: Ref) -> Ref {
        of_type(ty).1
    }

    [qcall "RuntimeTypeHandle_GetAssemblySlow" "-"]
    fn kiln_reflect_assembly_of_slow(ty: *const Ref, result: *mut Ref) {
        *result = of_type(*ty).0;
    }

    [qcall "RuntimeTypeHandle_GetModuleSlow" "-"]
    fn kiln_reflect_module_of_slow(ty: *const Ref, result: *mut Ref) {
        *result = of_type(*ty).1;
    }

    [icall "System.Reflection.RuntimeAssembly::GetManifestModule(System.Reflection.RuntimeAssembly):System.Reflection.RuntimeModule" "-"]
    fn kiln_module_manifest_module(assembly: Ref) -> Ref {
        number(*field::<usize>(assembly, layout::ASSEMBLY_HANDLE)).map_or(null_mut(), |index| objects(index).1)
    }

    [qcall "AssemblyHandle_GetManifestModuleSlow" "-"]
    fn kiln_module_manifest_module_slow(assembly: *const Ref, result: *mut Ref) {
        *result = kiln_module_manifest_module(*assembly);
    }

    [icall "System.Reflection.RuntimeAssembly::GetIsDynamic(System.IntPtr):System.Boolean" "-"]
    fn kiln_reflect_is_dynamic(assembly: usize) -> i32 {
        let _ = assembly;
        0
    }

    [icall "System.Reflection.RuntimeAssembly::GetTokenInternal(System.Reflection.RuntimeAssembly):System.Int32" "-"]
    fn kiln_module_assembly_token(assembly: Ref) -> u32 {
        let _ = assembly;
        0x2000_0001
    }

    [qcall "AssemblyNative_GetIsCollectible" "-"]
    fn kiln_module_assembly_collectible(keep: usize, assembly: usize) -> i32 {
        let _ = (keep, assembly);
        0
    }

    [qcall "AssemblyNative_GetFullName" "alloc"]
    fn kiln_module_assembly_full_name(keep: usize, assembly: usize, result: *mut Ref) {
        let _ = keep;
        let module = number(assembly).and_then(|index| tables::modules().get(index as usize));
        put_text(result, module.map_or(b"", |module| module.full_name()));
    }

    [qcall "AssemblyNative_GetSimpleName" "alloc"]
    fn kiln_module_assembly_name(keep: usize, assembly: usize, result: *mut Ref) {
        let _ = keep;
        let module = number(assembly).and_then(|index| tables::modules().get(index as usize));
        put_text(result, module.map_or(b"", |module| module.name()));
    }

    [qcall "AssemblyNative_GetLocation" "alloc"]
    [qcall "AssemblyNative_GetLocale" "alloc"]
    fn kiln_module_assembly_no_text(keep: usize, assembly: usize, result: *mut Ref) {
        let _ = (keep, assembly);
        put_text(result, b"");
    }

    [qcall "AssemblyNative_GetCodeBase" "-"]
    fn kiln_module_assembly_code_base(keep: usize, assembly: usize, result: *mut Ref) -> i32 {
        let _ = (keep, assembly, result);
        0
    }

    [qcall "AssemblyNative_GetImageRuntimeVersion" "alloc"]
    fn kiln_module_assembly_version_text(keep: usize, assembly: usize, result: *mut Ref) {
        let _ = (keep, assembly);
        put_text(result, b"v4.0.30319");
    }

    [qcall "AssemblyNative_GetHashAlgorithm" "-"]
    fn kiln_module_assembly_hash(keep: usize, assembly: usize) -> u32 {
        let _ = keep;
        scope(assembly).map_or(0, |(meta, _)| meta.cell(table::ASSEMBLY, 1, 0))
    }

    [qcall "AssemblyNative_GetFlags" "-"]
    fn kiln_module_assembly_flags(keep: usize, assembly: usize) -> u32 {
        let _ = keep;
        scope(assembly).map_or(0, |(meta, _)| meta.cell(table::ASSEMBLY, 1, 5))
    }

    [qcall "AssemblyNative_GetVersion" "-"]
    fn kiln_module_assembly_version(keep: usize, assembly: usize, major: *mut u32, minor: *mut u32, build: *mut u32, revision: *mut u32) {
        let _ = keep;
        let part = |column| scope(assembly).map_or(0, |(meta, _)| meta.cell(table::ASSEMBLY, 1, column));
        *major = part(1);
        *minor = part(2);
        *build = part(3);
        *revision = part(4);
    }

    [qcall "AssemblyNative_GetPublicKey" "alloc"]
    fn kiln_module_assembly_key(keep: usize, assembly: usize, result: *mut Ref) {
        let _ = keep;
        let key = scope(assembly).map_or(&[][..], |(meta, _)| meta.blob(table::ASSEMBLY, 1, 6));
        let array = crate::heap::alloc::kiln_alloc_array(&program::kiln_mt_byte_array, key.len());
        if !array.is_null() {
            let data = crate::object::ArrayObject::data(array.cast());
            data.copy_from_nonoverlapping(key.as_ptr(), key.len());
        }
        *result = array;
    }

    [qcall "AssemblyNative_GetEntryAssembly" "-"]
    fn kiln_module_entry_assembly(result: *mut Ref) {
        *result = objects(own_module()).0;
    }

    [qcall "AssemblyNative_GetExecutingAssembly" "-"]
    fn kiln_reflect_executing_assembly(mark: usize, result: *mut Ref) {
        // Who calls is not known; code that asks is nearly always the program's own.
        let _ = mark;
        *result = objects(own_module()).0;
    }

    [qcall "AssemblyNative_GetTypeCore" "-"]
    fn kiln_reflect_type_core(keep: usize, assembly: usize, name: *const c_char, nested: *const *const c_char, count: i32, result: *mut Ref) {
        let _ = keep;
        *result = object_of(type_core(assembly, name, nested, count, false));
    }

    [qcall "AssemblyNative_InternalLoad" "throws"]
    fn kiln_reflect_load(parts: *const *const u16, caller: usize, throw: i32, context: usize, load_context: usize, result: *mut Ref) {
        let _ = (caller, context, load_context);
        let name = crate::icalls::wide_string(*parts);
        let found = tables::modules().iter().position(|module| {
            text::Utf16::new(module.name()).eq(name.iter().copied())
        });
        *result = found.map_or(null_mut(), |index| objects(index as u16).0);
        if found.is_none() && throw != 0 {
            crate::pending::set(crate::pending::ExceptionKind::TypeLoad);
        }
    }

    [qcall "AssemblyNative_GetExportedTypes" "alloc"]
    fn kiln_reflect_exported_types(keep: usize, assembly: usize, result: *mut Ref) {
        let _ = keep;
        *result = types_in(assembly, true);
    }

    [qcall "RuntimeModule_GetTypes" "alloc"]
    fn kiln_reflect_module_types(keep: usize, module: usize, result: *mut Ref) {
        let _ = keep;
        *result = types_in(module, false);
    }

    [qcall "AssemblyNative_GetModules" "alloc"]
    fn kiln_reflect_modules(keep: usize, assembly: usize, load: i32, resources: i32, result: *mut Ref) {
        let _ = (keep, load, resources, assembly);
        *result = null_mut();
    }

    [qcall "RuntimeModule_GetScopeName" "alloc"]
    [qcall "RuntimeModule_GetFullyQualifiedName" "alloc"]
    fn kiln_module_scope_name(keep: usize, module: usize, result: *mut Ref) {
        let _ = keep;
        put_text(result, scope(module).map_or(b"", |(meta, _)| meta.name(table::MODULE, 1, 1)));
    }

    [icall "System.Reflection.MetadataImport::GetMetadataImport(System.Reflection.RuntimeModule):System.IntPtr" "-"]
    fn kiln_reflect_metadata_import(module: Ref) -> usize {
        module_index(module).map_or(0, |index| index as usize + 1)
    }

    [qcall "ModuleHandle_GetToken" "-"]
    fn kiln_module_module_token(keep: usize, module: usize) -> u32 {
        let _ = (keep, module);
        1
    }

    [qcall "ModuleHandle_GetModuleType" "-"]
    fn kiln_module_module_type(keep: usize, module: usize, result: *mut Ref) {
        let _ = keep;
        *result = number(module).map_or(null_mut(), |index| object_of(make::type_def(index, 1)));
    }

    [qcall "ModuleHandle_GetMDStreamVersion" "-"]
    fn kiln_module_metadata_version(keep: usize, module: usize) -> i32 {
        let _ = (keep, module);
        0x20000
    }

    [qcall "ModuleHandle_GetPEKind" "-"]
    fn kiln_module_pe_kind(keep: usize, module: usize, kind: *mut i32, machine: *mut i32) {
        let _ = (keep, module);
        *kind = 1;
        *machine = 0x14C;
    }

    [qcall "ModuleHandle_ResolveType" "throws"]
    fn kiln_reflect_resolve_type(keep: usize, module: usize, token: u32, type_args: *const Table, type_count: i32, method_args: *const Table, method_count: i32, result: *mut Ref) {
        let _ = keep;
        let context = context(module, type_args, type_count, method_args, method_count);
        let found = signature::type_token(token, context);
        if found.is_null() {
            crate::pending::set(crate::pending::ExceptionKind::TypeLoad);
        }
        *result = object_of(found);
    }

    [qcall "ModuleHandle_ResolveMethod" "throws"]
    fn kiln_reflect_resolve_method(keep: usize, module: usize, token: u32, type_args: *const Table, type_count: i32, method_args: *const Table, method_count: i32) -> *mut Method {
        let _ = keep;
        let context = context(module, type_args, type_count, method_args, method_count);
        let found = resolve_method(context, token);
        if found.is_null() {
            crate::pending::set(crate::pending::ExceptionKind::MissingMethod);
        }
        found
    }
}

unsafe fn context<'a>(
    module: usize,
    type_args: *const Table,
    type_count: i32,
    method_args: *const Table,
    method_count: i32,
) -> Context<'a> {
    // SAFETY: lists of handles with their lengths, or null.
    let list = |start: *const Table, count: i32| unsafe {
        if start.is_null() {
            &[]
        } else {
            core::slice::from_raw_parts(start, count as usize)
        }
    };
    Context {
        module: number(module).unwrap_or(0),
        type_args: list(type_args, type_count),
        method_args: list(method_args, method_count),
    }
}

/// The method of a MethodDef or MemberRef token.
pub fn resolve_method(context: Context<'_>, token: u32) -> *mut Method {
    let Some(meta) = metadata::of(context.module) else {
        return null_mut();
    };
    let row = token & 0x00FF_FFFF;
    match (token >> 24) as u8 {
        table::METHOD => match members::declaring(meta, token) {
            Some(owner) => members::method(make::type_def(context.module, owner), token),
            None => null_mut(),
        },
        table::MEMBER_REF => {
            let parent = meta.token(table::MEMBER_REF, row, 0);
            let owner = signature::type_token(parent, context);
            let Some((module, def)) = tables::definition_of(owner) else {
                return null_mut();
            };
            let name = meta.name(table::MEMBER_REF, row, 1);
            find_method(
                context,
                owner,
                module,
                def,
                name,
                meta.blob(table::MEMBER_REF, row, 2),
            )
        }
        _ => null_mut(),
    }
}

/// The method of a type with this name and this signature, which is read in another module.
fn find_method(
    context: Context<'_>,
    owner: Table,
    module: u16,
    def: u32,
    name: &[u8],
    wanted: &[u8],
) -> *mut Method {
    let Some(meta) = metadata::of(module) else {
        return null_mut();
    };
    let types = |bytes: &[u8], context: Context<'_>| {
        let mut out = [null(); 32];
        let mut reader = signature::Reader::new(bytes, context);
        let convention = reader.byte()?;
        if convention & 0x10 != 0 {
            reader.number()?;
        }
        let count = reader.number()? as usize + 1;
        for slot in out.get_mut(..count)? {
            *slot = reader.ty()?;
        }
        Some((count, out))
    };
    let args = signature::type_args(owner);
    let outer = Context {
        type_args: args,
        ..context
    };
    let sought = types(wanted, outer);
    let inner = Context {
        module,
        type_args: args,
        method_args: &[],
    };
    for row in meta.list(table::TYPE_DEF, def & 0x00FF_FFFF, 5, table::METHOD) {
        if meta.name(table::METHOD, row, 3) == name
            && types(meta.blob(table::METHOD, row, 4), inner) == sought
        {
            return members::method(owner, u32::from(table::METHOD) << 24 | row);
        }
    }
    null_mut()
}

/// All types of a module; or those that others can see.
fn types_in(handle: usize, exported: bool) -> Ref {
    let Some((meta, index)) = scope(handle) else {
        return null_mut();
    };
    // SAFETY: a list of as many tables as there are rows.
    unsafe {
        let rows = meta.rows(table::TYPE_DEF);
        let list = libc::calloc(rows as usize + 1, size_of::<Table>()).cast::<Table>();
        if list.is_null() {
            return null_mut();
        }
        let mut count = 0;
        for row in 1..=rows {
            let visible = matches!(meta.cell(table::TYPE_DEF, row, 0) & 7, 1 | 2);
            let module_type = row == 1;
            if !module_type && (visible || !exported) {
                let ty = make::type_def(index, row);
                if !ty.is_null() {
                    *list.add(count) = ty;
                    count += 1;
                }
            }
        }
        let class = if exported {
            program::mt_type_array()
        } else {
            program::mt_runtime_type_array()
        };
        let array = type_array(class.cast(), core::slice::from_raw_parts(list, count));
        libc::free(list.cast::<c_void>());
        array
    }
}

//! Objects, strings and arrays: what `RuntimeHelpers`, `MemoryMarshal`, `String` and `Array` ask of their
//! layout, and creation by type.

use super::{Expanded, Site, Table};
use crate::entity::Value;
use crate::func::{ExceptionKind, Func};
use crate::function::{Alias, CallKind, Conv, MemoryInfo, Payload, RefFact};
use crate::import::{Addr, Importer, Item, Outcome, Place, Problem, StructItem};
use crate::op::Op;
use crate::ty::{Cell, Ty};
use kiln_world::{Flat, Leaf, MethodId, Shape, TypeId};
use smallvec::smallvec;

pub(super) const TABLE: Table = &[
    (
        "System.Runtime.CompilerServices.RuntimeHelpers::GetMethodTable",
        method_table,
    ),
    (
        "System.Runtime.CompilerServices.RuntimeHelpers::InitializeArray",
        initialize_array,
    ),
    (
        "System.Runtime.CompilerServices.RuntimeHelpers::CreateSpan",
        create_span,
    ),
    (
        "System.Runtime.InteropServices.MemoryMarshal::GetArrayDataReference",
        array_data,
    ),
    ("System.Object::GetType", get_type),
    ("System.String::get_Length", string_length),
    ("System.String::get_Chars", string_chars),
    ("System.Array::get_Length", array_length),
    ("System.Activator::CreateInstance", create_instance),
    ("System.GC::KeepAlive", keep_alive),
    ("System.Threading.Thread::FastPollGC", nothing),
];

/// MethodTable: offset of AuxiliaryData; AuxiliaryData: offset of the RuntimeType object.
const AUXILIARY_DATA: i32 = 32;
const EXPOSED_CLASS_OBJECT: i32 = 16;
/// Offset of a string's first character.
const STRING_CHARS: i32 = 12;

/// Raises NullReference unless the object is known not to be null.
pub(super) fn check_null(importer: &mut Importer<'_>, object: Value) {
    if importer.f.fact(object).non_null || importer.state.checked.contains(&object) {
        return;
    }
    importer.inst(Op::NullCheck, [object], Payload::None, &[]);
    importer.state.checked.push(object);
}

fn method_table(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let object = importer.value_as(&site.args[0], Ty::Ref)?;
    check_null(importer, object);
    Ok(Expanded::Item(Item::Val(importer.val(
        Op::LoadType,
        [object],
        Payload::None,
        Ty::Ptr,
    ))))
}

/// Copies the field's data from the image into the array.
fn initialize_array(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let Item::FieldHandle(field) = site.args[1] else {
        return Ok(Expanded::No);
    };
    let Some(data) = importer.world.rva_data(field) else {
        return Err(Problem::invalid(
            "InitializeArray from a field that has no data",
        ));
    };
    let bytes = data.len() as i64;
    importer.clobber(None)?;
    let array = importer.value_as(&site.args[0], Ty::Ref)?;
    check_null(importer, array);
    let start = Addr {
        base: array,
        offset: data_offset(importer, array) as i32,
        alias: Alias::Any,
    };
    let to = importer.addr_value(start);
    let from = importer.val(Op::RvaAddr, [], Payload::Field(field), Ty::Ptr);
    let count = importer.native_const(bytes);
    importer.inst(Op::CopyBytes, [to, from, count], Payload::None, &[]);
    Ok(Expanded::Void)
}

/// Where the elements of an array start: after the bounds of multi-dimensional ones.
fn data_offset(importer: &Importer<'_>, array: Value) -> u32 {
    let class = importer.f.fact(array).class;
    let bounds = match class.map(|class| importer.world.shape(class)) {
        Some(Shape::MdArray { rank, .. }) => rank * 8,
        _ => 0,
    };
    importer.array_data() + bounds
}

/// A span over the field's data in the image.
fn create_span(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let Item::FieldHandle(field) = site.args[0] else {
        return Ok(Expanded::No);
    };
    let size = importer.size_of(site.type_arg(importer, 0))?.max(1);
    let Some(data) = importer.world.rva_data(field) else {
        return Err(Problem::invalid("CreateSpan from a field that has no data"));
    };
    let span = site.ret(importer);
    let is_pair = matches!(
        importer.world.flatten(span)?,
        Flat::Leaves(leaves) if leaves.len() == 2 && leaves[0].kind == Leaf::ByRef && leaves[1].kind == Leaf::I32
    );
    if !is_pair {
        return Err(Problem::invalid(
            "ReadOnlySpan is not a reference and a length",
        ));
    }
    let start = importer.val(Op::RvaAddr, [], Payload::Field(field), Ty::Ptr);
    let start = importer.convert(Conv::AsByRef, start, Ty::ByRef);
    let length = importer.iconst(Ty::I32, (data.len() as u32 / size).into());
    let place = Place::Leaves(smallvec![start, length]);
    Ok(Expanded::Item(Item::Struct(StructItem { ty: span, place })))
}

/// The generic form only: the other one has IL.
fn array_data(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    if importer.world.method(site.method).args.is_empty() {
        return Ok(Expanded::No);
    }
    let array = importer.value_as(&site.args[0], Ty::Ref)?;
    check_null(importer, array);
    let offset = importer.array_data() as i32;
    Ok(Expanded::Item(Item::Addr(Addr {
        base: array,
        offset,
        alias: Alias::Any,
    })))
}

fn get_type(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let RefFact {
        class,
        exact,
        non_null,
    } = importer.item_fact(&site.args[0]);
    if let (Some(class), true, true) = (class, exact, non_null) {
        return Ok(Expanded::Item(Item::Type(class)));
    }
    let object = importer.value_as(&site.args[0], Ty::Ref)?;
    check_null(importer, object);
    let table = importer.val(Op::LoadType, [object], Payload::None, Ty::Ptr);
    let data = fixed_load(importer, table, Cell::Ptr, AUXILIARY_DATA);
    let exposed = fixed_load(importer, data, Cell::Ref, EXPOSED_CLASS_OBJECT);
    let class = importer.world.known().runtime_type;
    Ok(Expanded::Item(Item::Val(
        importer.known_class(exposed, class, true, true),
    )))
}

fn fixed_load(importer: &mut Importer<'_>, base: Value, cell: Cell, offset: i32) -> Value {
    let info = MemoryInfo {
        invariant: true,
        ..MemoryInfo::new(cell, offset, Alias::Header)
    };
    importer.val(Op::Load, [base], Payload::Memory(info), cell.ty())
}

fn string_length(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    if let Item::Text(text) = &site.args[0] {
        return Ok(Expanded::Item(Item::i32(text.len() as i32)));
    }
    let string = importer.value_as(&site.args[0], Ty::Ref)?;
    check_null(importer, string);
    Ok(Expanded::Item(Item::Val(importer.val(
        Op::StringLen,
        [string],
        Payload::None,
        Ty::I32,
    ))))
}

fn string_chars(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let string = importer.value_as(&site.args[0], Ty::Ref)?;
    check_null(importer, string);
    let index = importer.value_as(&site.args[1], Ty::I32)?;
    let length = importer.val(Op::StringLen, [string], Payload::None, Ty::I32);
    importer.inst(Op::Bounds, [index, length], Payload::None, &[]);
    let native = importer.native;
    let wide = if native == Ty::I64 {
        importer.convert(Conv::Zext, index, native)
    } else {
        index
    };
    let address = importer.val(Op::ElemAddr, [string, wide], Payload::Int(2), Ty::ByRef);
    let info = MemoryInfo::new(Cell::U16, STRING_CHARS, Alias::Any);
    Ok(Expanded::Item(Item::Val(importer.val(
        Op::Load,
        [address],
        Payload::Memory(info),
        Ty::I32,
    ))))
}

fn array_length(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let array = importer.value_as(&site.args[0], Ty::Ref)?;
    check_null(importer, array);
    Ok(Expanded::Item(Item::Val(importer.val(
        Op::ArrayLen,
        [array],
        Payload::None,
        Ty::I32,
    ))))
}

/// `CreateInstance<T>()` only.
fn create_instance(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    if importer.world.method(site.method).args.len() != 1 {
        return Ok(Expanded::No);
    }
    let ty = site.type_arg(importer, 0);
    let constructor = default_constructor(importer, ty);
    if importer.world.is_value_type(ty) {
        let Some(constructor) = constructor else {
            return Ok(Expanded::Item(importer.default_item(ty)));
        };
        let temp = importer.temp(ty)?;
        importer.clobber(None)?;
        importer.zero(temp, ty);
        let this = importer.addr_value(temp);
        call(importer, constructor, &[this]);
        return Ok(Expanded::Item(importer.load(
            temp,
            ty,
            Default::default(),
        )?));
    }
    let is_abstract = importer
        .world
        .def(ty)
        .is_none_or(|def| def.is_abstract() || def.is_interface());
    match constructor.filter(|_| !is_abstract) {
        Some(constructor) => Ok(Expanded::Item(Item::Val(make(importer, ty, constructor)?))),
        None => {
            let kind = CallKind::Direct(Func::Throw(ExceptionKind::MissingMethod));
            emit_call(importer, kind, &[]);
            Ok(Expanded::Item(Item::Null))
        }
    }
}

/// A public constructor without parameters.
fn default_constructor(importer: &Importer<'_>, ty: TypeId) -> Option<MethodId> {
    importer
        .world
        .declared_methods(ty)
        .into_iter()
        .find(|method| {
            let data = importer.world.method(*method);
            data.is_ctor() && data.signature().params.is_empty() && data.attributes & 7 == 6
        })
}

/// `new T()` by a constructor without parameters.
pub(super) fn make(
    importer: &mut Importer<'_>,
    ty: TypeId,
    constructor: MethodId,
) -> Outcome<Value> {
    importer.clobber(None)?;
    let object = importer.val(Op::Alloc, [], Payload::Type(ty), Ty::Ref);
    importer.known_class(object, ty, true, true);
    call(importer, constructor, &[object]);
    Ok(object)
}

fn call(importer: &mut Importer<'_>, method: MethodId, args: &[Value]) {
    emit_call(importer, CallKind::Direct(Func::Method(method)), args);
}

fn emit_call(importer: &mut Importer<'_>, kind: CallKind, args: &[Value]) {
    let site = importer.f.new_site();
    let info = crate::function::CallInfo {
        kind,
        site,
        tail: false,
        no_return: false,
    };
    importer.inst(
        Op::Call,
        args.iter().copied(),
        Payload::Call(Box::new(info)),
        &[],
    );
}

fn keep_alive(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    if let Item::Val(value) = site.args[0] {
        importer.inst(Op::KeepAlive, [value], Payload::None, &[]);
    }
    Ok(Expanded::Void)
}

fn nothing(_: &mut Importer<'_>, _: &Site) -> Outcome<Expanded> {
    Ok(Expanded::Void)
}

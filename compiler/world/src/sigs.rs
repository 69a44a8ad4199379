//! Signatures of the metadata reader turned into interned types.

use std::cell::Cell;

use kiln_metadata::{CallKind, MethodSig, SigType, TypeDefOrRef, TypeSpecRow};

use crate::World;
use crate::error::{Result, WorldError};
use crate::ids::{AssemblyId, SigId, TypeId};
use crate::shape::{Convention, Modifier, Shape, Signature, UnmanagedKind};

/// Modifiers of a return type that choose an unmanaged convention.
const CONVENTIONS: &[(&str, UnmanagedKind)] = &[
    ("CallConvCdecl", UnmanagedKind::C),
    ("CallConvStdcall", UnmanagedKind::StdCall),
    ("CallConvThiscall", UnmanagedKind::ThisCall),
    ("CallConvFastcall", UnmanagedKind::FastCall),
    ("CallConvSwift", UnmanagedKind::Swift),
];

/// Type specifications that name type specifications; more are a cycle.
const MAX_SPEC_DEPTH: u32 = 32;

thread_local! {
    static SPEC_DEPTH: Cell<u32> = const { Cell::new(0) };
}

impl World {
    pub(crate) fn convert_type(&self, from: AssemblyId, ty: &SigType) -> Result<TypeId> {
        self.convert_with(from, ty, 0, &mut Vec::new())
    }

    /// Converts a type; custom modifiers anywhere inside are collected for `position`.
    pub(crate) fn convert_with(
        &self,
        from: AssemblyId,
        ty: &SigType,
        position: u32,
        modifiers: &mut Vec<Modifier>,
    ) -> Result<TypeId> {
        let known = self.known();
        Ok(match ty {
            SigType::Void => known.void,
            SigType::Bool => known.boolean,
            SigType::Char => known.char_,
            SigType::I1 => known.sbyte,
            SigType::U1 => known.byte,
            SigType::I2 => known.int16,
            SigType::U2 => known.uint16,
            SigType::I4 => known.int32,
            SigType::U4 => known.uint32,
            SigType::I8 => known.int64,
            SigType::U8 => known.uint64,
            SigType::R4 => known.single,
            SigType::R8 => known.double,
            SigType::IntPtr => known.intptr,
            SigType::UIntPtr => known.uintptr,
            SigType::String => known.string,
            SigType::Object => known.object,
            SigType::TypedRef => known.typed_reference,
            SigType::Class(token) | SigType::ValueType(token) => self.type_token(from, *token)?,
            SigType::GenericInst { def, args, .. } => {
                let def = self.def_of(from, *def)?;
                let mut types = smallvec::SmallVec::<[TypeId; 4]>::new();
                for arg in args {
                    types.push(self.convert_with(from, arg, position, modifiers)?);
                }
                let arity = self.type_def(def)?.arity as usize;
                if arity != types.len() {
                    let name = &self.type_def(def)?.full_name;
                    return Err(WorldError::invalid(format!(
                        "'{name}' takes {arity} type arguments, not {}",
                        types.len()
                    )));
                }
                self.instantiate(def, &types)
            }
            SigType::Var(n) => self.intern(Shape::TypeVar(*n)),
            SigType::MVar(n) => self.intern(Shape::MethodVar(*n)),
            SigType::SzArray(element) => {
                self.sz_array(self.convert_with(from, element, position, modifiers)?)
            }
            SigType::Array(array) => {
                let element = self.convert_with(from, &array.element, position, modifiers)?;
                if array.rank == 0 || array.rank > 32 {
                    return Err(WorldError::invalid("an array has a rank outside 1 to 32"));
                }
                self.md_array(element, array.rank)
            }
            SigType::Ptr(target) => {
                self.pointer(self.convert_with(from, target, position, modifiers)?)
            }
            SigType::ByRef(target) => {
                self.by_ref(self.convert_with(from, target, position, modifiers)?)
            }
            SigType::FnPtr(sig) => {
                let sig = self.convert_method_sig(from, sig)?;
                self.intern(Shape::FnPtr(sig))
            }
            SigType::Modified {
                required,
                modifier,
                inner,
            } => {
                // A modifier that cannot be found is no reason to fail: it has no meaning here.
                if let Ok(ty) = self.type_token(from, *modifier) {
                    modifiers.push(Modifier {
                        position,
                        required: *required,
                        ty,
                    });
                }
                self.convert_with(from, inner, position, modifiers)?
            }
            SigType::Pinned(inner) => self.convert_with(from, inner, position, modifiers)?,
        })
    }

    pub(crate) fn convert_method_sig(&self, from: AssemblyId, sig: &MethodSig) -> Result<SigId> {
        let mut modifiers = Vec::new();
        let ret = self.convert_with(from, &sig.ret, 0, &mut modifiers)?;
        let mut params = Vec::with_capacity(sig.params.len());
        for (i, param) in sig.params.iter().enumerate() {
            params.push(self.convert_with(from, param, i as u32 + 1, &mut modifiers)?);
        }
        let convention = self.convention(sig.kind, &mut modifiers);
        Ok(self.intern_signature(Signature {
            has_this: sig.has_this,
            explicit_this: sig.explicit_this,
            convention,
            generic_arity: sig.generic_count,
            fixed_params: sig.sentinel.unwrap_or(params.len() as u32),
            params: params.into(),
            ret,
            modifiers: modifiers.into(),
        }))
    }

    /// The calling convention; modifiers that only say it are taken out.
    fn convention(&self, kind: CallKind, modifiers: &mut Vec<Modifier>) -> Convention {
        let unmanaged = |kind| Convention::Unmanaged {
            kind,
            suppress_gc_transition: false,
        };
        match kind {
            CallKind::Default => Convention::Default,
            CallKind::VarArg | CallKind::NativeVarArg => Convention::VarArg,
            CallKind::C => unmanaged(UnmanagedKind::C),
            CallKind::StdCall => unmanaged(UnmanagedKind::StdCall),
            CallKind::ThisCall => unmanaged(UnmanagedKind::ThisCall),
            CallKind::FastCall => unmanaged(UnmanagedKind::FastCall),
            CallKind::Unmanaged => {
                let (mut found, mut suppress) = (UnmanagedKind::Platform, false);
                modifiers.retain(|modifier| {
                    let name = self.def(modifier.ty).map_or("", |def| def.name);
                    if modifier.position != 0 || modifier.required {
                        return true;
                    }
                    if let Some((_, kind)) = CONVENTIONS.iter().find(|(n, _)| *n == name) {
                        found = *kind;
                    }
                    suppress |= name == "CallConvSuppressGCTransition";
                    !name.starts_with("CallConv")
                });
                Convention::Unmanaged {
                    kind: found,
                    suppress_gc_transition: suppress,
                }
            }
        }
    }

    /// The type of a token, over the variables of the code that uses it. A generic definition
    /// without arguments is open.
    pub(crate) fn type_token(&self, from: AssemblyId, token: TypeDefOrRef) -> Result<TypeId> {
        match token {
            TypeDefOrRef::TypeSpec(row) => self.type_spec(from, row),
            other => {
                let def = self.def_of(from, other)?;
                Ok(self.type_def(def)?.open)
            }
        }
    }

    pub(crate) fn type_spec(&self, from: AssemblyId, row: TypeSpecRow) -> Result<TypeId> {
        let asm = self.asm(from);
        let missing = || WorldError::invalid("a type specification that has no row");
        let cell = asm.type_specs.get(row).ok_or_else(missing)?;
        if let Some(found) = cell.get() {
            return found.clone();
        }
        let depth = SPEC_DEPTH.get();
        if depth > MAX_SPEC_DEPTH {
            return Err(WorldError::invalid("a type specification refers to itself"));
        }
        SPEC_DEPTH.set(depth + 1);
        let found = asm
            .image
            .type_spec_sig(row)
            .map_err(WorldError::from)
            .and_then(|sig| self.convert_type(from, &sig));
        SPEC_DEPTH.set(depth);
        _ = cell.set(found.clone());
        found
    }
}

//! What kind of type something is: stack class, value or reference, sealed, holding references.

use crate::World;
use crate::ids::{SigId, TypeDefId, TypeId};
use crate::shape::{Shape, Signature};
use crate::typedef::{Class, TypeDef, TypeKind};

impl World {
    /// The structure of a type.
    #[inline]
    pub fn shape(&self, ty: TypeId) -> &Shape {
        &self.store.ty(ty).shape
    }

    /// The id of a type with this structure.
    pub fn intern(&self, shape: Shape) -> TypeId {
        self.store.intern_type(shape)
    }

    pub fn sz_array(&self, element: TypeId) -> TypeId {
        self.intern(Shape::SzArray(element))
    }

    pub fn md_array(&self, element: TypeId, rank: u32) -> TypeId {
        self.intern(Shape::MdArray { element, rank })
    }

    pub fn pointer(&self, target: TypeId) -> TypeId {
        self.intern(Shape::Pointer(target))
    }

    pub fn by_ref(&self, target: TypeId) -> TypeId {
        self.intern(Shape::ByRef(target))
    }

    pub fn instantiate(&self, def: TypeDefId, args: &[TypeId]) -> TypeId {
        self.intern(Shape::Def {
            def,
            args: args.into(),
        })
    }

    #[inline]
    pub fn signature(&self, sig: SigId) -> &Signature {
        &self.store.sig(sig).signature
    }

    pub fn intern_signature(&self, signature: Signature) -> SigId {
        self.store.intern_sig(signature)
    }

    /// The definition's id, for classes, structs, enums, interfaces and delegates.
    #[inline]
    pub fn def_id(&self, ty: TypeId) -> Option<TypeDefId> {
        match self.shape(ty) {
            Shape::Def { def, .. } => Some(*def),
            _ => None,
        }
    }

    /// The definition of a class, struct, enum, interface or delegate; `None` for arrays,
    /// pointers and variables.
    #[inline]
    pub fn def(&self, ty: TypeId) -> Option<&TypeDef> {
        self.type_def(self.def_id(ty)?).ok()
    }

    /// The generic arguments, those of enclosing types first.
    #[inline]
    pub fn args(&self, ty: TypeId) -> &[TypeId] {
        match self.shape(ty) {
            Shape::Def { args, .. } => args,
            _ => &[],
        }
    }

    /// What a value of the type is on the evaluation stack.
    pub fn class(&self, ty: TypeId) -> Class {
        match self.shape(ty) {
            Shape::SzArray(_) | Shape::MdArray { .. } => Class::Ref,
            Shape::Pointer(_) | Shape::FnPtr(_) => Class::Ptr,
            Shape::ByRef(_) => Class::ByRef,
            Shape::TypeVar(_) | Shape::MethodVar(_) => Class::Var,
            Shape::Def { .. } => {
                let Some(def) = self.def(ty) else {
                    return Class::Ref;
                };
                match def.kind {
                    _ if ty == self.known().void => Class::Void,
                    TypeKind::Struct => def.prim.map_or(Class::Struct, Class::Prim),
                    TypeKind::Enum => {
                        let underlying = self.enum_underlying(ty);
                        if underlying == ty {
                            Class::Struct
                        } else {
                            self.class(underlying)
                        }
                    }
                    _ => Class::Ref,
                }
            }
        }
    }

    pub fn is_value_type(&self, ty: TypeId) -> bool {
        match self.shape(ty) {
            Shape::Def { .. } => self.def(ty).is_some_and(TypeDef::is_value_type),
            Shape::Pointer(_) | Shape::FnPtr(_) | Shape::ByRef(_) => true,
            _ => false,
        }
    }

    /// Is a value an object reference?
    pub fn is_ref_type(&self, ty: TypeId) -> bool {
        match self.shape(ty) {
            Shape::SzArray(_) | Shape::MdArray { .. } => true,
            Shape::Def { .. } => !self.def(ty).is_some_and(TypeDef::is_value_type),
            _ => false,
        }
    }

    fn has_kind(&self, ty: TypeId, kind: TypeKind) -> bool {
        self.def(ty).is_some_and(|def| def.kind == kind)
    }

    pub fn is_enum(&self, ty: TypeId) -> bool {
        self.has_kind(ty, TypeKind::Enum)
    }

    pub fn is_interface(&self, ty: TypeId) -> bool {
        self.has_kind(ty, TypeKind::Interface)
    }

    pub fn is_delegate(&self, ty: TypeId) -> bool {
        self.has_kind(ty, TypeKind::Delegate)
    }

    /// The integer type of an enum; any other type is returned as it is.
    pub fn enum_underlying(&self, ty: TypeId) -> TypeId {
        if !self.is_enum(ty) {
            return ty;
        }
        self.declared_fields(ty)
            .into_iter()
            .map(|field| self.field(field))
            .find(|field| !field.is_static())
            .map_or(self.known().int32, |field| field.ty)
    }

    /// `T` of `Nullable<T>`.
    pub fn is_nullable(&self, ty: TypeId) -> Option<TypeId> {
        match self.shape(ty) {
            Shape::Def { def, args } if *def == self.known().nullable_def => args.first().copied(),
            _ => None,
        }
    }

    pub fn is_array(&self, ty: TypeId) -> bool {
        matches!(self.shape(ty), Shape::SzArray(_) | Shape::MdArray { .. })
    }

    /// Element of an array, target of a pointer or byref.
    pub fn element(&self, ty: TypeId) -> Option<TypeId> {
        match self.shape(ty) {
            Shape::SzArray(inner)
            | Shape::MdArray { element: inner, .. }
            | Shape::Pointer(inner)
            | Shape::ByRef(inner) => Some(*inner),
            _ => None,
        }
    }

    /// Does a value of the type hold object references or managed pointers? True of references.
    pub fn contains_refs(&self, ty: TypeId) -> bool {
        match self.class(ty) {
            Class::Ref | Class::ByRef => true,
            Class::Struct => *self.store.ty(ty).contains_refs.get_or_init(|| {
                self.layout(ty).is_ok_and(|layout| {
                    layout.contains_refs() || layout.byref_words.iter().any(|word| *word != 0)
                })
            }),
            _ => false,
        }
    }

    pub fn is_byref_like(&self, ty: TypeId) -> bool {
        self.def(ty).is_some_and(TypeDef::is_byref_like)
    }

    /// No other type inherits from this one or converts to it by variance: one comparison of
    /// exact types is a whole cast.
    pub fn is_sealed_exact(&self, ty: TypeId) -> bool {
        match self.shape(ty) {
            Shape::Def { .. } => self.def(ty).is_some_and(|def| {
                // `Nullable` is never the type of an object; variant delegates convert.
                def.is_sealed() && def.variance.is_empty() && def.id != self.known().nullable_def
            }),
            Shape::SzArray(element) | Shape::MdArray { element, .. } => {
                // int[] and uint[] convert to one another, as do enums of the same size.
                match self.class(*element) {
                    Class::Prim(prim) => {
                        matches!(
                            prim,
                            crate::PrimKind::F32
                                | crate::PrimKind::F64
                                | crate::PrimKind::Boolean
                                | crate::PrimKind::Char
                        ) && !self.is_enum(*element)
                    }
                    Class::Struct => true,
                    _ => self.is_sealed_exact(*element),
                }
            }
            _ => true,
        }
    }
}

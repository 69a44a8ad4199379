//! What code generation asks of the world; a trait so that tests need no assemblies.

use crate::classify::{CSignature, CType};
use crate::error::{CodegenError, Result};
use kiln_ir::ty::Cell;
use kiln_world::{
    Class, Convention, FieldId, Flat, Leaf, MethodId, PrimKind, Shape, SigId, SourceLocation,
    TypeFlags, TypeId, World,
};

/// Size of a value and whether the collector cares.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct ValueLayout {
    pub size: u32,
    pub align: u32,
    pub has_refs: bool,
}

/// Where the fields are that generated code reads or fills itself.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct KnownLayout {
    pub delegate_target: u32,
    pub delegate_code: u32,
    pub runtime_type_size: u32,
    pub runtime_type_handle: u32,
}

/// What accesses to array elements may be told apart by.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ElementClass {
    Ref,
    /// A primitive of this many bytes, float or not.
    Prim {
        bytes: u32,
        float: bool,
    },
    Other,
}

pub(crate) trait Facts {
    fn pointer_bytes(&self) -> u32;
    fn type_name(&self, ty: TypeId) -> String;
    /// The name that messages of exceptions use.
    fn reflection_name(&self, ty: TypeId) -> String;
    fn method_name(&self, method: MethodId) -> String;
    fn signature_name(&self, sig: SigId) -> String;
    fn value_layout(&self, ty: TypeId) -> Result<ValueLayout>;
    fn method_signature(&self, method: MethodId) -> Result<CSignature>;
    fn site_signature(&self, sig: SigId) -> Result<CSignature>;
    fn known_layout(&self) -> Result<KnownLayout>;
    fn runtime_type(&self) -> TypeId;
    fn string_type(&self) -> TypeId;
    fn object_type(&self) -> TypeId;
    fn rva_data(&self, field: FieldId) -> Option<Vec<u8>>;
    /// An instance field of a class without overlapping fields.
    fn is_plain_class_field(&self, field: FieldId) -> bool;
    fn element_class(&self, ty: TypeId) -> ElementClass;
    fn is_array(&self, ty: TypeId) -> bool;
    fn source_location(&self, method: MethodId, il: u32) -> Option<SourceLocation>;
    /// `Main` returns a value.
    fn main_returns_value(&self) -> bool;
    /// The method as stack traces name it: `App.Program.Main(String[] args)`.
    fn trace_name(&self, method: MethodId) -> String;
}

/// The facts of a real world.
pub(crate) struct WorldFacts<'a> {
    world: &'a World,
}

impl<'a> WorldFacts<'a> {
    pub fn new(world: &'a World) -> Self {
        WorldFacts { world }
    }

    fn c_type(&self, ty: TypeId) -> Result<CType> {
        let world = self.world;
        Ok(match world.class(ty) {
            Class::Void => CType::Void,
            Class::Prim(prim) => CType::Scalar(prim_cell(prim, world.target().pointer_bytes)),
            Class::Ref | Class::ByRef | Class::Ptr => CType::Scalar(Cell::Ptr),
            Class::Struct | Class::Var => {
                let layout = world.layout(ty)?;
                let flat = match world.flatten(ty)? {
                    Flat::Leaves(leaves) => Some(
                        leaves
                            .iter()
                            .map(|leaf| (leaf.offset, leaf_cell(leaf.kind)))
                            .collect(),
                    ),
                    Flat::Scalar(leaf) => Some(vec![(0, leaf_cell(*leaf))]),
                    Flat::Memory { .. } | Flat::Void => None,
                };
                let leaves = world.leaves(ty, 16).map(|leaves| {
                    leaves
                        .iter()
                        .map(|leaf| (leaf.offset, leaf_cell(leaf.kind)))
                        .collect()
                });
                CType::Struct {
                    size: layout.size,
                    align: layout.align,
                    leaves,
                    flat,
                }
            }
        })
    }

    fn signature(&self, signature: &kiln_world::Signature) -> Result<CSignature> {
        let mut params = Vec::with_capacity(signature.params.len() + 1);
        if signature.has_this && !signature.explicit_this {
            params.push(CType::Scalar(Cell::Ptr));
        }
        for &param in &signature.params {
            params.push(self.c_type(param)?);
        }
        let variadic = signature.convention == Convention::VarArg;
        Ok(CSignature {
            fixed: if variadic {
                signature.fixed_params as usize
            } else {
                params.len()
            },
            variadic,
            params,
            ret: self.c_type(signature.ret)?,
        })
    }

    fn field(&self, ty: TypeId, name: &str) -> Result<u32> {
        let field = self.world.field_by_name(ty, name).ok_or_else(|| {
            CodegenError::internal(
                self.world.display_type(ty),
                format!("the class library has no field `{name}`"),
            )
        })?;
        Ok(self.world.field_offset(field)?)
    }
}

pub(crate) fn prim_cell(prim: PrimKind, pointer: u32) -> Cell {
    match prim {
        PrimKind::Boolean | PrimKind::U8 => Cell::U8,
        PrimKind::I8 => Cell::I8,
        PrimKind::Char | PrimKind::U16 => Cell::U16,
        PrimKind::I16 => Cell::I16,
        PrimKind::I32 | PrimKind::U32 => Cell::I32,
        PrimKind::I64 | PrimKind::U64 => Cell::I64,
        PrimKind::F32 => Cell::F32,
        PrimKind::F64 => Cell::F64,
        PrimKind::INative | PrimKind::UNative if pointer == 8 => Cell::I64,
        PrimKind::INative | PrimKind::UNative => Cell::I32,
    }
}

fn leaf_cell(leaf: Leaf) -> Cell {
    match leaf {
        Leaf::I8 => Cell::I8,
        Leaf::U8 => Cell::U8,
        Leaf::I16 => Cell::I16,
        Leaf::U16 => Cell::U16,
        Leaf::I32 => Cell::I32,
        Leaf::I64 => Cell::I64,
        Leaf::F32 => Cell::F32,
        Leaf::F64 => Cell::F64,
        Leaf::Ref => Cell::Ref,
        Leaf::ByRef => Cell::ByRef,
        Leaf::Ptr => Cell::Ptr,
    }
}

impl Facts for WorldFacts<'_> {
    fn pointer_bytes(&self) -> u32 {
        self.world.target().pointer_bytes
    }

    fn type_name(&self, ty: TypeId) -> String {
        self.world.display_type(ty)
    }

    fn reflection_name(&self, ty: TypeId) -> String {
        self.world.reflection_name(ty)
    }

    fn method_name(&self, method: MethodId) -> String {
        self.world.display_method(method)
    }

    fn signature_name(&self, sig: SigId) -> String {
        kiln_ir::synth::signature_name(self.world, sig)
    }

    fn value_layout(&self, ty: TypeId) -> Result<ValueLayout> {
        let layout = self.world.layout(ty)?;
        let is_ref = self.world.is_ref_type(ty);
        Ok(ValueLayout {
            size: layout.size,
            align: layout.align,
            has_refs: is_ref || self.world.contains_refs(ty),
        })
    }

    fn method_signature(&self, method: MethodId) -> Result<CSignature> {
        self.signature(self.world.method(method).signature())
    }

    fn site_signature(&self, sig: SigId) -> Result<CSignature> {
        self.signature(self.world.signature(sig))
    }

    fn known_layout(&self) -> Result<KnownLayout> {
        let known = self.world.known();
        Ok(KnownLayout {
            delegate_target: self.field(known.delegate, "_target")?,
            delegate_code: self.field(known.delegate, "_methodPtr")?,
            runtime_type_size: self.world.layout(known.runtime_type)?.instance_size,
            runtime_type_handle: self.field(known.runtime_type, "m_handle")?,
        })
    }

    fn runtime_type(&self) -> TypeId {
        self.world.known().runtime_type
    }

    fn string_type(&self) -> TypeId {
        self.world.known().string
    }

    fn object_type(&self) -> TypeId {
        self.world.known().object
    }

    fn rva_data(&self, field: FieldId) -> Option<Vec<u8>> {
        self.world.rva_data(field).map(<[u8]>::to_vec)
    }

    fn is_plain_class_field(&self, field: FieldId) -> bool {
        // Generic owners may be open here: only the definition counts.
        let def = self.world.def(self.world.field(field).owner);
        def.is_some_and(|def| !def.is_value_type() && !def.flags.contains(TypeFlags::EXPLICIT))
    }

    fn element_class(&self, ty: TypeId) -> ElementClass {
        let pointer = self.pointer_bytes();
        match self.world.class(ty) {
            Class::Ref => ElementClass::Ref,
            Class::Prim(prim) => ElementClass::Prim {
                bytes: prim.size(pointer),
                float: matches!(prim, PrimKind::F32 | PrimKind::F64),
            },
            _ => ElementClass::Other,
        }
    }

    fn is_array(&self, ty: TypeId) -> bool {
        self.world.is_array(ty)
    }

    fn source_location(&self, method: MethodId, il: u32) -> Option<SourceLocation> {
        self.world
            .source_location(self.world.method(method).def, il)
    }

    fn main_returns_value(&self) -> bool {
        self.world.entry_point().is_ok_and(|main| {
            self.world.class(self.world.method(main).signature().ret) != Class::Void
        })
    }

    fn trace_name(&self, method: MethodId) -> String {
        let world = self.world;
        let open = world.method_definition(method);
        let data = world.method(open);
        let params: Vec<String> = data
            .signature()
            .params
            .iter()
            .enumerate()
            .map(|(index, &param)| {
                let name = world.param_name(method, index as u32).unwrap_or_default();
                format!("{} {name}", self.short_name(param))
                    .trim_end()
                    .to_string()
            })
            .collect();
        format!(
            "{}.{}({})",
            self.dotted_name(data.owner),
            data.name,
            params.join(", ")
        )
    }
}

impl WorldFacts<'_> {
    /// Namespace and enclosing types, all with dots.
    fn dotted_name(&self, ty: TypeId) -> String {
        let Some(def) = self.world.def(ty) else {
            return self.world.display_type(ty);
        };
        let mut name = def.name.to_string();
        let mut outer = def;
        while let Some(enclosing) = outer.enclosing.and_then(|id| self.world.type_def(id).ok()) {
            name = format!("{}.{name}", enclosing.name);
            outer = enclosing;
        }
        if outer.namespace.is_empty() {
            name
        } else {
            format!("{}.{name}", outer.namespace)
        }
    }

    /// The name alone, as `Type.Name` gives it.
    fn short_name(&self, ty: TypeId) -> String {
        match self.world.shape(ty) {
            Shape::SzArray(element) => format!("{}[]", self.short_name(*element)),
            Shape::MdArray { element, rank } => {
                format!(
                    "{}[{}]",
                    self.short_name(*element),
                    ",".repeat(*rank as usize - 1)
                )
            }
            Shape::Pointer(target) => format!("{}*", self.short_name(*target)),
            Shape::ByRef(target) => format!("{}&", self.short_name(*target)),
            Shape::TypeVar(_) | Shape::MethodVar(_) => "T".into(),
            _ => self
                .world
                .def(ty)
                .map_or_else(|| self.world.display_type(ty), |def| def.name.to_string()),
        }
    }
}

//! What `[UnsafeAccessor]` methods reach: members found by name and exact signature.

use kiln_metadata::HasCustomAttribute;
use smallvec::SmallVec;

use crate::World;
use crate::error::{Result, WorldError, WorldErrorKind};
use crate::ids::{FieldId, MethodId, TypeId};
use crate::shape::Shape;

const ACCESSOR: &str = "System.Runtime.CompilerServices.UnsafeAccessorAttribute";

/// The member that an accessor stands for.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Accessor {
    /// Makes an object with this constructor.
    New(MethodId),
    /// Calls this method; the first argument of a static one only names the type.
    Call(MethodId),
    /// Gives the address of this field; the argument of a static one only names the type.
    Address(FieldId),
}

impl World {
    /// The member that an `[UnsafeAccessor]` method reaches; `None` for other methods.
    pub fn unsafe_accessor(&self, method: MethodId) -> Result<Option<Accessor>> {
        let info = self.method(method);
        if info.has_body() || !info.is_static() {
            return Ok(None);
        }
        let Some(attribute) = self.attribute(info.def, ACCESSOR) else {
            return Ok(None);
        };
        let name = attribute.named("Name").and_then(|value| match value {
            crate::AttributeValue::String(name) => name.clone(),
            _ => None,
        });
        let name = name.unwrap_or_else(|| info.name.to_string());
        let sig = info.signature();
        let mut params: SmallVec<[TypeId; 8]> = SmallVec::new();
        for (index, ty) in sig.params.iter().enumerate() {
            params.push(self.accessed_type(method, index as u32 + 1, *ty)?);
        }
        let ret = self.accessed_type(method, 0, sig.ret)?;
        let first = params.first().map(|ty| match self.shape(*ty) {
            Shape::ByRef(target) => *target,
            _ => *ty,
        });
        let missing = |ty: TypeId| {
            WorldError::new(WorldErrorKind::MissingMember {
                ty: self.display_type(ty),
                what: "member for an unsafe accessor named",
                member: name.clone(),
            })
        };
        let invalid = || {
            let text = format!(
                "{} is not a valid unsafe accessor",
                self.display_method(method)
            );
            WorldError::invalid(text)
        };
        let rest = params.get(1..).unwrap_or_default();
        let find = |ty: TypeId, name: &str, is_static: bool, params: &[TypeId], ret: TypeId| {
            let found = self.declared_named(ty, name).into_iter().find_map(|id| {
                let exact = match info.args.is_empty() {
                    true => id,
                    false => self.instantiate_method(id, &info.args).ok()?,
                };
                let candidate = self.method(exact);
                let sig = candidate.signature();
                let same = candidate.is_static() == is_static
                    && candidate.args.len() == info.args.len()
                    && *sig.params == *params
                    && sig.ret == ret;
                same.then_some(exact)
            });
            found.ok_or_else(|| missing(ty))
        };
        Ok(Some(match attribute.int(0) {
            Some(0) => Accessor::New(find(ret, ".ctor", false, &params, self.known().void)?),
            Some(kind @ (1 | 2)) => Accessor::Call(find(
                first.ok_or_else(invalid)?,
                &name,
                kind == 2,
                rest,
                ret,
            )?),
            Some(kind @ (3 | 4)) => {
                let ty = first.ok_or_else(invalid)?;
                let found = self.declared_fields(ty).into_iter().find(|id| {
                    let field = self.field(*id);
                    field.name == name
                        && field.is_static() == (kind == 4)
                        && self.by_ref(field.ty) == ret
                });
                Accessor::Address(found.ok_or_else(|| missing(ty))?)
            }
            _ => return Err(invalid()),
        }))
    }

    /// A parameter's type, or the one that `[UnsafeAccessorType]` names in its place. Position 0
    /// is the return value.
    fn accessed_type(&self, method: MethodId, position: u32, written: TypeId) -> Result<TypeId> {
        let def = self.method(method).def;
        let asm = self.asm(def.assembly);
        let params = asm.image.method(def.row)?.params;
        for row in params {
            if u32::from(asm.image.param(row)?.sequence) != position {
                continue;
            }
            let owner = HasCustomAttribute::from(row);
            let found = asm.image.find_attribute(
                owner,
                "System.Runtime.CompilerServices",
                "UnsafeAccessorTypeAttribute",
            );
            let Some(attribute) = found else { continue };
            let decoded = self.decode_attribute(def.assembly, attribute);
            let Some(name) = decoded.as_ref().and_then(|decoded| decoded.string(0)) else {
                continue;
            };
            return self.type_by_written_name(method, name, written);
        }
        Ok(written)
    }

    fn type_by_written_name(
        &self,
        method: MethodId,
        name: &str,
        written: TypeId,
    ) -> Result<TypeId> {
        let assembly = self.method(method).def.assembly;
        let (simple, rest) = name.split_once(',').unwrap_or((name, ""));
        let (simple, is_byref) = match simple.strip_suffix('&') {
            Some(simple) => (simple, true),
            None => (simple, matches!(self.shape(written), Shape::ByRef(_))),
        };
        let full = match rest {
            "" => simple.to_string(),
            _ => format!("{simple},{rest}"),
        };
        let def = self
            .def_by_reflection_name(assembly, &full)
            .ok_or_else(|| {
                WorldError::new(WorldErrorKind::MissingType {
                    name: name.to_string(),
                    assembly: self.assembly_name(assembly).to_string(),
                })
            })?;
        let ty = self.type_def(def)?.open;
        Ok(if is_byref { self.by_ref(ty) } else { ty })
    }
}

//! What tokens in method bodies mean.

use kiln_metadata::{
    MemberRefParent, MemberRefRow, MemberSig, MethodDefOrRef, MethodSpecRow, Row, StandAloneSigRow,
    Table, Token, TypeDefOrRef,
};
use smallvec::SmallVec;

use crate::World;
use crate::assembly::MemberTarget;
use crate::error::{Place, Result, WorldError, WorldErrorKind};
use crate::ids::{AssemblyId, FieldDefId, FieldId, MethodDefId, MethodId, SigId, TypeId};
use crate::members::{ArrayMethod, ArrayMethodKind, MethodRef, MethodTarget, TokenTarget};
use crate::shape::{Convention, GenericContext};

impl World {
    /// The type of a TypeDef, TypeRef or TypeSpec token.
    pub fn resolve_type(
        &self,
        assembly: AssemblyId,
        token: Token,
        context: GenericContext<'_>,
    ) -> Result<TypeId> {
        let token = self.checked(assembly, token)?;
        let token = TypeDefOrRef::from_token(token).ok_or_else(|| unexpected(token, "a type"))?;
        Ok(self.subst(self.type_token(assembly, token)?, context))
    }

    fn checked(&self, assembly: AssemblyId, token: Token) -> Result<Token> {
        Ok(self.asm(assembly).image.check_token(token)?)
    }

    /// The method of a MethodDef, MemberRef or MethodSpec token.
    pub fn resolve_method(
        &self,
        assembly: AssemblyId,
        token: Token,
        context: GenericContext<'_>,
    ) -> Result<MethodRef> {
        let token = self.checked(assembly, token)?;
        match token.table() {
            Some(Table::MethodDef) => {
                let method = self.method_token(assembly, MethodDefOrRef::MethodDef(row(token)?))?;
                self.plain_ref(method, context)
            }
            Some(Table::MemberRef) => match self.member_ref(assembly, row(token)?)? {
                MemberTarget::Method(method, sig) => {
                    let found = self.plain_ref(*method, context)?;
                    Ok(match self.signature(*sig).convention {
                        Convention::VarArg => MethodRef {
                            sig: self.subst_sig(*sig, context),
                            ..found
                        },
                        _ => found,
                    })
                }
                MemberTarget::Array(array, sig) => Ok(MethodRef {
                    target: MethodTarget::Array(ArrayMethod {
                        array: self.subst(array.array, context),
                        kind: array.kind,
                    }),
                    sig: self.subst_sig(*sig, context),
                }),
                MemberTarget::Field(_) => Err(unexpected(token, "a method")),
            },
            Some(Table::MethodSpec) => {
                let method = self.method_spec(assembly, row(token)?)?;
                self.plain_ref(method, context)
            }
            _ => Err(unexpected(token, "a method")),
        }
    }

    fn plain_ref(&self, method: MethodId, context: GenericContext<'_>) -> Result<MethodRef> {
        let method = self.subst_method(method, context)?;
        Ok(MethodRef {
            target: MethodTarget::Method(method),
            sig: self.method(method).sig,
        })
    }

    /// The field of a Field or MemberRef token.
    pub fn resolve_field(
        &self,
        assembly: AssemblyId,
        token: Token,
        context: GenericContext<'_>,
    ) -> Result<FieldId> {
        let token = self.checked(assembly, token)?;
        let field = match token.table() {
            Some(Table::Field) => {
                let field = row(token)?;
                let image = self.asm(assembly).image;
                let owner = image
                    .owner_of_field(field)
                    .ok_or_else(|| WorldError::invalid("a field that no type declares"))?;
                let owner = self.type_token(assembly, TypeDefOrRef::TypeDef(owner))?;
                self.field_of(
                    owner,
                    FieldDefId {
                        assembly,
                        row: field,
                    },
                )?
            }
            Some(Table::MemberRef) => match self.member_ref(assembly, row(token)?)? {
                MemberTarget::Field(field) => *field,
                _ => return Err(unexpected(token, "a field")),
            },
            _ => return Err(unexpected(token, "a field")),
        };
        let info = self.field(field);
        match self.is_open(info.owner) {
            true => self.field_of(self.subst(info.owner, context), info.def),
            false => Ok(field),
        }
    }

    /// The signature of a `calli`.
    pub fn resolve_sig(
        &self,
        assembly: AssemblyId,
        token: Token,
        context: GenericContext<'_>,
    ) -> Result<SigId> {
        let token = self.checked(assembly, token)?;
        let row: StandAloneSigRow = row(token)?;
        let sig = self.asm(assembly).image.call_site_sig(row)?;
        Ok(self.subst_sig(self.convert_method_sig(assembly, &sig)?, context))
    }

    /// What an `ldtoken` names.
    pub fn resolve_token(
        &self,
        assembly: AssemblyId,
        token: Token,
        context: GenericContext<'_>,
    ) -> Result<TokenTarget> {
        let token = self.checked(assembly, token)?;
        Ok(match token.table() {
            Some(Table::TypeDef | Table::TypeRef | Table::TypeSpec) => {
                TokenTarget::Type(self.resolve_type(assembly, token, context)?)
            }
            Some(Table::MethodDef | Table::MethodSpec) => {
                TokenTarget::Method(self.resolve_method(assembly, token, context)?)
            }
            Some(Table::Field) => TokenTarget::Field(self.resolve_field(assembly, token, context)?),
            Some(Table::MemberRef) => match self.member_ref(assembly, row(token)?)? {
                MemberTarget::Field(_) => {
                    TokenTarget::Field(self.resolve_field(assembly, token, context)?)
                }
                _ => TokenTarget::Method(self.resolve_method(assembly, token, context)?),
            },
            _ => return Err(unexpected(token, "a type, method or field")),
        })
    }

    /// UTF-16 code units of an `ldstr` token.
    pub fn user_string(&self, assembly: AssemblyId, token: Token) -> Result<Vec<u16>> {
        Ok(self
            .asm(assembly)
            .image
            .user_string(token)?
            .units()
            .collect())
    }

    /// A method token without arguments of its own, over the variables of the code that uses it.
    pub(crate) fn method_token(
        &self,
        assembly: AssemblyId,
        token: MethodDefOrRef,
    ) -> Result<MethodId> {
        match token {
            MethodDefOrRef::MethodDef(row) => {
                let image = self.asm(assembly).image;
                let owner = image
                    .owner_of_method(row)
                    .ok_or_else(|| WorldError::invalid("a method that no type declares"))?;
                let owner = self.type_token(assembly, TypeDefOrRef::TypeDef(owner))?;
                self.method_of(owner, MethodDefId { assembly, row }, &[])
            }
            MethodDefOrRef::MemberRef(row) => match self.member_ref(assembly, row)? {
                MemberTarget::Method(method, _) => Ok(*method),
                _ => Err(unexpected(row.token(), "a method")),
            },
        }
    }

    fn method_spec(&self, assembly: AssemblyId, row: MethodSpecRow) -> Result<MethodId> {
        let asm = self.asm(assembly);
        let missing = || WorldError::invalid("an instantiated method that has no row");
        let cell = asm.method_specs.get(row).ok_or_else(missing)?;
        if cell.get().is_none() {
            _ = cell.set(self.find_method_spec(assembly, row));
        }
        match cell.get() {
            Some(found) => found.clone(),
            None => Err(missing()),
        }
    }

    fn find_method_spec(&self, assembly: AssemblyId, row: MethodSpecRow) -> Result<MethodId> {
        let image = self.asm(assembly).image;
        let generic = self.method_token(assembly, image.method_spec(row)?.method)?;
        let mut args = SmallVec::<[TypeId; 4]>::new();
        for arg in &image.method_spec_args(row)? {
            args.push(self.convert_type(assembly, arg)?);
        }
        self.instantiate_method(generic, &args)
    }

    pub(crate) fn member_ref(
        &self,
        assembly: AssemblyId,
        row: MemberRefRow,
    ) -> Result<&MemberTarget> {
        let asm = self.asm(assembly);
        let missing = || WorldError::invalid("a member reference that has no row");
        let cell = asm.member_refs.get(row).ok_or_else(missing)?;
        if cell.get().is_none() {
            let place = || Place {
                assembly: Some(asm.name.to_string()),
                ..Place::default()
            };
            let found = self
                .find_member_ref(assembly, row)
                .map_err(|error| error.at(place()));
            _ = cell.set(found);
        }
        match cell.get() {
            Some(Ok(found)) => Ok(found),
            Some(Err(error)) => Err(error.clone()),
            None => Err(missing()),
        }
    }

    fn find_member_ref(&self, assembly: AssemblyId, row: MemberRefRow) -> Result<MemberTarget> {
        let image = self.asm(assembly).image;
        let reference = image.member_ref(row)?;
        let sig = image.member_ref_sig(row)?;
        let parent = match reference.parent {
            MemberRefParent::TypeDef(row) => self.type_token(assembly, row.into())?,
            MemberRefParent::TypeRef(row) => self.type_token(assembly, row.into())?,
            MemberRefParent::TypeSpec(row) => self.type_spec(assembly, row)?,
            MemberRefParent::MethodDef(row) => {
                let method = self.method_token(assembly, row.into())?;
                let MemberSig::Method(sig) = &sig else {
                    return Err(unexpected(row.token(), "a method"));
                };
                return Ok(MemberTarget::Method(
                    method,
                    self.convert_method_sig(assembly, sig)?,
                ));
            }
            MemberRefParent::ModuleRef(row) => {
                let name = image.module_ref(row)?.name;
                return Err(WorldError::new(WorldErrorKind::Unsupported(format!(
                    "'{}' of the module '{name}' of a multi-module assembly",
                    reference.name
                ))));
            }
        };
        match &sig {
            MemberSig::Field(ty) => {
                let ty = self.convert_type(assembly, ty)?;
                self.find_field(parent, reference.name, ty)
            }
            MemberSig::Method(sig) => {
                let sig = self.convert_method_sig(assembly, sig)?;
                self.find_method(parent, reference.name, sig)
            }
        }
    }

    // Member references are matched on open definitions: a reference's signature is over the
    // variables of the type that it names, and an instantiation could make two methods alike.

    fn find_field(&self, parent: TypeId, name: &str, ty: TypeId) -> Result<MemberTarget> {
        let context = GenericContext::of_type(self.args(parent));
        for class in self.class_chain(self.open_form(parent)) {
            for field in self.declared_fields(class) {
                let info = self.field(field);
                if info.name == name && info.ty == ty {
                    let owner = self.subst(info.owner, context);
                    return self.field_of(owner, info.def).map(MemberTarget::Field);
                }
            }
        }
        let member = format!("{name}: {}", self.display_type(ty));
        Err(self.missing_member(parent, "field", member))
    }

    fn open_form(&self, ty: TypeId) -> TypeId {
        self.def(ty).map_or(ty, |def| def.open)
    }

    fn find_method(&self, parent: TypeId, name: &str, sig: SigId) -> Result<MemberTarget> {
        if self.is_array(parent)
            && let Some(kind) = self.array_method(name, sig)
        {
            return Ok(MemberTarget::Array(
                ArrayMethod {
                    array: parent,
                    kind,
                },
                sig,
            ));
        }
        let open = self.open_form(parent);
        let inherited = match self.is_interface(parent) {
            true => self.interfaces(open),
            false => &[],
        };
        let object = self.is_interface(parent).then_some(self.known().object);
        for ty in self
            .class_chain(open)
            .chain(inherited.iter().copied())
            .chain(object)
        {
            if let Some(found) = self.signature_match(ty, name, sig) {
                let context = GenericContext::of_type(self.args(parent));
                let found = self.subst_method(found, context)?;
                return Ok(MemberTarget::Method(found, self.subst_sig(sig, context)));
            }
        }
        let mut text = name.to_string();
        self.write_sig(&mut text, sig);
        Err(self.missing_member(parent, "method", text))
    }

    /// A method of exactly this type with an equal signature. Of varargs, fixed parameters count.
    fn signature_match(&self, ty: TypeId, name: &str, sig: SigId) -> Option<MethodId> {
        let wanted = self.signature(sig);
        let found = self.declared_named(ty, name);
        let same = |id: &MethodId| {
            let method = self.method(*id);
            if method.sig == sig {
                return true;
            }
            let other = method.signature();
            wanted.convention == Convention::VarArg
                && other.convention == Convention::VarArg
                && other.ret == wanted.ret
                && wanted.params.get(..wanted.fixed_params as usize) == Some(&other.params)
        };
        found.iter().copied().find(same).or_else(|| {
            // Optional modifiers may differ between compilations.
            let relaxed = |id: &MethodId| {
                let other = self.method(*id).signature();
                other.ret == wanted.ret
                    && other.params == wanted.params
                    && other.has_this == wanted.has_this
                    && other.generic_arity == wanted.generic_arity
                    && other
                        .modifiers
                        .iter()
                        .filter(|m| m.required)
                        .eq(wanted.modifiers.iter().filter(|m| m.required))
            };
            found.iter().copied().find(relaxed)
        })
    }

    fn array_method(&self, name: &str, sig: SigId) -> Option<ArrayMethodKind> {
        Some(match name {
            "Get" => ArrayMethodKind::Get,
            "Set" => ArrayMethodKind::Set,
            "Address" => ArrayMethodKind::Address,
            ".ctor" => ArrayMethodKind::Ctor(self.signature(sig).params.len() as u32),
            _ => return None,
        })
    }

    fn missing_member(&self, ty: TypeId, what: &'static str, member: String) -> WorldError {
        let home = self.def_id(ty).map(|def| self.asm(def.assembly));
        let error = WorldError::new(WorldErrorKind::MissingMember {
            ty: self.display_type(ty),
            what,
            member,
        });
        match home {
            Some(asm) => error.help(format!(
                "the code was compiled against another version of '{}' than {}",
                asm.name,
                asm.path.display()
            )),
            None => error,
        }
    }
}

fn row<R: Row>(token: Token) -> Result<R> {
    token
        .row()
        .ok_or_else(|| unexpected(token, R::TABLE.name()))
}

fn unexpected(token: Token, wanted: &str) -> WorldError {
    WorldError::invalid(format!("the token {token} is not {wanted}"))
}

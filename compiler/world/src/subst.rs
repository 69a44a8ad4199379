//! Putting arguments in for type and method variables.

use smallvec::SmallVec;

use crate::World;
use crate::error::Result;
use crate::ids::{MethodId, SigId, TypeId};
use crate::shape::{GenericContext, Modifier, Shape, Signature};

impl World {
    /// Puts the context's arguments in. Variables that the context does not reach stay.
    pub fn subst(&self, ty: TypeId, context: GenericContext<'_>) -> TypeId {
        let entry = self.store.ty(ty);
        if !entry.open {
            return ty;
        }
        match &entry.shape {
            Shape::TypeVar(n) => context.type_args.get(*n as usize).copied().unwrap_or(ty),
            Shape::MethodVar(n) => context.method_args.get(*n as usize).copied().unwrap_or(ty),
            Shape::Def { def, args } => {
                let args = self.subst_all(args, context);
                self.instantiate(*def, &args)
            }
            Shape::SzArray(element) => self.sz_array(self.subst(*element, context)),
            Shape::MdArray { element, rank } => self.md_array(self.subst(*element, context), *rank),
            Shape::Pointer(target) => self.pointer(self.subst(*target, context)),
            Shape::ByRef(target) => self.by_ref(self.subst(*target, context)),
            Shape::FnPtr(sig) => self.intern(Shape::FnPtr(self.subst_sig(*sig, context))),
        }
    }

    pub(crate) fn subst_all(
        &self,
        types: &[TypeId],
        context: GenericContext<'_>,
    ) -> SmallVec<[TypeId; 4]> {
        types.iter().map(|ty| self.subst(*ty, context)).collect()
    }

    /// Puts the context's arguments into a signature.
    pub fn subst_sig(&self, sig: SigId, context: GenericContext<'_>) -> SigId {
        let entry = self.store.sig(sig);
        if !entry.open {
            return sig;
        }
        let old = &*entry.signature;
        let modifier = |m: &Modifier| Modifier {
            ty: self.subst(m.ty, context),
            ..*m
        };
        self.intern_signature(Signature {
            params: old
                .params
                .iter()
                .map(|ty| self.subst(*ty, context))
                .collect(),
            ret: self.subst(old.ret, context),
            modifiers: old.modifiers.iter().map(modifier).collect(),
            ..*old
        })
    }

    /// Puts the context's arguments into a method's owner and its own arguments.
    pub fn subst_method(&self, method: MethodId, context: GenericContext<'_>) -> Result<MethodId> {
        let entry = self.store.method(method);
        if !entry.open {
            return Ok(method);
        }
        let owner = self.subst(entry.method.owner, context);
        let args = self.subst_all(&entry.method.args, context);
        if owner == entry.method.owner && *args == *entry.method.args {
            return Ok(method);
        }
        self.method_of(owner, entry.method.def, &args)
    }

    /// Does the type mention a variable?
    pub fn is_open(&self, ty: TypeId) -> bool {
        self.store.ty(ty).open
    }

    /// Does the method mention a variable in its owner or arguments?
    pub fn is_open_method(&self, method: MethodId) -> bool {
        self.store.method(method).open
    }
}

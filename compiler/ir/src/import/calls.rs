//! Calls: what a call instruction means once prefixes, receivers, intrinsics and constants are considered.

use super::convention::CallShape;
use super::core::Importer;
use super::emit::Touch;
use super::error::{Outcome, Problem};
use super::il::Instr;
use super::item::{Item, StackBox};
use crate::func::Func;
use crate::function::*;
use crate::intrinsics::{Expanded, Site};
use crate::ty::Ty;
use kiln_world::{Constrained, Convention, MethodId, MethodTarget, SigId, TypeId};
use std::rc::Rc;

impl Importer<'_> {
    pub fn call_instr(&mut self, instr: Instr, is_virtual: bool) -> Outcome {
        let target = self
            .world
            .resolve_method(self.assembly(), instr.token(), self.context())?;
        let method = match target.target {
            MethodTarget::Array(array) => return self.array_call(array),
            MethodTarget::Method(method) => method,
        };
        let sig = self.world.signature(target.sig);
        if sig.convention == Convention::VarArg {
            return Err(Problem::unsupported("variable argument lists"));
        }
        let data = self.world.method(method);
        let own = data.signature();
        let args = self.pop_many(own.params.len() + usize::from(own.has_this))?;
        let result = match self.prefix.constrained {
            Some(ty) => self.constrained_call(ty, method, args)?,
            None if own.has_this && is_virtual => self.virtual_call(method, args)?,
            None if own.has_this => self.plain_call(method, args)?,
            None => self.call_method(method, args)?,
        };
        self.push_result(result);
        Ok(())
    }

    pub fn push_result(&mut self, result: Option<Item>) {
        if let Some(item) = result
            && self.open
        {
            self.push(item);
        }
    }

    /// `call` of an instance method: the receiver may be null, which the method may not notice.
    fn plain_call(&mut self, method: MethodId, args: Vec<Item>) -> Outcome<Option<Item>> {
        let data = self.world.method(method);
        let facts = self.cache.callee(self.host, method);
        let is_replaced =
            facts.expander.is_some() || facts.entry.is_some() || facts.synthesised.is_some();
        // The class library's own code does not do this.
        if self.trusts_byrefs
            || self.world.is_value_type(data.owner)
            || !data.has_body()
            || is_replaced
            || self.world.substitution(method).is_some()
            || args
                .first()
                .is_none_or(|this| self.item_fact(this).non_null)
        {
            return self.instance_call(method, args);
        }
        self.call_as(CallKind::Direct(Func::NullThis(method)), method, args)
    }

    /// A non-virtual call of an instance method whose receiver is tested.
    fn instance_call(&mut self, method: MethodId, mut args: Vec<Item>) -> Outcome<Option<Item>> {
        let owner = self.world.method(method).owner;
        if !self.world.is_value_type(owner)
            && let Some(this) = args.first().cloned()
        {
            // The receiver is evaluated before it is tested, once.
            let this = match this {
                Item::Val(_) | Item::Boxed(_) | Item::Text(_) | Item::Type(_) => this,
                other => Item::Val(self.value_as(&other, Ty::Ref)?),
            };
            if !self.is_expandable(method) {
                self.null_check(&this)?;
            }
            args[0] = this;
        }
        if self.world.is_delegate(owner) && self.world.method(method).is_runtime() {
            return self.delegate_member(owner, method, args);
        }
        self.call_method(method, args)
    }

    fn is_expandable(&self, method: MethodId) -> bool {
        self.cache.callee(self.host, method).expander.is_some()
    }

    /// A call through `callvirt`.
    pub fn virtual_call(&mut self, method: MethodId, mut args: Vec<Item>) -> Outcome<Option<Item>> {
        let data = self.world.method(method);
        let is_delegate_member = data.is_runtime() && self.world.is_delegate(data.owner);
        if !data.is_virtual() || self.world.is_value_type(data.owner) || is_delegate_member {
            return self.instance_call(method, args);
        }
        if let Some(expanded) = self.expand(method, &args)? {
            return Ok(expanded);
        }
        let Some(this) = args.first().cloned() else {
            return Err(Problem::StackUnderflow);
        };
        if let Some(target) = self.devirtualise(method, &this)? {
            return self.call_known(target, this, args);
        }
        let receiver = self.checked_ref(&this)?;
        args[0] = Item::Val(receiver);
        let kind = if self.world.is_interface(data.owner) {
            CallKind::Interface(method)
        } else {
            CallKind::Virtual(method)
        };
        self.call_as(kind, method, args)
    }

    /// A virtual call whose body is known.
    fn call_known(
        &mut self,
        target: MethodId,
        this: Item,
        mut args: Vec<Item>,
    ) -> Outcome<Option<Item>> {
        let owner = self.world.method(target).owner;
        if self.world.is_value_type(owner) {
            args[0] = match &this {
                // The box need not exist: its method works on a copy of the value.
                Item::Boxed(boxed) if boxed.ty == owner => {
                    let temp = self.temp(owner)?;
                    self.store(temp, owner, boxed.inner.clone(), Touch::default())?;
                    Item::Addr(temp)
                }
                _ => {
                    let object = self.checked_ref(&this)?;
                    Item::Addr(super::item::Addr {
                        base: object,
                        offset: Self::OBJECT_DATA as i32,
                        alias: Alias::Any,
                    })
                }
            };
        } else {
            let object = self.checked_ref(&this)?;
            let object = self.as_class(object, owner);
            args[0] = Item::Val(object);
        }
        self.call_method(target, args)
    }

    fn constrained_call(
        &mut self,
        ty: TypeId,
        method: MethodId,
        mut args: Vec<Item>,
    ) -> Outcome<Option<Item>> {
        let resolved = self.world.resolve_constrained(ty, method)?;
        if let Constrained::Static(target) = resolved {
            return self.call_method(target, args);
        }
        let Some(this) = args.first().cloned() else {
            return Err(Problem::StackUnderflow);
        };
        match resolved {
            Constrained::Direct(target) if self.world.is_value_type(ty) => {
                let owner = self.world.method(target).owner;
                if !self.world.is_value_type(owner) && !self.world.is_interface(owner) {
                    let inner = self.load_at(this, ty, Touch::default())?;
                    let inner = self.settle(inner)?;
                    args[0] = Item::Boxed(Rc::new(StackBox { ty, inner }));
                    return self.call_method(target, args);
                }
                self.call_method(target, args)
            }
            Constrained::Direct(target) => {
                let object = self.load_at(this, ty, Touch::default())?;
                args[0] = object;
                self.instance_call(target, args)
            }
            Constrained::Virtual(target) => {
                let object = self.load_at(this, ty, Touch::default())?;
                args[0] = object;
                self.virtual_call(target, args)
            }
            Constrained::Box(target) => {
                let inner = self.load_at(this, ty, Touch::default())?;
                let inner = self.settle(inner)?;
                args[0] = Item::Boxed(Rc::new(StackBox { ty, inner }));
                self.virtual_call(target, args)
            }
            Constrained::Static(target) => self.call_method(target, args),
        }
    }

    /// Expands a call; `None` if it is an ordinary one.
    fn expand(&mut self, method: MethodId, args: &[Item]) -> Outcome<Option<Option<Item>>> {
        let facts = self.cache.callee(self.host, method);
        let Some(expander) = facts.expander else {
            return Ok(None);
        };
        let site = Site {
            method,
            args: args.to_vec(),
        };
        Ok(match expander.expand(self, &site)? {
            Expanded::No => None,
            Expanded::Item(item) => Some(Some(item)),
            Expanded::Void => Some(None),
        })
    }

    /// What `newobj` of a value type expands to.
    pub fn expand_new(&mut self, _ctor: MethodId, _args: &[Item]) -> Outcome<Option<Item>> {
        Ok(None)
    }

    /// Calls exactly this method. `this` is first in `args`, and tested for null where it must be.
    pub fn call_method(&mut self, method: MethodId, args: Vec<Item>) -> Outcome<Option<Item>> {
        if let Some(expanded) = self.expand(method, &args)? {
            return Ok(expanded);
        }
        if let Some(folded) = self.fold_call(method, &args)? {
            return Ok(folded);
        }
        let data = self.world.method(method);
        if data.is_abstract() {
            let shown = self.world.display_method(method);
            return Err(Problem::invalid(format!(
                "a direct call of {shown}, which is abstract"
            )));
        }
        let facts = self.cache.callee(self.host, method);
        let kind = match (&facts.entry, &facts.synthesised) {
            (_, Some(name)) => match self.synthesised_call(name, method, &args) {
                Some(func) => CallKind::Direct(func),
                None => CallKind::Direct(Func::Method(method)),
            },
            (Some(entry), None) => CallKind::Runtime {
                symbol: entry.symbol.clone(),
                throws: entry.throws,
            },
            (None, None) => CallKind::Direct(Func::Method(method)),
        };
        if let CallKind::Runtime { symbol, .. } = &kind
            && super::native::FIELD_ACCESSES.contains(&&**symbol)
        {
            self.run_cctor_of_field(method, &args)?;
        }
        let ends = facts.no_return || facts.entry.as_ref().is_some_and(|entry| entry.no_return);
        let result = self.call_as(kind, method, args)?;
        if ends {
            self.unreachable();
        }
        Ok(result)
    }

    /// The body made for the receiver's struct.
    fn synthesised_call(&self, name: &str, _method: MethodId, args: &[Item]) -> Option<Func> {
        let make = match name {
            "value_equals" => Func::ValueEquals,
            "value_hash_code" => Func::ValueHash,
            _ => return None,
        };
        let fact = self.item_fact(args.first()?);
        fact.class
            .filter(|class| fact.exact && self.world.is_value_type(*class))
            .map(make)
    }

    /// A call by the signature of a method.
    pub fn call_as(
        &mut self,
        kind: CallKind,
        method: MethodId,
        args: Vec<Item>,
    ) -> Outcome<Option<Item>> {
        let data = self.world.method(method);
        let params = self.params_with_this(method);
        let sig = data.signature();
        let shape = CallShape {
            params: &params,
            ret: sig.ret,
            has_this: sig.has_this,
            tail: self.prefix.tail,
        };
        self.emit_call(kind, None, shape, args)
    }

    pub fn calli(&mut self, instr: Instr) -> Outcome {
        let id: SigId = self
            .world
            .resolve_sig(self.assembly(), instr.token(), self.context())?;
        let sig = self.world.signature(id);
        let code = self.pop()?;
        let mut params: Vec<TypeId> = Vec::new();
        if sig.has_this && !sig.explicit_this {
            params.push(self.world.known().object);
        }
        params.extend_from_slice(&sig.params);
        let mut args = self.pop_many(params.len())?;
        if sig.has_this
            && let Some(this) = args.first()
        {
            // A byref receiver stays one.
            if let super::item::Kind::Scalar(Ty::ByRef) = self.kind(this) {
                params[0] = self.world.by_ref(self.world.known().byte);
            } else {
                args[0] = Item::Val(self.checked_ref(&this.clone())?);
            }
        }
        let kind = match sig.convention {
            Convention::Default => CallKind::Indirect,
            Convention::VarArg => return Err(Problem::unsupported("variable argument lists")),
            Convention::Unmanaged { .. } => CallKind::NativeIndirect(id),
        };
        let result = if let (Item::Code(method), CallKind::Indirect) = (&code, &kind)
            && self.world.method(*method).signature().params.len() + usize::from(sig.has_this)
                == params.len()
            && self.world.method(*method).signature().has_this == sig.has_this
        {
            self.call_method(*method, args)?
        } else {
            let code = self.value_as(&code, Ty::Ptr)?;
            let shape = CallShape {
                params: &params,
                ret: sig.ret,
                has_this: sig.has_this,
                tail: self.prefix.tail,
            };
            self.emit_call(kind, Some(code), shape, args)?
        };
        self.push_result(result);
        Ok(())
    }

    /// `jmp`: a call with the current arguments, then return.
    pub fn jmp(&mut self, instr: Instr) -> Outcome {
        let target = self
            .world
            .resolve_method(self.assembly(), instr.token(), self.context())?;
        let Some(method) = target.method() else {
            return Err(Problem::invalid("jmp to an array operation"));
        };
        let mut args = Vec::new();
        for index in 0..self.il.args {
            args.push(self.read_var(index)?);
        }
        let result = self.call_method(method, args)?;
        if self.open {
            self.return_item(result)
        } else {
            Ok(())
        }
    }
}

//! Which body a method has: its IL, or what replaces it.

use super::core::Importer;
use super::error::{Outcome, Problem};
use super::item::Item;
use super::setup::Part;
use crate::function::*;
use crate::intrinsics::{Expanded, Site};
use kiln_world::{MethodFlags, MethodId, Substitution};

impl Importer<'_> {
    pub fn method_body(&mut self, method: MethodId) -> Outcome {
        let data = self.world.method(method);
        self.f.flags.no_inline = data.flags.contains(MethodFlags::NO_INLINING);
        self.f.flags.always_inline = data.flags.contains(MethodFlags::AGGRESSIVE_INLINING);
        let facts = self.cache.callee(self.host, method);
        if let Some(value) = self.world.substitution(method) {
            return self.substituted_body(method, value);
        }
        if let Some(name) = facts.synthesised {
            return self.synthesised_body(method, &name);
        }
        if let Some(entry) = &facts.entry {
            return self.entry_body(method, &entry.symbol, entry.throws);
        }
        if facts.expander.is_some() && self.expanded_body(method)? {
            return Ok(());
        }
        if data.has_body() {
            self.f.flags.no_return = facts.no_return;
            return self.import_il(method, Part::Body);
        }
        if data.pinvoke.is_some() {
            return self.native_body(method);
        }
        if data.is_runtime() && self.world.is_delegate(data.owner) {
            return self.delegate_body(method);
        }
        if data.is_internal_call() {
            if data.owner == self.world.known().string && data.is_ctor() {
                return Err(Problem::invalid(
                    "a constructor of System.String is no method of its own",
                ));
            }
            let key = self.world.method_key(method);
            return self.missing_body(method, format!("internal call {key}"));
        }
        if let Some(accessor) = self.world.attribute(
            data.def,
            "System.Runtime.CompilerServices.UnsafeAccessorAttribute",
        ) {
            return match self.accessor_body(method, &accessor) {
                Err(Problem::Invalid(what)) => {
                    self.restart();
                    self.missing_body(method, what)
                }
                other => other,
            };
        }
        let key = self.world.method_key(method);
        self.missing_body(method, format!("a body for {key}"))
    }

    fn substituted_body(&mut self, method: MethodId, value: Substitution) -> Outcome {
        self.declare_method(method)?;
        if value == Substitution::Throw {
            return self.throw_kind(crate::ExceptionKind::NotSupported);
        }
        let ret = self.return_type;
        if self.is_void(ret) {
            return self.return_item(None);
        }
        let item = self
            .substituted(value, ret)
            .ok_or_else(|| Problem::invalid("a substitution of another type"))?;
        self.return_item(Some(item))
    }

    fn synthesised_body(&mut self, method: MethodId, name: &str) -> Outcome {
        match name {
            "enum_info" => crate::synth::enum_info(self.world, &mut self.f, method),
            "invoke_method" => {
                use crate::synth::{Caller, invoke_prepared};
                invoke_prepared(self.world, &mut self.f, method, Caller::Invoke)
            }
            "attribute_instance" => {
                use crate::synth::{Caller, invoke_prepared};
                invoke_prepared(self.world, &mut self.f, method, Caller::Attribute)
            }
            "run_class_constructor" => {
                crate::synth::run_class_constructor(self.world, &mut self.f, method)
            }
            "resource_string" => {
                let items = self.declare_method(method)?;
                let item = items.into_iter().next().ok_or(Problem::StackUnderflow)?;
                self.return_item(Some(item))
            }
            _ => {
                let key = self.world.method_key(method);
                self.missing_body(method, format!("{key} of a type that is not known"))
            }
        }
    }

    /// The body of an intrinsic as a method of its own.
    fn expanded_body(&mut self, method: MethodId) -> Outcome<bool> {
        let args = self.declare_method(method)?;
        let facts = self.cache.callee(self.host, method);
        let Some(expander) = facts.expander else {
            return Ok(false);
        };
        let site = Site { method, args };
        let result = match expander.expand(self, &site)? {
            Expanded::No => {
                self.restart();
                return Ok(false);
            }
            Expanded::Item(item) => Some(item),
            Expanded::Void => None,
        };
        if self.open {
            self.return_item(result)?;
        }
        Ok(true)
    }

    fn delegate_body(&mut self, method: MethodId) -> Outcome {
        let data = self.world.method(method);
        if data.name != "Invoke" {
            let key = self.world.method_key(method);
            return self.missing_body(method, key);
        }
        let args = self.declare_method(method)?;
        let result = self.call_as(CallKind::Delegate(data.owner), method, args)?;
        self.return_item(result)
    }

    /// `[UnsafeAccessor(kind, Name = "…")]`: the member that it names, resolved now.
    fn accessor_body(&mut self, method: MethodId, accessor: &kiln_world::Attribute) -> Outcome {
        let kind = accessor.int(0).unwrap_or(0);
        let data = self.world.method(method);
        let name = match accessor.named("Name") {
            Some(kiln_world::AttributeValue::String(Some(name))) => name.clone(),
            _ => data.name.to_string(),
        };
        let args = self.declare_method(method)?;
        let sig = data.signature();
        let first = sig.params.first().copied();
        let result = match (kind, first) {
            // Constructor, method, static method, field, static field.
            (0, _) => {
                let owner = sig.ret;
                let ctor = self.accessor_target(owner, ".ctor", &sig.params)?;
                Some(self.new_object(owner, ctor, args)?)
            }
            (1, Some(owner)) => {
                let owner = self
                    .world
                    .element(owner)
                    .filter(|_| !self.world.is_array(owner))
                    .unwrap_or(owner);
                let target = self.accessor_target(owner, &name, &sig.params[1..])?;
                if !self.world.is_value_type(owner) {
                    self.null_check(&args[0])?;
                }
                self.virtual_call(target, args)?
            }
            (2, Some(owner)) => {
                let target = self.accessor_target(owner, &name, &sig.params[1..])?;
                self.call_method(target, args.into_iter().skip(1).collect())?
            }
            (3, Some(owner)) => {
                let owner = self
                    .world
                    .element(owner)
                    .filter(|_| !self.world.is_array(owner))
                    .unwrap_or(owner);
                let field = self.core_field(owner, &name)?;
                Some(Item::Addr(self.field_address(&args[0], field)?))
            }
            (4, Some(owner)) => {
                let field = self.core_field(owner, &name)?;
                Some(self.static_address(field)?)
            }
            _ => return Err(Problem::unsupported("this kind of unsafe accessor")),
        };
        if self.open {
            self.return_item(result)
        } else {
            Ok(())
        }
    }

    fn accessor_target(
        &self,
        owner: kiln_world::TypeId,
        name: &str,
        params: &[kiln_world::TypeId],
    ) -> Outcome<MethodId> {
        let found = self
            .world
            .declared_methods(owner)
            .into_iter()
            .find(|method| {
                let data = self.world.method(*method);
                data.name == name && data.signature().params[..] == *params
            });
        found.ok_or_else(|| {
            let owner = self.world.display_type(owner);
            Problem::invalid(format!(
                "an unsafe accessor names {owner}::{name}, which does not exist"
            ))
        })
    }
}

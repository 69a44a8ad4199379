//! Bodies of methods without IL: runtime entries, native functions, what is missing.

use super::convention::CallShape;
use super::core::Importer;
use super::error::{Outcome, Problem};
use super::item::Item;
use crate::function::*;
use crate::ty::Ty;
use kiln_world::MethodId;

/// Entries that read or write a field, which is their first parameter.
pub const FIELD_ACCESSES: [&str; 2] = ["kiln_reflect_field_value", "kiln_reflect_set_field_value"];
const CCTOR_OF_FIELD: &str = "kiln_reflect_cctor_of_field";

impl Importer<'_> {
    /// Parameters of a wrapper around what replaces a method.
    pub fn declare_method(&mut self, method: MethodId) -> Outcome<Vec<Item>> {
        let params = self.params_with_this(method);
        let sig = self.world.method(method).signature();
        self.declare(&params, sig.ret, sig.has_this)
    }

    /// A P/Invoke body: the C function by its name.
    pub fn native_body(&mut self, method: MethodId) -> Outcome {
        let data = self.world.method(method);
        let Some(import) = data.pinvoke.as_deref() else {
            return Err(Problem::invalid("no platform invoke"));
        };
        if import.module == "QCall" {
            return self.missing_body(method, format!("QCall {}", import.entry));
        }
        if self
            .world
            .assembly_name(data.def.assembly)
            .starts_with("System.")
        {
            return self.missing_body(method, format!("{}!{}", import.module, import.entry));
        }
        if !self.host.runtime().has_native(import.entry) {
            return self.unlinked_body(method, import.module, import.entry);
        }
        let items = self.declare_method(method)?;
        let result = self.marshalled_call(method, import, items)?;
        self.return_item(result)
    }

    /// A body that says what the runtime lacks.
    pub fn missing_body(&mut self, method: MethodId, what: String) -> Outcome {
        self.f.missing.push(what.clone());
        self.declare_method(method)?;
        self.throw_unsupported(&format!("Kiln's runtime does not supply {what}."))
    }

    /// The body of a native function that nothing defines: programs import those of other systems, and call them there.
    fn unlinked_body(&mut self, method: MethodId, library: &str, entry: &str) -> Outcome {
        self.f.missing.push(format!("{library}!{entry}"));
        self.declare_method(method)?;
        if self.host.runtime().has_library(library) {
            let message = format!(
                "Unable to find an entry point named '{entry}' in shared library '{library}'."
            );
            return self.throw_message("System.EntryPointNotFoundException", &message);
        }
        let message =
            format!("Unable to load shared library '{library}' or one of its dependencies.");
        self.throw_message("System.DllNotFoundException", &message)
    }

    pub fn throw_unsupported(&mut self, message: &str) -> Outcome {
        self.throw_message("System.PlatformNotSupportedException", message)
    }

    /// Throws an exception of one of the core library's classes.
    pub fn throw_message(&mut self, class: &str, message: &str) -> Outcome {
        let name = class;
        let class = self.core_type(name)?;
        let string = self.world.known().string;
        let ctor = self
            .world
            .declared_methods(class)
            .into_iter()
            .find(|method| {
                let data = self.world.method(*method);
                data.is_ctor() && data.signature().params[..] == [string]
            });
        let Some(ctor) = ctor else {
            return Err(Problem::invalid(format!(
                "{name} has no constructor with a message"
            )));
        };
        let text: Vec<u16> = message.encode_utf16().collect();
        let item = self.new_object(class, ctor, vec![Item::Text(text.into())])?;
        let exception = self.value(&item)?;
        self.raise(exception, false)
    }

    /// A body that calls a runtime entry.
    pub fn entry_body(&mut self, method: MethodId, symbol: &str, throws: bool) -> Outcome {
        let items = self.declare_method(method)?;
        let params = self.params_with_this(method);
        let kind = CallKind::Runtime {
            symbol: symbol.into(),
            throws,
        };
        let sig = self.world.method(method).signature();
        let shape = CallShape {
            params: &params,
            ret: sig.ret,
            has_this: sig.has_this,
            tail: false,
        };
        let result = self.emit_call(kind, None, shape, items)?;
        self.return_item(result)
    }

    /// Runs the static constructor of the class that a field found by reflection belongs to: the runtime knows its
    /// check, and gives one that does nothing where there is none.
    pub fn run_cctor_of_field(&mut self, method: MethodId, args: &[Item]) -> Outcome {
        let params = self.params_with_this(method);
        let (Some(field), Some(&ty)) = (args.first().cloned(), params.first()) else {
            return Err(Problem::invalid("an access without a field"));
        };
        let known = self.world.known();
        let find = CallKind::Runtime {
            symbol: CCTOR_OF_FIELD.into(),
            throws: false,
        };
        let found = self.emit_call(find, None, CallShape::of(&[ty], known.intptr), vec![field])?;
        let Some(found) = found else {
            return Err(Problem::invalid("a check without an address"));
        };
        let code = self.value_as(&found, Ty::Ptr)?;
        let shape = CallShape::of(&[], known.void);
        self.emit_call(CallKind::Indirect, Some(code), shape, Vec::new())?;
        Ok(())
    }
}

//! Names as messages, manifests and intrinsic tables write them.

use std::fmt::Write;

use crate::World;
use crate::ids::{FieldId, MethodId, SigId, TypeId};
use crate::shape::{Convention, Shape, UnmanagedKind};

impl World {
    /// ``System.Collections.Generic.List`1<System.Int32>``, `System.Byte&`, `Outer/Inner`.
    pub fn display_type(&self, ty: TypeId) -> String {
        let mut text = String::new();
        self.write_type(&mut text, ty);
        text
    }

    pub(crate) fn write_type(&self, out: &mut String, ty: TypeId) {
        match self.shape(ty) {
            Shape::Def { def, args } => {
                match self.type_def(*def) {
                    Ok(def) => out.push_str(&def.full_name),
                    Err(_) => out.push_str("<unreadable type>"),
                }
                self.write_args(out, args);
            }
            Shape::SzArray(element) => {
                self.write_type(out, *element);
                out.push_str("[]");
            }
            Shape::MdArray { element, rank } => {
                self.write_type(out, *element);
                out.push('[');
                // A one-dimensional array that is not a vector shows as `[*]`.
                out.push_str(if *rank == 1 { "*" } else { "" });
                for _ in 1..*rank {
                    out.push(',');
                }
                out.push(']');
            }
            Shape::Pointer(target) => {
                self.write_type(out, *target);
                out.push('*');
            }
            Shape::ByRef(target) => {
                self.write_type(out, *target);
                out.push('&');
            }
            Shape::FnPtr(sig) => {
                out.push_str("method ");
                if let Convention::Unmanaged { kind, .. } = self.signature(*sig).convention {
                    out.push_str(convention_name(kind));
                    out.push(' ');
                }
                self.write_type(out, self.signature(*sig).ret);
                out.push_str(" *");
                self.write_params(out, *sig);
            }
            Shape::TypeVar(n) => _ = write!(out, "!{n}"),
            Shape::MethodVar(n) => _ = write!(out, "!!{n}"),
        }
    }

    fn write_args(&self, out: &mut String, args: &[TypeId]) {
        for (i, arg) in args.iter().enumerate() {
            out.push(if i == 0 { '<' } else { ',' });
            self.write_type(out, *arg);
        }
        if !args.is_empty() {
            out.push('>');
        }
    }

    fn write_params(&self, out: &mut String, sig: SigId) {
        out.push('(');
        for (i, param) in self.signature(sig).params.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            self.write_type(out, *param);
        }
        out.push(')');
    }

    /// `(System.Int32):System.Void`
    pub(crate) fn write_sig(&self, out: &mut String, sig: SigId) {
        self.write_params(out, sig);
        out.push(':');
        self.write_type(out, self.signature(sig).ret);
    }

    /// `System.Buffer::Memmove(System.Byte&,System.Byte&,System.UIntPtr):System.Void`, with
    /// exact types; generic methods `Name<Args>`.
    pub fn display_method(&self, method: MethodId) -> String {
        let info = self.method(method);
        let mut text = String::new();
        self.write_type(&mut text, info.owner);
        text.push_str("::");
        text.push_str(info.name);
        self.write_args(&mut text, &info.args);
        self.write_sig(&mut text, info.sig);
        text
    }

    /// `System.Exception::_message`
    pub fn display_field(&self, field: FieldId) -> String {
        let info = self.field(field);
        format!("{}::{}", self.display_type(info.owner), info.name)
    }

    /// The definition's key: no arguments after the type's or the method's name, variables as
    /// `!0` and `!!0` in the signature.
    pub fn method_key(&self, method: MethodId) -> String {
        let definition = self.method_definition(method);
        let sig = self.method(definition).sig;
        let mut text = self.method_name_key(definition).to_string();
        self.write_sig(&mut text, sig);
        text
    }

    /// `System.Runtime.CompilerServices.Unsafe::Add`
    pub fn method_name_key(&self, method: MethodId) -> &str {
        let entry = self.store.method(method);
        entry.name_key.get_or_init(|| {
            let owner = self
                .def(entry.method.owner)
                .map_or("", |def| &def.full_name);
            format!("{owner}::{}", entry.method.name).into_boxed_str()
        })
    }
}

fn convention_name(kind: UnmanagedKind) -> &'static str {
    match kind {
        UnmanagedKind::Platform => "unmanaged",
        UnmanagedKind::C => "unmanaged cdecl",
        UnmanagedKind::StdCall => "unmanaged stdcall",
        UnmanagedKind::ThisCall => "unmanaged thiscall",
        UnmanagedKind::FastCall => "unmanaged fastcall",
        UnmanagedKind::Swift => "unmanaged swift",
    }
}

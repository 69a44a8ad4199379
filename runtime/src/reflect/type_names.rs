//! Types by the names that attributes write: generic arguments, arrays, pointers, and assemblies, which are skipped.

use super::make::{self, Table};
use super::{modules, signature, tables};
use core::ptr::null;

/// More generic arguments than any type has.
const MOST_ARGUMENTS: usize = 16;

/// The type of a name such as `List`1[[System.Int32, mscorlib]][], mscorlib`; null if there is none.
pub fn by_name(name: &[u8]) -> Table {
    Names(name).spec().unwrap_or(null())
}

/// What is left to read.
struct Names<'a>(&'a [u8]);

impl<'a> Names<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }

    /// Everything before one of these.
    fn until(&mut self, stops: &[u8]) -> &'a [u8] {
        let stop = self.0.iter().position(|c| stops.contains(c));
        self.take(stop.unwrap_or(self.0.len()))
    }

    fn accept(&mut self, text: &[u8]) -> bool {
        self.0 = self.0.trim_ascii_start();
        let there = self.0.starts_with(text);
        if there {
            self.take(text.len());
        }
        there
    }

    /// A type without its assembly.
    fn spec(&mut self) -> Option<Table> {
        let mut table = definition(self.until(b"[],*&").trim_ascii());
        let mut first = true;
        while !table.is_null() {
            table = if self.accept(b"*") {
                make::pointer(table)
            } else if self.accept(b"&") {
                make::by_ref(table)
            } else if self.accept(b"[]") {
                make::sz_array(table)
            } else if self.accept(b"[*]") {
                make::md_array(table, 1)
            } else if self.0.starts_with(b"[,") {
                let commas = self.until(b"]").len();
                self.take(1);
                make::md_array(table, commas as u32)
            } else if first && self.accept(b"[") {
                self.instance(table)?
            } else {
                break;
            };
            first = false;
        }
        (!table.is_null()).then_some(table)
    }

    /// The arguments of a generic type, after its bracket.
    fn instance(&mut self, definition: Table) -> Option<Table> {
        let mut args = [null(); MOST_ARGUMENTS];
        let mut count = 0;
        loop {
            let with_assembly = self.accept(b"[");
            *args.get_mut(count)? = self.spec()?;
            count += 1;
            if with_assembly {
                self.until(b"]");
                self.take(1);
            }
            if !self.accept(b",") {
                break;
            }
        }
        self.accept(b"]").then_some(())?;
        Some(make::instantiate(definition, args.get(..count)?))
    }
}

/// The definition of a name, with namespace and outer types. Which assembly is meant is not looked at: the program's
/// own come first, then the class library.
fn definition(full: &[u8]) -> Table {
    let mut parts = full.split(|c| *c == b'+');
    let outer = parts.next().unwrap_or(b"");
    let split = outer.iter().rposition(|c| *c == b'.');
    let (namespace, simple) = match split {
        Some(at) => (
            outer.get(..at).unwrap_or(b""),
            outer.get(at + 1..).unwrap_or(b""),
        ),
        None => (&b""[..], outer),
    };
    let own = tables::modules()
        .iter()
        .position(|module| module.framework == 0)
        .unwrap_or(0);
    let found = signature::find_in(own as u16, namespace, simple)
        .or_else(|| signature::find_by_name(0, namespace, simple));
    let Some((module, mut row)) = found else {
        return null();
    };
    for part in parts {
        match modules::nested(module, row, part) {
            Some(inner) => row = inner,
            None => return null(),
        }
    }
    make::type_def(module, row)
}

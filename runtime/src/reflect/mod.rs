//! Reflection: what CoreLib's managed reflection asks of the virtual machine, over the metadata of the
//! program's assemblies and the tables that the compiler writes. Nothing of it is part of a program
//! that does not reach one of these entries.

mod attributes;
mod fields;
mod import;
mod invoke;
mod make;
mod members;
mod metadata;
mod methods;
mod modules;
mod names;
mod signature;
mod tables;
mod type_names;
mod types;

pub use names::full_name;
pub use types::implements;

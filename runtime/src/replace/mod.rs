//! Managed bodies that the runtime replaces, behaviour preserved: they would otherwise pull
//! reflection into every program.

mod delegate;
mod exception;
mod runtime_type;

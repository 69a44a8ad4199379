//! The middle of the compiler: one typed SSA form of exact method instances, its text form, parser and
//! verifier, the IL importer that writes it and the passes that rewrite it. Knows nothing of LLVM.

pub mod build;
pub mod cfg;
pub mod culprit;
pub mod dispatch;
pub mod edit;
pub mod entity;
pub mod fold;
pub mod func;
pub mod function;
pub mod guard;
pub mod import;
pub mod inline;
pub(crate) mod intrinsics;
pub mod lazy;
pub mod op;
pub mod passes;
pub mod runtime;
pub mod synth;
pub mod text;
pub mod ty;
pub mod verify;

pub use build::Cursor;
pub use entity::{Block, Inst, Slot, Value};
pub use func::{ExceptionKind, Func};
pub use function::Function;
pub use op::Op;
pub use ty::Ty;

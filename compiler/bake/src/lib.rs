//! Execution at build time: the IR interpreter over an abstract heap, and the frozen heap that what it
//! leaves behind becomes in the image.

pub mod bodies;
pub mod freeze;
pub mod frozen;
pub mod heap;
pub mod host;
pub mod machine;
pub mod reach;
pub mod trap;
pub mod value;
pub mod world_host;

pub use bodies::{Bodies, Plain};
pub use heap::{BlockKind, Memory};
pub use host::{Answer, CctorAction, EntryEffect, Host, ObjectModel, StaticData};
pub use machine::{Limits, Machine, Stop};
pub use trap::{Place, Trap, TrapReason};
pub use value::{Base, Pointer, Val};
pub use world_host::WorldHost;

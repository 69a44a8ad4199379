//! The managed heap: 32 KiB blocks of 256-byte lines in one reserved range, bump allocation into
//! thread-local holes, large objects by themselves. Objects never move.

pub mod alloc;
pub mod barrier;
pub mod block;
pub mod collect;
pub mod finalize;
pub mod handles;
pub mod large;
pub mod line;
pub mod mark;
pub mod roots;
pub mod space;
pub mod stats;
pub mod stop;

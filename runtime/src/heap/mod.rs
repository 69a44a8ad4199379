//! The managed heap: 32 KiB blocks of 256-byte lines in one reserved range, bump allocation into
//! thread-local holes, large objects by themselves. Objects never move. Sticky marks: a collection of
//! young objects takes all marked ones for live, which the write barrier makes right.

pub mod alloc;
pub mod barrier;
pub mod block;
pub mod check;
pub mod collect;
pub mod finalize;
pub mod handles;
pub mod image_cards;
pub mod large;
pub mod line;
pub mod log;
pub mod mark;
pub mod policy;
pub mod roots;
pub mod settings;
pub mod space;
pub mod stats;
pub mod stop;
pub mod sweep;

#[cfg(test)]
mod tests;

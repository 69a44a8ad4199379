//! Where references to live objects may lie outside the heap.

use crate::program;

/// The statics that hold references, as a range of words; empty when the program has none.
pub fn statics() -> (*const usize, *const usize) {
    (program::roots_start().cast(), program::roots_end().cast())
}

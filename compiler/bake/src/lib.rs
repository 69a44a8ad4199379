//! Execution at build time: the IR interpreter over an abstract heap, and the frozen heap that what it
//! leaves behind becomes in the image.

pub mod frozen;

//! Bodies of CoreLib's P/Invokes into `QCall` that are about threads and waiting.

mod thread;
mod wait;

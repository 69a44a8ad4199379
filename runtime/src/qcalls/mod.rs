//! Bodies of CoreLib's P/Invokes into `QCall` that are about threads, waiting and interned strings.

mod intern;
mod thread;
mod wait;

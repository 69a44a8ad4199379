//! Targets as data, the runtime library of a target, linker scripts, lld, and where the bytes of
//! the result went. Knows nothing of IL or IR.

pub mod account;
pub mod error;
pub mod home;
pub mod job;
pub mod lld;
pub mod messages;
pub mod runtime;
pub mod script;
pub mod target;

pub use account::{SizeAccount, SizeGroup};
pub use error::LinkError;
pub use home::Home;
pub use job::{Icf, LinkJob, LinkedImage, Strip, link, probe_output};
pub use runtime::{ManifestEntry, ManifestFlags, ManifestKind, RuntimeLibrary};
pub use target::{Target, TargetError};

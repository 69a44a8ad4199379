//! Reducer.
use crate::engine::Engine;
use crate::kind::Kind;
use kiln_tests::Result;
use kiln_tests::tools::Tools;
use std::path::Path;
pub fn seed(_: &Tools, _: &Kind, _: u64, _: Engine, _: usize, _: &Path) -> Result<bool> {
    Ok(true)
}

//! With which settings of the collector (`KILN_GC`) a program runs. `KILN_STRESS=N,N...` asks for a run each with a
//! collection at every so many-th allocation, all with the same binary; `stress.txt` beside the programs says which
//! of them can only be run less often.

use crate::Result;
use crate::config::Lists;
use crate::program::Program;
use crate::tools::Tools;

/// The intervals that are asked for.
fn intervals() -> Option<Vec<u32>> {
    let text = std::env::var("KILN_STRESS").ok()?;
    Some(text.split(',').filter_map(|n| n.parse().ok()).collect())
}

/// The settings of the runs of a program.
pub fn settings(tools: &Tools, program: &Program) -> Result<Vec<String>> {
    let Some(asked) = intervals() else {
        return Ok(vec![std::env::var("KILN_GC").unwrap_or_default()]);
    };
    let lists = Lists::read(&tools.root.join("tests/conformance/stress.txt"))?;
    if lists.contains("never", &program.name) {
        return Ok(Vec::new());
    }
    let too_often = |n: u32| lists.contains(&format!("not-{n}"), &program.name);
    Ok(asked
        .into_iter()
        .filter(|n| !too_often(*n))
        .map(|n| format!("stress={n},verify,poison"))
        .collect())
}

//! Simplify: constants and identities of instructions, then branches, blocks and block parameters, until
//! nothing changes.

pub(super) mod blocks;
pub(super) mod insts;
pub(super) mod params;

use crate::cfg::Cfg;
use crate::edit::Renames;
use crate::function::Function;

/// Rounds after which what is left is not worth the time.
const ROUNDS: usize = 8;

pub fn simplify(function: &mut Function) {
    let mut cfg = Cfg::new(function);
    for _ in 0..ROUNDS {
        let mut changed = false;
        let mut renames = Renames::default();
        for &block in cfg.rpo() {
            changed |= insts::simplify_block(function, block, &mut renames);
        }
        changed |= params::remove_trivial(function, &cfg, &mut renames);
        renames.apply(function);
        changed |= blocks::simplify_flow(function, &mut cfg);
        if !changed {
            return;
        }
    }
}

//! The control flow graph of a function: predecessors, reverse postorder, dominators and natural loops.
//! A snapshot: edits of the function's edges do not show in it.

use crate::entity::{Block, Entity};
use crate::function::Function;
use smallvec::SmallVec;

const UNREACHED: u32 = u32::MAX;

/// Predecessors and order of the reachable blocks.
#[derive(Clone, Debug)]
pub struct Cfg {
    preds: Vec<SmallVec<[Block; 2]>>,
    rpo: Vec<Block>,
    order: Vec<u32>,
}

impl Cfg {
    pub fn new(function: &Function) -> Cfg {
        let count = function.blocks.len();
        let mut preds = vec![SmallVec::new(); count];
        let mut order = vec![UNREACHED; count];
        let mut postorder = Vec::with_capacity(count);
        let mut stack: Vec<(Block, SmallVec<[Block; 4]>, usize)> = Vec::new();
        order[function.entry.index()] = 0;
        stack.push((
            function.entry,
            function.blocks[function.entry].term.successors(),
            0,
        ));
        while let Some((block, successors, next)) = stack.last_mut() {
            let block = *block;
            // The last successor first, so that the first comes early in reverse postorder.
            let Some(&to) = successors.iter().rev().nth(*next) else {
                postorder.push(block);
                stack.pop();
                continue;
            };
            *next += 1;
            preds[to.index()].push(block);
            if order[to.index()] == UNREACHED {
                order[to.index()] = 0;
                stack.push((to, function.blocks[to].term.successors(), 0));
            }
        }
        postorder.reverse();
        for (number, block) in postorder.iter().enumerate() {
            order[block.index()] = number as u32;
        }
        Cfg {
            preds,
            rpo: postorder,
            order,
        }
    }

    /// The reachable blocks an edge comes from; twice if two edges do.
    pub fn preds(&self, block: Block) -> &[Block] {
        &self.preds[block.index()]
    }

    /// Reachable blocks, each before its successors except along back edges.
    pub fn rpo(&self) -> &[Block] {
        &self.rpo
    }

    pub fn is_reachable(&self, block: Block) -> bool {
        self.order[block.index()] != UNREACHED
    }

    /// Position in reverse postorder, of a reachable block.
    pub fn order(&self, block: Block) -> u32 {
        self.order[block.index()]
    }
}

/// The dominator tree of the reachable blocks.
#[derive(Clone, Debug)]
pub struct Dominators {
    idom: Vec<Option<Block>>,
    children: Vec<SmallVec<[Block; 2]>>,
    /// Interval of each block in a walk of the tree: dominance is inclusion.
    enter: Vec<u32>,
    leave: Vec<u32>,
}

impl Dominators {
    /// By Cooper, Harvey and Kennedy.
    pub fn new(cfg: &Cfg) -> Dominators {
        let count = cfg.order.len();
        let rpo = &cfg.rpo;
        let mut idom = vec![UNREACHED; rpo.len()];
        if !rpo.is_empty() {
            idom[0] = 0;
        }
        let mut changed = true;
        while changed {
            changed = false;
            for (number, block) in rpo.iter().enumerate().skip(1) {
                let mut new = UNREACHED;
                for pred in cfg.preds(*block) {
                    let pred = cfg.order(*pred);
                    if idom[pred as usize] == UNREACHED {
                        continue;
                    }
                    new = if new == UNREACHED {
                        pred
                    } else {
                        meet(&idom, new, pred)
                    };
                }
                if idom[number] != new {
                    idom[number] = new;
                    changed = true;
                }
            }
        }
        let mut dominators = Dominators {
            idom: vec![None; count],
            children: vec![SmallVec::new(); count],
            enter: vec![UNREACHED; count],
            leave: vec![0; count],
        };
        for (number, block) in rpo.iter().enumerate().skip(1) {
            let parent = rpo[idom[number] as usize];
            dominators.idom[block.index()] = Some(parent);
            dominators.children[parent.index()].push(*block);
        }
        if let Some(&root) = rpo.first() {
            dominators.number(root);
        }
        dominators
    }

    fn number(&mut self, root: Block) {
        let mut clock = 0;
        let mut stack = vec![(root, 0)];
        self.enter[root.index()] = clock;
        while let Some((block, next)) = stack.last_mut() {
            match self.children[block.index()].get(*next) {
                Some(&child) => {
                    *next += 1;
                    clock += 1;
                    self.enter[child.index()] = clock;
                    stack.push((child, 0));
                }
                None => {
                    self.leave[block.index()] = clock;
                    stack.pop();
                }
            }
        }
    }

    /// `None` for the entry and unreachable blocks.
    pub fn idom(&self, block: Block) -> Option<Block> {
        self.idom[block.index()]
    }

    pub fn children(&self, block: Block) -> &[Block] {
        &self.children[block.index()]
    }

    /// Whether every path to `block` passes `above` (a block dominates itself). False for unreachable ones.
    pub fn dominates(&self, above: Block, block: Block) -> bool {
        let (enter, leave) = (self.enter[above.index()], self.leave[above.index()]);
        let at = self.enter[block.index()];
        enter != UNREACHED && at != UNREACHED && enter <= at && at <= leave
    }
}

fn meet(idom: &[u32], mut a: u32, mut b: u32) -> u32 {
    while a != b {
        if a > b {
            a = idom[a as usize];
        } else {
            b = idom[b as usize];
        }
    }
    a
}

/// Natural loops: how deep each block lies, and the header of its innermost loop.
#[derive(Clone, Debug)]
pub struct Loops {
    depth: Vec<u32>,
    header: Vec<Option<Block>>,
    pub headers: Vec<Block>,
}

impl Loops {
    pub fn new(cfg: &Cfg, dominators: &Dominators) -> Loops {
        let count = cfg.order.len();
        let mut loops = Loops {
            depth: vec![0; count],
            header: vec![None; count],
            headers: Vec::new(),
        };
        let mut member = vec![UNREACHED; count];
        // Outer headers come first, so that inner loops overwrite the innermost header.
        for &header in cfg.rpo() {
            let mut work: Vec<Block> = cfg
                .preds(header)
                .iter()
                .copied()
                .filter(|pred| dominators.dominates(header, *pred))
                .collect();
            if work.is_empty() {
                continue;
            }
            let number = loops.headers.len() as u32;
            loops.headers.push(header);
            member[header.index()] = number;
            loops.depth[header.index()] += 1;
            loops.header[header.index()] = Some(header);
            while let Some(block) = work.pop() {
                if member[block.index()] != number {
                    member[block.index()] = number;
                    loops.depth[block.index()] += 1;
                    loops.header[block.index()] = Some(header);
                    work.extend_from_slice(cfg.preds(block));
                }
            }
        }
        loops
    }

    /// Number of loops around a block.
    pub fn depth(&self, block: Block) -> u32 {
        self.depth[block.index()]
    }

    pub fn header(&self, block: Block) -> Option<Block> {
        self.header[block.index()]
    }
}

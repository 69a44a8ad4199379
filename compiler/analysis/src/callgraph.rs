//! The call graph over exact bodies of code.

use crate::dispatch::Dispatch;
use crate::uses::{Use, uses_of};
use kiln_ir::{Func, Function};
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

/// How one body reaches another.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Called directly, or its address taken.
    Direct,
    /// One of the targets of a virtual or interface call.
    Dispatched,
}

pub struct CallGraph {
    pub graph: DiGraph<Func, Edge>,
    pub nodes: FxHashMap<Func, NodeIndex>,
}

impl CallGraph {
    /// Builds the graph of all bodies; edges in the order of the calls.
    pub fn build(functions: &[Function], dispatch: &Dispatch) -> CallGraph {
        let mut graph = DiGraph::with_capacity(functions.len(), functions.len() * 4);
        let mut nodes = FxHashMap::default();
        for function in functions {
            nodes.insert(function.func, graph.add_node(function.func));
        }
        for function in functions {
            let from = nodes[&function.func];
            for need in uses_of(function) {
                match need {
                    Use::Code(func) => {
                        if let Some(&to) = nodes.get(&func) {
                            graph.update_edge(from, to, Edge::Direct);
                        }
                    }
                    Use::Virtual(method) | Use::Interface(method) => {
                        let selector = dispatch.known_selector(method).unwrap_or(method);
                        for target in dispatch.targets.get(&selector).into_iter().flatten() {
                            if let Some(&to) = nodes.get(&target.code)
                                && graph.find_edge(from, to).is_none()
                            {
                                graph.add_edge(from, to, Edge::Dispatched);
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        CallGraph { graph, nodes }
    }

    /// Strongly connected components, callees before callers.
    pub fn components(&self) -> Vec<Vec<Func>> {
        petgraph::algo::tarjan_scc(&self.graph)
            .into_iter()
            .map(|component| component.into_iter().map(|node| self.graph[node]).collect())
            .collect()
    }
}

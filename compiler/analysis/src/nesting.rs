//! Generic instances that nest without end: recursion that makes ever larger types is found before it is
//! followed too far.

use crate::stub;
use kiln_ir::Func;
use kiln_world::{MethodDefId, Shape, TypeId, World};
use rustc_hash::FxHashMap;

/// Instances that nest deeper than any program writes by hand come from recursion without end.
const DEEPEST: u32 = 64;
/// Types of more parts are not written by hand either.
const LARGEST: u64 = 1 << 14;
/// Growing instances of one definition that need each other, where many more of it are needed.
const GROWING: usize = 8;
const MANY: u32 = 256;
/// Growing instances of one definition that only need each other because a call may mean them: chains that long
/// are not met when programs run.
const DISPATCHED: usize = 6;
/// How many definitions of a cycle are named.
const NAMED: usize = 8;

/// How large a type is.
#[derive(Copy, Clone, Default)]
struct Extent {
    depth: u32,
    parts: u64,
}

/// Bodies that need each other with ever larger types.
#[derive(Debug)]
pub struct Cycle {
    /// Their names, for people.
    pub names: String,
    /// All of them call each other directly, so the recursion is the program's. A virtual method among them may
    /// only be thought to be called, since calls may mean any type that fits.
    pub direct: bool,
}

#[derive(Default)]
pub struct Nesting {
    types: FxHashMap<TypeId, Extent>,
    instances: FxHashMap<MethodDefId, u32>,
}

impl Nesting {
    /// The cycle that a body belongs to, if following it would not end. `reason` says who first needed a
    /// body.
    pub fn endless(
        &mut self,
        world: &World,
        func: Func,
        reason: &FxHashMap<Func, Option<Func>>,
    ) -> Option<Cycle> {
        let extent = self.extent_of(world, func);
        let Func::Method(method) = func else {
            return self
                .is_too_large(world, func)
                .then(|| cycle(world, func, reason));
        };
        if extent.depth == 0 {
            return None;
        }
        let count = self.instances.entry(world.method(method).def).or_default();
        *count += 1;
        let many = *count > MANY && extent.depth as usize > GROWING;
        let found = extent.depth > DEEPEST
            || extent.parts > LARGEST
            || many && self.growing(world, func, reason) > GROWING;
        if found {
            return Some(cycle(world, func, reason));
        }
        if extent.depth as usize <= DISPATCHED || self.growing(world, func, reason) <= DISPATCHED {
            return None;
        }
        let cycle = cycle(world, func, reason);
        (!cycle.direct).then_some(cycle)
    }

    /// Whether nobody would write a body of such types by hand.
    pub fn is_too_large(&mut self, world: &World, func: Func) -> bool {
        let extent = self.extent_of(world, func);
        extent.depth > DEEPEST || extent.parts > LARGEST
    }

    /// How many bodies of the same definition on the way to this one are ever smaller.
    fn growing(
        &mut self,
        world: &World,
        func: Func,
        reason: &FxHashMap<Func, Option<Func>>,
    ) -> usize {
        let Func::Method(method) = func else {
            return 0;
        };
        let def = world.method(method).def;
        let mut least = self.extent_of(world, func).depth;
        let mut count = 0;
        for by in ancestors(func, reason) {
            let Func::Method(other) = by else { continue };
            if world.method(other).def == def {
                let depth = self.extent_of(world, by).depth;
                if depth >= least {
                    break;
                }
                least = depth;
                count += 1;
            }
        }
        count
    }

    fn extent_of(&mut self, world: &World, func: Func) -> Extent {
        match func {
            Func::Method(method)
            | Func::NullThis(method)
            | Func::Swapped(method)
            | Func::Unbox(method)
            | Func::NativeEntry(method)
            | Func::Stub(method)
            | Func::Filter(method, _) => {
                let data = world.method(method);
                let mut extent = self.extent(world, data.owner);
                for arg in data.args.iter() {
                    let more = self.extent(world, *arg);
                    extent.depth = extent.depth.max(more.depth + 1);
                    extent.parts = extent.parts.saturating_add(more.parts);
                }
                extent
            }
            Func::Shuffle(ty)
            | Func::Multicast(ty)
            | Func::ValueEquals(ty)
            | Func::ValueHash(ty)
            | Func::RunCctor(ty) => self.extent(world, ty),
            Func::Throw(_)
            | Func::ThrowCast
            | Func::ProgramMain
            | Func::ExceptionText
            | Func::ThreadStart
            | Func::ProcessExit
            | Func::Unhandled
            | Func::Invoke(_) => Extent::default(),
        }
    }

    fn extent(&mut self, world: &World, ty: TypeId) -> Extent {
        if let Some(extent) = self.types.get(&ty) {
            return *extent;
        }
        let parts: Vec<TypeId> = match world.shape(ty) {
            Shape::Def { args, .. } => args.to_vec(),
            _ => world.element(ty).into_iter().collect(),
        };
        let mut extent = Extent { depth: 0, parts: 1 };
        for part in parts {
            let more = self.extent(world, part);
            extent.depth = extent.depth.max(more.depth + 1);
            extent.parts = extent.parts.saturating_add(more.parts);
        }
        self.types.insert(ty, extent);
        extent
    }
}

/// Who needed a body, who needed that, and so on.
fn ancestors(
    func: Func,
    reason: &FxHashMap<Func, Option<Func>>,
) -> impl Iterator<Item = Func> + '_ {
    std::iter::successors(Some(func), |at| reason.get(at).copied().flatten()).skip(1)
}

/// The definitions from the one before of the same definition to this one.
fn cycle(world: &World, func: Func, reason: &FxHashMap<Func, Option<Func>>) -> Cycle {
    let method_of = |func: Func| match func {
        Func::Method(method) | Func::NullThis(method) | Func::Unbox(method) => Some(method),
        _ => None,
    };
    let definition = |func: Func| match func {
        Func::Method(method) => Some(world.method(method).def),
        _ => None,
    };
    let members = std::iter::once(func).chain(ancestors(func, reason));
    let mut names = Vec::new();
    let mut direct = true;
    for (index, by) in members.enumerate() {
        if let Some(method) = method_of(by) {
            names.push(world.method_name_key(method).to_string());
            direct &=
                world.slot_of(method).is_none() && !world.is_interface(world.method(method).owner);
        }
        let around = index > 0 && definition(by).is_some() && definition(by) == definition(func);
        if around || names.len() > NAMED {
            break;
        }
    }
    names.reverse();
    names.dedup();
    direct &= !names.is_empty();
    let names = match names.as_slice() {
        [] => stub::describe(world, func),
        [only] => format!("{only} needs itself with ever larger types"),
        _ => names.join(" > "),
    };
    Cycle { names, direct }
}

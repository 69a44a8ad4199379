//! Generic instances that nest without end: recursion that makes ever larger types is found before it is
//! followed too far.

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
/// How many definitions of a cycle are named.
const NAMED: usize = 8;

/// How large a type is.
#[derive(Copy, Clone, Default)]
struct Extent {
    depth: u32,
    parts: u64,
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
    ) -> Option<String> {
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
        found.then(|| cycle(world, func, reason))
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
fn cycle(world: &World, func: Func, reason: &FxHashMap<Func, Option<Func>>) -> String {
    let definition = |func: Func| match func {
        Func::Method(method) => Some(world.method(method).def),
        _ => None,
    };
    let key = |func: Func| match func {
        Func::Method(method) | Func::NullThis(method) | Func::Unbox(method) => {
            Some(world.method_name_key(method).to_string())
        }
        _ => None,
    };
    let mut names: Vec<String> = key(func).into_iter().collect();
    for by in ancestors(func, reason) {
        names.extend(key(by));
        if definition(by).is_some() && definition(by) == definition(func) || names.len() > NAMED {
            break;
        }
    }
    names.reverse();
    names.dedup();
    if let [only] = names.as_slice() {
        return format!("{only} needs itself with ever larger types");
    }
    names.join(" > ")
}

//! Exploration: a worklist over exact bodies of code, from the roots, until nothing new is needed.
//! Bodies of one round are imported in parallel and looked at in order, so the result does not depend
//! on the number of threads.

use crate::assumptions::Exceptions;
use crate::bake::{BakeReport, Baker, KnownStatics};
use crate::dispatch::Dispatch;
use crate::enums;
use crate::nesting::{Cycle, Nesting};
use crate::reflect;
use crate::roots;
use crate::stub;
use crate::uses::{Use, uses_of};
use kiln_bake::reach::Reference;
use kiln_ir::function::Payload;
use kiln_ir::import::{ImportCache, ImportError, ImportHost, Raised, StaticValue, import};
use kiln_ir::passes::{Pass, PassSet};
use kiln_ir::runtime::RuntimeEntries;
use kiln_ir::{ExceptionKind, Func, Function, Op};
use kiln_world::{FieldId, Shape, TypeId, World};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// Everything that the program can reach.
#[derive(Default)]
pub struct Reached {
    /// Bodies in the order of their discovery.
    pub functions: Vec<Function>,
    /// Who first needed a body.
    pub reason: FxHashMap<Func, Option<Func>>,
    pub dispatch: Dispatch,
    /// Types whose tables are named, in order, constructed ones included.
    pub tables: Vec<TypeId>,
    /// Types that casts test for, in order.
    pub cast_targets: Vec<TypeId>,
    pub statics: Vec<FieldId>,
    pub runtime_symbols: Vec<Box<str>>,
    /// Names of enums are asked for.
    pub enum_info: bool,
    /// What reflection keeps.
    pub reflect: reflect::State,
    /// Bodies that could not be imported.
    pub failures: Vec<Failure>,
    pub bake: BakeReport,
    /// What statics hold from the start, and what code was told of it.
    pub(crate) baker: Option<Baker>,
    pub(crate) known: KnownStatics,
}

/// A reachable body that could not be imported; running it raises what .NET raises.
pub struct Failure {
    pub func: Func,
    pub error: FailureCause,
}

impl Failure {
    /// The exception that running it raises.
    pub fn raises(&self) -> Raised {
        match &self.error {
            FailureCause::Import(error) => error.problem.raises(),
            FailureCause::EndlessGenerics(cycle) => Raised {
                class: "System.TypeLoadException",
                message: Some(format!(
                    "Generic instances nest without end: {}",
                    cycle.names
                )),
            },
        }
    }
}

/// Why a body could not be imported.
#[derive(Debug, thiserror::Error)]
pub enum FailureCause {
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error("generic instances nest without end: {}", .0.names)]
    EndlessGenerics(Cycle),
}

impl Reached {
    /// From a root to the body: who first needed it, and who needed that.
    pub fn chain(&self, func: Func) -> Vec<Func> {
        let mut chain = vec![func];
        let mut at = func;
        while let Some(Some(by)) = self.reason.get(&at) {
            chain.push(*by);
            at = *by;
        }
        chain.reverse();
        chain
    }

    /// Exact method instances whose own bodies are in the program.
    pub fn method_count(&self) -> usize {
        self.functions
            .iter()
            .filter(|function| matches!(function.func, Func::Method(_)))
            .count()
    }

    /// Bytes of IL of those bodies.
    pub fn il_bytes(&self, world: &World) -> usize {
        let bodies = self
            .functions
            .iter()
            .filter_map(|function| match function.func {
                Func::Method(method) => world.body(method).ok().flatten(),
                _ => None,
            });
        bodies.map(|body| body.il.len()).sum()
    }
}

/// Explores from the program's roots, importing every body that is found.
pub fn explore(world: &World, runtime: &RuntimeEntries, passes: &PassSet) -> Reached {
    let mut exceptions = Exceptions::default();
    loop {
        let mut explorer = Explorer::new(world, runtime);
        if passes.has(Pass::Bake) {
            explorer.baker = Baker::new(world, &exceptions);
        }
        let reached = explore_from(explorer);
        // Where baking took too much for granted, begin again without that.
        let broken = match &reached.baker {
            Some(baker) => baker.broken(world, &reached.functions),
            None => Exceptions::default(),
        };
        if broken.is_empty() {
            return reached;
        }
        exceptions.add(broken);
    }
}

/// Explores again over the bodies as they are now: what only dropped calls, casts and allocations reached is
/// not found any more.
pub fn explore_again(world: &World, runtime: &RuntimeEntries, before: Reached) -> Reached {
    let mut explorer = Explorer::new(world, runtime);
    explorer.reached.failures = before.failures;
    explorer.reached.bake = before.bake;
    explorer.host.known = before.known;
    explorer.baker = before.baker;
    if let Some(baker) = &mut explorer.baker {
        baker.forget_followed();
    }
    explorer.bodies = before
        .functions
        .into_iter()
        .map(|function| (function.func, function))
        .collect();
    explore_from(explorer)
}

fn explore_from(mut explorer: Explorer<'_>) -> Reached {
    let world = explorer.host.world;
    for root in roots::PROGRAM_ROOTS {
        explorer.need(*root, None);
    }
    for name in roots::PROGRAM_OBJECTS {
        if let Some(ty) = world.type_by_name(name) {
            explorer.construct(ty, Func::ProgramMain);
        }
    }
    let known = world.known();
    for element in [known.string, known.byte] {
        explorer.construct(world.sz_array(element), Func::ProgramMain);
    }
    explorer.run();
    explorer.finish()
}

pub(crate) struct Explorer<'a> {
    pub(crate) host: Host<'a>,
    baker: Option<Baker>,
    /// Bodies that are there already.
    bodies: FxHashMap<Func, Function>,
    pending: Vec<Func>,
    known_tables: FxHashSet<TypeId>,
    known_cast_targets: FxHashSet<TypeId>,
    known_statics: FxHashSet<FieldId>,
    pub(crate) known_symbols: FxHashSet<Box<str>>,
    nesting: Nesting,
    /// Bodies that are not followed, since what they need never ends.
    cut: FxHashMap<Func, Cycle>,
    is_endless: bool,
    pub(crate) reached: Reached,
}

pub(crate) struct Host<'a> {
    pub world: &'a World,
    runtime: &'a RuntimeEntries,
    cache: ImportCache,
    known: KnownStatics,
}

impl ImportHost for Host<'_> {
    fn world(&self) -> &World {
        self.world
    }

    fn runtime(&self) -> &RuntimeEntries {
        self.runtime
    }

    fn static_value(&self, field: FieldId) -> Option<StaticValue> {
        self.known.values.get(&field).cloned()
    }

    fn needs_cctor(&self, ty: TypeId) -> bool {
        self.world.cctor(ty).is_some() && !self.known.types.contains(&ty)
    }

    fn cache(&self) -> &ImportCache {
        &self.cache
    }
}

impl<'a> Explorer<'a> {
    fn new(world: &'a World, runtime: &'a RuntimeEntries) -> Self {
        Explorer {
            host: Host {
                world,
                runtime,
                cache: ImportCache::default(),
                known: KnownStatics::default(),
            },
            baker: None,
            bodies: FxHashMap::default(),
            pending: Vec::new(),
            known_tables: FxHashSet::default(),
            known_cast_targets: FxHashSet::default(),
            known_statics: FxHashSet::default(),
            known_symbols: FxHashSet::default(),
            nesting: Nesting::default(),
            cut: FxHashMap::default(),
            is_endless: false,
            reached: Reached::default(),
        }
    }

    fn finish(mut self) -> Reached {
        if let Some(baker) = &mut self.baker {
            let report = std::mem::take(&mut baker.report);
            self.reached.bake.add(report);
        }
        self.reached.baker = self.baker;
        self.reached.known = self.host.known;
        self.reached
    }

    fn run(&mut self) {
        while !self.pending.is_empty() && !self.is_endless {
            self.run_round();
            if self.pending.is_empty() {
                self.need_thunks();
                self.need_enum_info();
                self.need_reflection();
            }
        }
    }

    fn run_round(&mut self) {
        let mut round = std::mem::take(&mut self.pending);
        let mut cut = Vec::new();
        round.retain(|func| match self.cut.remove(func) {
            Some(cycle) => {
                cut.push((*func, Err(FailureCause::EndlessGenerics(cycle))));
                false
            }
            None => true,
        });
        let bodies = self.bodies_of(&round);
        let bodies = bodies
            .into_iter()
            .map(|body| body.map_err(FailureCause::from));
        for (func, body) in round.into_iter().zip(bodies).chain(cut) {
            let mut function = body.unwrap_or_else(|error| {
                let failure = Failure { func, error };
                let stub = stub::raising(self.host.world, func, &failure.raises());
                self.reached.failures.push(failure);
                stub
            });
            for need in uses_of(&function) {
                self.follow(func, need);
            }
            if let Func::Method(method) = func {
                let name = self.host.world.method_name_key(method);
                let upcall = roots::registered_by(name);
                // What is looked for by name must stay a body of its own.
                if upcall.is_some() || name == roots::DYNAMIC_INVOKE {
                    function.flags.no_inline = true;
                }
                if let Some(upcall) = upcall {
                    self.need(upcall, Some(func));
                }
            }
            self.reached.functions.push(function);
        }
    }

    /// The bodies that are there already, or what importing gives.
    fn bodies_of(&mut self, round: &[Func]) -> Vec<Imported> {
        let known: Vec<Option<Function>> =
            round.iter().map(|func| self.bodies.remove(func)).collect();
        let missing: Vec<Func> = round
            .iter()
            .zip(&known)
            .filter(|(_, body)| body.is_none())
            .map(|(func, _)| *func)
            .collect();
        let mut imported = import_all(&self.host, &missing);
        self.bake_triggered(&missing, &mut imported);
        let mut imported = imported.into_iter();
        known
            .into_iter()
            .filter_map(|body| body.map(Ok).or_else(|| imported.next()))
            .collect()
    }

    /// Bakes the types whose static constructors these bodies trigger, and imports anew the bodies that need
    /// no trigger any more.
    fn bake_triggered(&mut self, round: &[Func], bodies: &mut [Imported]) {
        let Some(baker) = &mut self.baker else {
            return;
        };
        let mut filled = Vec::new();
        loop {
            let mut stale = Vec::new();
            for (index, body) in bodies.iter().enumerate() {
                let Ok(function) = body else { continue };
                let mut is_stale = false;
                for ty in triggers(function) {
                    let done = baker.bake(&self.host, ty);
                    baker.learn(self.host.world, &done, &mut self.host.known);
                    filled.extend(done.fields);
                    is_stale |= self.host.known.types.contains(&ty);
                }
                let done = baker.bake_getter(&self.host, round[index]);
                baker.learn(self.host.world, &done, &mut self.host.known);
                is_stale |= !done.fields.is_empty();
                filled.extend(done.fields);
                if is_stale {
                    stale.push(index);
                }
            }
            if stale.is_empty() {
                break;
            }
            self.host.cache.forget_unknown();
            let funcs: Vec<Func> = stale.iter().map(|index| round[*index]).collect();
            let anew = import_all(&self.host, &funcs);
            for (index, body) in stale.into_iter().zip(anew) {
                bodies[index] = body;
            }
        }
        // Code that was looked at before may name them.
        for field in filled {
            if self.known_statics.contains(&field) {
                self.follow_static(field, Func::ProgramMain);
            }
        }
    }

    /// Everything that a static field holds from the start.
    fn follow_static(&mut self, field: FieldId, by: Func) {
        let Some(baker) = &mut self.baker else {
            return;
        };
        for reference in baker.follow(field) {
            match reference {
                Reference::Object(_, ty) => self.construct(ty, by),
                Reference::Text(_) => self.construct(self.host.world.known().string, by),
                Reference::TypeObject(ty) => self.follow(by, Use::Table(ty)),
                Reference::MethodTable(ty) => self.follow(by, Use::Table(ty)),
                Reference::Code(func) => self.need(func, Some(by)),
            }
        }
    }

    /// Multicast thunks are needed only where delegates are combined.
    fn need_thunks(&mut self) {
        let mut combining = roots::MULTICAST_ENTRIES.iter();
        if !combining.any(|entry| self.known_symbols.contains(*entry)) {
            return;
        }
        let world = self.host.world;
        let delegates: Vec<TypeId> = self
            .reached
            .dispatch
            .constructed
            .iter()
            .copied()
            .filter(|ty| world.is_delegate(*ty))
            .collect();
        for ty in delegates {
            self.need(Func::Multicast(ty), None);
        }
    }

    /// Where enum names are asked for, each enum has a frozen `EnumInfo`.
    fn need_enum_info(&mut self) {
        let world = self.host.world;
        let asks =
            |func: &Func| matches!(func, Func::Method(method) if enums::is_query(world, *method));
        let Some(by) = self
            .reached
            .functions
            .iter()
            .map(|function| function.func)
            .find(asks)
        else {
            return;
        };
        self.reached.enum_info = true;
        let tables = self.reached.tables.iter().copied();
        let all: Vec<TypeId> = tables.filter(|ty| world.is_enum(*ty)).collect();
        for ty in all {
            for needed in enums::needed_objects(world, ty) {
                self.construct(needed, by);
            }
        }
    }

    pub(crate) fn need(&mut self, func: Func, by: Option<Func>) {
        if self.reached.reason.contains_key(&func) {
            return;
        }
        self.reached.reason.insert(func, by);
        let world = self.host.world;
        match self.nesting.endless(world, func, &self.reached.reason) {
            None => self.pending.push(func),
            Some(cycle) if cycle.direct => {
                // One is enough: what follows would only be more of it.
                if !std::mem::replace(&mut self.is_endless, true) {
                    let error = FailureCause::EndlessGenerics(cycle);
                    self.reached.failures.push(Failure { func, error });
                }
            }
            Some(cycle) => {
                self.cut.insert(func, cycle);
                self.pending.push(func);
            }
        }
    }

    pub(crate) fn follow(&mut self, by: Func, need: Use) {
        let world = self.host.world;
        match need {
            Use::Code(func) => self.need(func, Some(by)),
            Use::Virtual(method) | Use::Interface(method) => {
                let mut found = Vec::new();
                self.reached
                    .dispatch
                    .add_selector(world, method, &mut found);
                self.need_all(found, by);
            }
            Use::Construct(ty) => self.construct(ty, by),
            // The runtime makes arrays from their tables.
            Use::Table(ty) if world.is_array(ty) => self.construct(ty, by),
            Use::Table(ty) => self.need_table(ty),
            Use::CastTarget(ty) => self.need_cast_target(ty),
            Use::Static(field) | Use::Rva(field) => {
                if self.known_statics.insert(field) {
                    self.reached.statics.push(field);
                    self.follow_static(field, by);
                }
            }
            Use::Runtime { symbol, throws } => self.need_runtime(symbol, throws, by),
            Use::StringLiteral => {
                let string = world.known().string;
                self.construct(string, by);
            }
        }
    }

    fn need_all(&mut self, found: Vec<Func>, by: Func) {
        for func in found {
            self.need(func, Some(by));
        }
    }

    pub(crate) fn construct(&mut self, ty: TypeId, by: Func) {
        let world = self.host.world;
        if self.reached.dispatch.is_constructed(ty) {
            return;
        }
        self.need_table(ty);
        if let Some(element) = world.element(ty) {
            // Stores are checked against it.
            self.need_cast_target(element);
        }
        let mut found = Vec::new();
        self.reached.dispatch.add_type(world, ty, &mut found);
        self.need_all(found, by);
        if let Some(finalizer) = world.finalizer(ty) {
            self.need(Func::Method(finalizer), Some(by));
        }
    }

    fn need_cast_target(&mut self, ty: TypeId) {
        self.need_table(ty);
        if self.known_cast_targets.insert(ty) {
            self.reached.cast_targets.push(ty);
        }
    }

    /// A table, and the tables that it points to.
    pub(crate) fn need_table(&mut self, ty: TypeId) {
        if !self.known_tables.insert(ty) {
            return;
        }
        self.reached.tables.push(ty);
        let world = self.host.world;
        if let Some(base) = world.base(ty) {
            self.need_table(base);
        }
        if let Some(element) = world.element(ty) {
            self.need_table(element);
        }
        if let Shape::Def { args, .. } = world.shape(ty) {
            for arg in args.iter() {
                self.need_table(*arg);
            }
        }
    }

    fn need_runtime(&mut self, symbol: Box<str>, throws: bool, by: Func) {
        if !self.known_symbols.insert(symbol.clone()) {
            return;
        }
        if let Some(ty) =
            roots::made_by(&symbol).and_then(|name| self.host.world.type_by_name(name))
        {
            self.construct(ty, by);
        }
        for upcall in roots::upcalls_of(&symbol) {
            self.need(*upcall, Some(by));
        }
        if throws {
            for kind in ExceptionKind::RAISED_BY_RUNTIME {
                self.need(Func::Throw(*kind), Some(by));
            }
        }
        self.reached.runtime_symbols.push(symbol);
    }
}

type Imported = Result<Function, ImportError>;

/// Bodies in the order of the functions.
fn import_all(host: &Host<'_>, funcs: &[Func]) -> Vec<Imported> {
    funcs
        .par_iter()
        .with_min_len(8)
        .map(|func| import(host, *func))
        .collect()
}

/// Types whose static constructors a body triggers.
fn triggers(function: &Function) -> Vec<TypeId> {
    let mut types = Vec::new();
    for (_, block) in function.blocks.iter() {
        for &inst in &block.insts {
            if let (Op::Cctor, Payload::Type(ty)) =
                (function.insts[inst].op, &function.insts[inst].payload)
                && !types.contains(ty)
            {
                types.push(*ty);
            }
        }
    }
    types
}

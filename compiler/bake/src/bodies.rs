//! A program whose bodies are imported when they are asked for, nothing of it known before.

use crate::host::{Answer, CctorAction};
use crate::trap::TrapReason;
use crate::world_host::Program;
use kiln_ir::import::{ImportCache, ImportHost, StaticValue, import};
use kiln_ir::passes::{self, PassContext, PassSet, WorldTypes};
use kiln_ir::runtime::RuntimeEntries;
use kiln_ir::{Func, Function};
use kiln_world::{FieldId, TypeId, World};
use std::sync::Arc;

/// What the importer needs to know when nothing was baked and the runtime offers these entries.
pub struct Plain<'w> {
    world: &'w World,
    runtime: &'w RuntimeEntries,
    cache: ImportCache,
}

impl<'w> Plain<'w> {
    pub fn new(world: &'w World, runtime: &'w RuntimeEntries) -> Plain<'w> {
        Plain {
            world,
            runtime,
            cache: ImportCache::default(),
        }
    }
}

impl ImportHost for Plain<'_> {
    fn world(&self) -> &World {
        self.world
    }

    fn runtime(&self) -> &RuntimeEntries {
        self.runtime
    }

    fn static_value(&self, _field: FieldId) -> Option<StaticValue> {
        None
    }

    fn needs_cctor(&self, ty: TypeId) -> bool {
        self.world.cctor(ty).is_some()
    }

    fn cache(&self) -> &ImportCache {
        &self.cache
    }
}

/// Bodies as they are imported, or as passes leave them.
pub struct Bodies<'h> {
    host: &'h dyn ImportHost,
    passes: Option<PassSet>,
}

impl<'h> Bodies<'h> {
    pub fn new(host: &'h dyn ImportHost, passes: Option<PassSet>) -> Bodies<'h> {
        Bodies { host, passes }
    }
}

impl Program for Bodies<'_> {
    fn function(&mut self, func: Func) -> Answer<Arc<Function>> {
        let mut function = import(self.host, func)
            .map_err(|error| TrapReason::NoBody(func, error.problem.to_string()))?;
        if let Some(set) = &self.passes {
            let types = WorldTypes(self.host.world());
            passes::run(&mut function, set, &PassContext::new(&types));
        }
        Ok(Arc::new(function))
    }

    fn cctor(&mut self, ty: TypeId) -> Answer<CctorAction> {
        Ok(match self.host.world().cctor(ty) {
            Some(cctor) => CctorAction::Run(Func::Method(cctor.method)),
            None => CctorAction::Nothing,
        })
    }
}

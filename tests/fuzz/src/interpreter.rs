//! Runs methods of an assembly on the compiler's own interpreter: their IL is imported into IR and executed.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use kiln_bake::machine::{Limits, Machine, Stop};
use kiln_bake::{Bodies, Plain, Val, WorldHost};
use kiln_ir::Func;
use kiln_ir::passes::PassSet;
use kiln_ir::runtime::RuntimeEntries;
use kiln_tests::tools::Tools;
use kiln_tests::{Error, Result};
use kiln_world::{MethodId, TargetInfo, World, WorldOptions};

use crate::kind::Kind;
use crate::lab::{Batch, Behaviour};

/// A way to run the interpreter.
#[derive(Debug, PartialEq, Eq)]
pub struct Interpretation {
    pub name: &'static str,
    /// The passes that functions go through before they run, as `-O=` names them.
    pub level: Option<&'static str>,
}

pub const INTERPRETATIONS: &[Interpretation] = &[
    Interpretation {
        name: "interpreter",
        level: None,
    },
    Interpretation {
        name: "interpreter-Oall",
        level: Some("all"),
    },
];

/// Steps that one call may take.
const FUEL: u64 = 1_000_000;

/// What a call gave.
pub enum Outcome {
    Value(Val),
    /// The full name of the exception's class.
    Thrown(String),
}

/// The static methods of one class, ready to be called.
pub struct Interpreter<'a> {
    machine: Machine,
    host: WorldHost<'a, Bodies<'a>>,
    methods: HashMap<String, MethodId>,
}

impl Interpreter<'_> {
    /// Calls a method; nothing that it does stays. What the interpreter refuses is an error.
    pub fn call(&mut self, method: &str, args: &[Val]) -> std::result::Result<Outcome, String> {
        let id = *self
            .methods
            .get(method)
            .ok_or_else(|| format!("there is no method {method}"))?;
        self.machine.fuel = FUEL;
        self.machine.begin();
        let outcome = match self.machine.run(&mut self.host, Func::Method(id), args) {
            Ok(results) => match results[..] {
                [value] => Ok(Outcome::Value(value)),
                _ => Err(format!("{method} gives {} results", results.len())),
            },
            Err(Stop::Thrown(exception)) => {
                let class = self.machine.type_of(&self.host, exception);
                class
                    .map(|class| Outcome::Thrown(self.host.world.display_type(class)))
                    .map_err(|reason| format!("{method} threw what is no object: {reason}"))
            }
            Err(Stop::Trap(trap)) => Err(format!("{method}: {trap}")),
        };
        self.machine.rollback();
        outcome
    }
}

/// Runs the seeds of a batch. Kinds that say nothing about single methods cannot be run.
pub fn observe(
    tools: &Tools,
    kind: &Kind,
    batch: &Batch,
    way: &Interpretation,
) -> Result<BTreeMap<u64, Behaviour>> {
    let Some(interpret) = kind.interpret else {
        return Err(Error::Text(format!(
            "the interpreter cannot run programs of kind '{}'",
            kind.name
        )));
    };
    let passes = match way.level {
        Some(level) => Some(PassSet::parse(level).map_err(|e| Error::Text(e.to_string()))?),
        None => None,
    };
    let world = open(tools, &batch.library_assembly())?;
    let runtime = RuntimeEntries::default();
    let plain = Plain::new(&world, &runtime);
    let mut interpreter = Interpreter {
        methods: methods(&world)?,
        host: WorldHost::new(&world, Bodies::new(&plain, passes)).map_err(refused)?,
        machine: Machine::new(model(&world)?, Limits::default()),
    };
    let mut seen = BTreeMap::new();
    for source in &batch.sources {
        match interpret(&mut interpreter, source.seed) {
            Ok(text) => seen.insert(source.seed, Behaviour::Printed(text.into_bytes())),
            // Like a program that ends there.
            Err(stderr) => seen.insert(source.seed, Behaviour::Crashed { exit: 1, stderr }),
        };
    }
    Ok(seen)
}

fn refused(reason: kiln_bake::TrapReason) -> Error {
    Error::Text(reason.to_string())
}

fn model(world: &World) -> Result<kiln_bake::ObjectModel> {
    kiln_bake::world_host::model(world).map_err(refused)
}

fn open(tools: &Tools, assembly: &Path) -> Result<World> {
    World::open(&WorldOptions {
        root: assembly.to_path_buf(),
        references: Vec::new(),
        framework: tools.framework.clone(),
        features: BTreeMap::new(),
        target: TargetInfo::X86_64_LINUX,
    })
    .map_err(|e| Error::Text(e.to_string()))
}

/// The methods of the library's class `Ops` by name.
fn methods(world: &World) -> Result<HashMap<String, MethodId>> {
    let failed = |e: kiln_world::WorldError| Error::Text(e.to_string());
    let class = world
        .type_in(world.root_assembly(), "Ops")
        .ok_or_else(|| Error::Text("the library has no class Ops".into()))?;
    let class = world.type_def(class).map_err(failed)?.open;
    let methods = world.declared_methods(class).into_iter();
    Ok(methods
        .map(|method| (world.method(method).name.to_string(), method))
        .collect())
}

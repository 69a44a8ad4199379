//! Imports every method of an assembly and verifies what comes out.
//! `import_all FRAMEWORK ASSEMBLY [--show TEXT] [--generic]`: `--show` prints the IR of methods whose name
//! contains the text; `--generic` also imports generic code over a few types.

use kiln_ir::Func;
use kiln_ir::import::{ImportCache, ImportHost, StaticValue, import};
use kiln_ir::runtime::RuntimeEntries;
use kiln_ir::text::{WorldNames, print};
use kiln_ir::verify::verify;
use kiln_world::{FieldId, MethodId, TargetInfo, TypeDefId, TypeId, World, WorldOptions};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

struct Host {
    world: World,
    runtime: RuntimeEntries,
    cache: ImportCache,
}

impl ImportHost for Host {
    fn world(&self) -> &World {
        &self.world
    }
    fn runtime(&self) -> &RuntimeEntries {
        &self.runtime
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

#[derive(Default)]
struct Totals {
    methods: usize,
    insts: usize,
    blocks: usize,
    failed: usize,
    invalid: usize,
    panicked: usize,
    time: Duration,
    /// Message without its place, to how often and one example.
    kinds: BTreeMap<String, (usize, String)>,
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [framework, root, rest @ ..] = &*args else {
        eprintln!("usage: import_all FRAMEWORK ASSEMBLY [--show TEXT] [--generic]");
        return ExitCode::from(2);
    };
    let show = rest
        .iter()
        .position(|arg| arg == "--show")
        .and_then(|at| rest.get(at + 1));
    let generic = rest.iter().any(|arg| arg == "--generic");
    let options = WorldOptions {
        root: PathBuf::from(root),
        references: Vec::new(),
        framework: PathBuf::from(framework),
        features: Default::default(),
        target: TargetInfo::X86_64_LINUX,
    };
    let world = match World::open(&options) {
        Ok(world) => world,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let host = Host {
        world,
        runtime: RuntimeEntries::default(),
        cache: ImportCache::default(),
    };
    let methods = methods(&host.world, generic);
    let mut totals = Totals::default();
    let start = Instant::now();
    for method in methods {
        let name = host.world.display_method(method);
        if show.is_some_and(|text| !name.contains(text.as_str())) {
            continue;
        }
        one(&host, method, name, show.is_some(), &mut totals);
    }
    println!(
        "{} methods, {} blocks, {} instructions in {:?} (import {:?}); {} failed, {} invalid, {} panicked",
        totals.methods,
        totals.blocks,
        totals.insts,
        start.elapsed(),
        totals.time,
        totals.failed,
        totals.invalid,
        totals.panicked
    );
    let mut kinds: Vec<_> = totals.kinds.into_iter().collect();
    kinds.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    for (kind, (count, example)) in kinds {
        println!("{count:6} {kind}\n         {example}");
    }
    if totals.failed + totals.invalid + totals.panicked == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn one(host: &Host, method: MethodId, name: String, show: bool, totals: &mut Totals) {
    totals.methods += 1;
    let begin = Instant::now();
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        import(host, Func::Method(method))
    }));
    totals.time += begin.elapsed();
    let mut note = |kind: String| {
        let entry = totals.kinds.entry(kind).or_insert((0, name.clone()));
        entry.0 += 1;
    };
    let function = match result {
        Err(_) => {
            totals.panicked += 1;
            note("panic".into());
            return;
        }
        Ok(Err(error)) => {
            totals.failed += 1;
            if show {
                println!("{error}");
            }
            note(error.problem.to_string());
            return;
        }
        Ok(Ok(function)) => function,
    };
    totals.blocks += function.blocks.len();
    totals.insts += function
        .blocks
        .values()
        .map(|block| block.insts.len())
        .sum::<usize>();
    if show {
        println!("{}", print(&function, &WorldNames(&host.world)));
    }
    let errors = verify(&function);
    if let Some(error) = errors.first() {
        totals.invalid += 1;
        if show {
            errors.iter().for_each(|error| println!("  {error}"));
        }
        note(format!(
            "verifier: {} {}",
            error.op.map_or("", |op| op.name()),
            error.message
        ));
    }
}

/// All methods with bodies of the root assembly.
fn methods(world: &World, generic: bool) -> Vec<MethodId> {
    let root = world.root_assembly();
    let image = world.assembly_image(root);
    let known = world.known();
    let fillings = [known.int32, known.string];
    let mut found = Vec::new();
    for row in 1..=image.row_count(kiln_metadata::Table::TypeDef) {
        let id = TypeDefId {
            assembly: root,
            row: kiln_world::TypeDefRow(row),
        };
        let Ok(def) = world.type_def(id) else {
            continue;
        };
        let types: Vec<TypeId> = if def.arity == 0 {
            vec![def.open]
        } else if generic {
            fillings
                .iter()
                .map(|filling| world.instantiate(id, &vec![*filling; def.arity as usize]))
                .collect()
        } else {
            Vec::new()
        };
        for ty in types {
            for method in world.declared_methods(ty) {
                let data = world.method(method);
                if data.is_abstract() {
                    continue;
                }
                let arity = data.args.len();
                if arity == 0 {
                    found.push(method);
                } else if generic {
                    for filling in fillings {
                        found.extend(world.instantiate_method(method, &vec![filling; arity]).ok());
                    }
                }
            }
        }
    }
    found
}

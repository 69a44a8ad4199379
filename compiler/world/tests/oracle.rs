//! Layouts, virtual tables, interface maps and casts agree with what .NET itself reports.

mod common;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::process::Command;

use kiln_world::*;

const ASSEMBLIES: &[&str] = &[
    "System.Private.CoreLib",
    "System.Console",
    "System.Collections",
    "System.Collections.Concurrent",
    "System.Linq",
    "System.Private.Uri",
    "System.Runtime.Numerics",
    "System.Text.Json",
    "System.Text.RegularExpressions",
    "System.Net.Sockets",
    "System.Private.Xml",
    "System.Linq.Expressions",
    "System.Threading",
    "System.Threading.Channels",
];

struct Names<'w> {
    world: &'w World,
    assemblies: Vec<AssemblyId>,
    known: HashMap<String, Option<TypeId>>,
}

impl Names<'_> {
    fn find(&mut self, name: &str) -> Option<TypeId> {
        if let Some(found) = self.known.get(name) {
            return *found;
        }
        let found = self.parse(name);
        self.known.insert(name.to_string(), found);
        found
    }

    fn parse(&mut self, name: &str) -> Option<TypeId> {
        if let Some(element) = name.strip_suffix("[]") {
            return Some(self.world.sz_array(self.find(element)?));
        }
        if let Some(target) = name.strip_suffix('*') {
            return Some(self.world.pointer(self.find(target)?));
        }
        if name.ends_with(']') {
            let (element, commas) = name.rsplit_once('[')?;
            let element = self.find(element)?;
            return Some(self.world.md_array(element, commas.len() as u32));
        }
        let (base, args) = match name.split_once('<') {
            // Compiler-made names start with a bracket.
            Some((base, rest)) if name.ends_with('>') && base.contains('`') => {
                (base, rest.strip_suffix('>')?)
            }
            _ => (name, ""),
        };
        // Types that are not public are named with their assembly.
        let (home, base) = match base.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some((home, base)) => (Some(home), base),
            None => (None, base),
        };
        let def = self
            .assemblies
            .iter()
            .filter(|id| home.is_none_or(|home| self.world.assembly_name(**id) == home))
            .find_map(|assembly| self.world.type_in(*assembly, base))?;
        let mut types = Vec::new();
        let (mut depth, mut start) = (0, 0);
        for (at, c) in args.char_indices() {
            match c {
                '<' | '[' | '{' => depth += 1,
                '>' | ']' | '}' => depth -= 1,
                ',' if depth == 0 => {
                    types.push(self.find(&args[start..at])?);
                    start = at + 1;
                }
                _ => {}
            }
        }
        if !args.is_empty() {
            types.push(self.find(&args[start..])?);
        }
        Some(self.world.instantiate(def, &types))
    }
}

fn id(world: &World, method: MethodId) -> String {
    let def = world.method(method).def;
    format!(
        "{}:{:08x}",
        world.assembly_name(def.assembly),
        def.row.token().0
    )
}

/// Classes that are compiled ahead against another assembly leave room for it to change; that is
/// no property of the type.
fn compares_offsets(world: &World, ty: TypeId) -> bool {
    let home = world.def(ty).map(|def| def.id.assembly);
    world.is_value_type(ty)
        || home == Some(world.core_library())
        || home == Some(world.root_assembly())
}

/// What the world says of one line of the oracle, and what the oracle said.
fn answer(names: &mut Names<'_>, parts: &[&str]) -> Option<(String, String)> {
    let world = names.world;
    let ty = names.find(parts[1])?;
    Some(match parts {
        ["size", _, size] => {
            let ours = world
                .layout(ty)
                .map_or_else(|e| e.to_string(), |l| l.size.to_string());
            (ours, size.to_string())
        }
        ["body", _, size] if !compares_offsets(world, ty) => {
            _ = size;
            return None;
        }
        ["body", _, size] => {
            let ours = world.layout(ty).map_or_else(
                |e| e.to_string(),
                |l| l.instance_size.next_multiple_of(8).max(16).to_string(),
            );
            let theirs = size.parse::<u32>().ok()?.max(8) + 8;
            (ours, theirs.to_string())
        }
        ["field", _, field, offset] => {
            if !compares_offsets(world, ty) {
                return None;
            }
            let header = if world.is_value_type(ty) { 0 } else { 8 };
            let found = world
                .declared_fields(ty)
                .into_iter()
                .find(|id| world.field(*id).name == *field && !world.field(*id).is_static())?;
            let ours = world
                .field_offset(found)
                .map_or_else(|e| e.to_string(), |offset| (offset - header).to_string());
            (ours, offset.to_string())
        }
        ["slot", _, method] => {
            let table = world.vtable(ty).ok()?;
            // Reflection also lists what covariant overrides hide.
            if table.slots.iter().any(|slot| {
                world.has_attribute(
                    world.method(slot.body).def,
                    "System.Runtime.CompilerServices.PreserveBaseOverridesAttribute",
                )
            }) || parts[1].contains("Covariant")
            {
                return None;
            }
            let found = table
                .slots
                .iter()
                .any(|slot| id(world, slot.body) == *method);
            (
                if found {
                    method.to_string()
                } else {
                    "no slot".to_string()
                },
                method.to_string(),
            )
        }
        ["face", _, interface] => {
            let wanted = names.find(interface)?;
            let found = world.interfaces(ty).contains(&wanted);
            (found.to_string(), "true".to_string())
        }
        ["impl", _, interface, method, target] => {
            let wanted = names.find(interface)?;
            let method = world
                .declared_methods(wanted)
                .into_iter()
                .find(|found| id(world, *found) == *method)?;
            let ours = if world.method(method).is_static() {
                match world.resolve_constrained(ty, method) {
                    Ok(Constrained::Static(body)) => id(world, body),
                    _ => "none".to_string(),
                }
            } else {
                match world.resolve_interface(ty, method).ok()? {
                    InterfaceTarget::Method(body) | InterfaceTarget::Default(body) => {
                        id(world, body)
                    }
                    _ => "none".to_string(),
                }
            };
            (ours, target.to_string())
        }
        ["cast", from, to, result] => {
            let (from, to) = (names.find(from)?, names.find(to)?);
            (
                world.is_assignable(from, to).to_string(),
                result.to_lowercase(),
            )
        }
        _ => return None,
    })
}

#[test]
fn the_world_agrees_with_dotnet() {
    let Some(framework) = common::framework() else {
        return;
    };
    let Some(dotnet) = std::env::var_os("KILN_DOTNET") else {
        eprintln!("skipped: KILN_DOTNET does not name dotnet");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let program = folder.path().join("oracle.dll");
    let source = concat!(include_str!("fixtures/oracle.cs"), "\n");
    let types = folder.path().join("types.cs");
    std::fs::write(&types, include_str!("fixtures/types.cs")).expect("the source can be written");
    let types = types.display().to_string();
    if common::compile(source, &program, &[&types]).is_none() {
        return;
    }
    std::fs::write(
        program.with_extension("runtimeconfig.json"),
        r#"{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"10.0.0"}}}"#,
    )
    .expect("the configuration can be written");
    let output = Command::new(dotnet)
        .arg(&program)
        .args(ASSEMBLIES)
        // Vectors are then as wide as in a world without special instructions.
        .env("DOTNET_EnableHWIntrinsic", "0")
        .output()
        .expect("dotnet starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).expect("UTF-8");

    let world = common::open(&program, &framework);
    let mut names = Names {
        world: &world,
        assemblies: Vec::new(),
        known: HashMap::new(),
    };
    names.assemblies = world.assemblies();
    for name in ASSEMBLIES {
        let file = framework.join(format!("{name}.dll"));
        assert!(file.is_file(), "{}", file.display());
    }
    // Opened through the reference that each declares.
    for name in ASSEMBLIES {
        if let Some(def) =
            world.def_by_reflection_name(world.root_assembly(), &format!("<Module>, {name}"))
        {
            names.assemblies.push(def.assembly);
        }
    }
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    for line in text.lines() {
        if !seen.insert(line) {
            continue;
        }
        let parts: Vec<&str> = line.split(' ').collect();
        let count = counts.entry(parts[0]).or_default();
        match answer(&mut names, &parts) {
            None => count[2] += 1,
            Some((ours, theirs)) if ours == theirs => count[0] += 1,
            Some((ours, _)) => {
                count[1] += 1;
                wrong.push(format!("{line}   ours: {ours}"));
            }
        }
    }
    eprintln!("right, wrong, not compared: {counts:?}");
    let shown = wrong.len().min(120);
    assert!(
        wrong.is_empty(),
        "{} differences:\n{}",
        wrong.len(),
        wrong[..shown].join("\n")
    );
}

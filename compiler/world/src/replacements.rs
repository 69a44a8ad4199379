//! Method bodies that the compiler makes itself, and the resource strings one of them needs.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::World;
use crate::assembly::Asm;
use crate::error::{Result, WorldError, WorldErrorKind};
use crate::ids::{AssemblyId, MethodId};

const REPLACEMENTS: &str = include_str!("../versions/10.0/replacements.toml");

/// A method whose body is not its IL.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Replacement {
    /// The compiler makes the body: one of the names of `replacements.toml`.
    Synth(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplacementFile {
    replace: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    method: String,
    synth: String,
    scope: Scope,
}

#[derive(Deserialize, Copy, Clone, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Scope {
    Core,
    Resources,
}

/// Replacements by `Namespace.Type::Name`.
pub(crate) struct Replacements(FxHashMap<String, (Scope, Replacement)>);

impl Replacements {
    pub fn read() -> Result<Replacements> {
        let file: ReplacementFile = toml::from_str(REPLACEMENTS).map_err(|error| {
            WorldError::new(WorldErrorKind::Configuration(format!(
                "replacements.toml: {error}"
            )))
        })?;
        let entry = |entry: Entry| (entry.method, (entry.scope, Replacement::Synth(entry.synth)));
        Ok(Replacements(file.replace.into_iter().map(entry).collect()))
    }
}

impl World {
    /// The replacement of a method's body, if it has one.
    pub fn replacement(&self, method: MethodId) -> Option<&Replacement> {
        let assembly = self.method(method).def.assembly;
        let (scope, replacement) = self.replacements.0.get(self.method_name_key(method))?;
        let applies = match scope {
            Scope::Core => assembly == self.core_library(),
            Scope::Resources => !self.strings_of(self.asm(assembly)).is_empty(),
        };
        applies.then_some(replacement)
    }

    /// A string of the assembly's embedded resources, as `System.SR` looks it up.
    pub fn resource_string(&self, assembly: AssemblyId, key: &str) -> Option<&str> {
        self.strings_of(self.asm(assembly))
            .get(key)
            .map(String::as_str)
    }

    fn strings_of<'w>(&self, asm: &'w Asm) -> &'w FxHashMap<String, String> {
        asm.strings.get_or_init(|| {
            let names = [
                format!("FxResources.{}.SR.resources", asm.name),
                format!("{}.Strings.resources", asm.name),
            ];
            for name in names {
                if let Ok(Some(strings)) = asm.image.resource_strings(&name) {
                    return strings
                        .into_iter()
                        .map(|(key, text)| (key, text.to_string()))
                        .collect();
                }
            }
            FxHashMap::default()
        })
    }
}

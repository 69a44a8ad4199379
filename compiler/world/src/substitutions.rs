//! What embedded `ILLink.Substitutions.xml`, `[FeatureSwitchDefinition]` and `[FeatureGuard]`
//! make of methods and fields.

use kiln_metadata::{FieldRow, HasCustomAttribute, HasSemantics, MethodRow, SemanticsFlags};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rustc_hash::FxHashMap;

use crate::World;
use crate::assembly::Asm;
use crate::features::Features;
use crate::ids::{FieldDefId, FieldId, MethodDefId, MethodId, TypeDefId, TypeId};
use crate::typedef::{Class, PrimKind};

const RESOURCE: &str = "ILLink.Substitutions.xml";
const DIAGNOSTICS: &str = "System.Diagnostics.CodeAnalysis";

/// A body or field value that is fixed for this compilation.
#[derive(Copy, Clone, PartialEq, Debug)]
pub enum Substitution {
    /// Returns (or holds) this integer, boolean, character or enum value.
    Int(i64),
    F32(f32),
    F64(f64),
    /// Returns null, zero or nothing at all, as the return type wants.
    Default,
    /// Throws `NotSupportedException`.
    Throw,
}

/// Substitutions of one assembly.
#[derive(Default)]
pub(crate) struct AssemblySubstitutions {
    methods: FxHashMap<MethodRow, Substitution>,
    fields: FxHashMap<FieldRow, Substitution>,
}

impl World {
    /// What stands for the method's body, if not its IL.
    pub fn substitution(&self, method: MethodId) -> Option<Substitution> {
        let def = self.method(method).def;
        let found = self
            .substitutions_of(self.asm(def.assembly))
            .methods
            .get(&def.row)
            .copied();
        // The class library's own value is that of the machine it was built for.
        if found.is_some() && POINTER_SIZES.contains(&self.method_name_key(method)) {
            return Some(Substitution::Int(self.target().pointer_bytes.into()));
        }
        found
    }

    /// What a static field holds throughout.
    pub fn field_substitution(&self, field: FieldId) -> Option<Substitution> {
        let def = self.field(field).def;
        self.substitutions_of(self.asm(def.assembly))
            .fields
            .get(&def.row)
            .copied()
    }

    fn substitutions_of<'w>(&self, asm: &'w Asm) -> &'w AssemblySubstitutions {
        asm.substitutions.get_or_init(|| {
            let mut all = AssemblySubstitutions::default();
            self.read_feature_attributes(asm, &mut all);
            if let Ok(Some(bytes)) = asm.image.resource_bytes(RESOURCE) {
                self.read_substitutions(asm, bytes, &mut all);
            }
            all
        })
    }

    /// `[FeatureSwitchDefinition]` and `[FeatureGuard]` on properties.
    fn read_feature_attributes(&self, asm: &Asm, all: &mut AssemblySubstitutions) {
        let image = asm.image;
        for row in image.rows::<kiln_metadata::CustomAttributeRow>() {
            let Ok(attribute) = image.custom_attribute(row) else {
                continue;
            };
            let Some(HasCustomAttribute::Property(property)) = attribute.parent else {
                continue;
            };
            let value = match self.attribute_type_name(asm, attribute.constructor) {
                Some((DIAGNOSTICS, "FeatureSwitchDefinitionAttribute")) => self
                    .decode_attribute(asm.id, row)
                    .and_then(|decoded| self.features.switch(decoded.string(0)?)),
                Some((DIAGNOSTICS, "FeatureGuardAttribute")) => {
                    let decoded = self.decode_attribute(asm.id, row);
                    let name = decoded.as_ref().and_then(|decoded| decoded.string(0));
                    name.and_then(|name| {
                        let name = name.split(',').next().unwrap_or(name);
                        self.features.is_guarded_off(name).then_some(false)
                    })
                }
                _ => None,
            };
            let Some(value) = value else { continue };
            for accessor in image.accessors_of(HasSemantics::Property(property)) {
                if let Ok(accessor) = image.method_semantics(accessor)
                    && accessor.semantics.contains(SemanticsFlags::GETTER)
                {
                    let value = Substitution::Int(value.into());
                    all.methods.entry(accessor.method).or_insert(value);
                }
            }
        }
    }

    fn read_substitutions(&self, asm: &Asm, bytes: &[u8], all: &mut AssemblySubstitutions) {
        let text = String::from_utf8_lossy(bytes);
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        // For each open element, whether its conditions (and those outside) hold.
        let mut holds = vec![true];
        let mut ty = None;
        loop {
            let (element, is_empty) = match reader.read_event() {
                Ok(Event::Start(element)) => (element, false),
                Ok(Event::Empty(element)) => (element, true),
                Ok(Event::End(_)) => {
                    holds.pop();
                    continue;
                }
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => continue,
            };
            let attributes = attributes_of(&element);
            let active = holds.last().copied().unwrap_or(false)
                && condition_holds(&self.features, &attributes);
            match element.name().as_ref() {
                b"assembly" => {
                    let own = attributes
                        .get("fullname")
                        .is_none_or(|name| name == "*" || name.split(',').next() == Some(asm.name));
                    push(&mut holds, active && own, is_empty);
                    continue;
                }
                b"type" => {
                    ty = attributes
                        .get("fullname")
                        .and_then(|name| self.type_in(asm.id, name));
                }
                b"method" if active => {
                    if let Some(ty) = ty {
                        self.substitute_method(ty, &attributes, all);
                    }
                }
                b"field" if active => {
                    if let Some(ty) = ty {
                        self.substitute_field(ty, &attributes, all);
                    }
                }
                _ => {}
            }
            push(&mut holds, active, is_empty);
        }
    }

    fn substitute_method(
        &self,
        ty: TypeDefId,
        attributes: &FxHashMap<String, String>,
        all: &mut AssemblySubstitutions,
    ) {
        let Some(signature) = attributes
            .get("signature")
            .or_else(|| attributes.get("name"))
        else {
            return;
        };
        let Ok(def) = self.type_def(ty) else { return };
        for method in self.declared_methods(def.open) {
            if self.link_signature(method) != *signature && self.method(method).name != *signature {
                continue;
            }
            let ret = self.method(method).signature().ret;
            let value = match (
                attributes.get("body").map(String::as_str),
                attributes.get("value"),
            ) {
                (Some("remove"), _) => Some(Substitution::Throw),
                (Some("stub"), Some(text)) => self.parse_value(ret, text),
                (Some("stub"), None) => Some(Substitution::Default),
                _ => None,
            };
            let MethodDefId { row, .. } = self.method(method).def;
            if let Some(value) = value {
                all.methods.insert(row, value);
            }
        }
    }

    fn substitute_field(
        &self,
        ty: TypeDefId,
        attributes: &FxHashMap<String, String>,
        all: &mut AssemblySubstitutions,
    ) {
        let (Some(name), Some(text)) = (attributes.get("name"), attributes.get("value")) else {
            return;
        };
        let Ok(def) = self.type_def(ty) else { return };
        for field in self.declared_fields(def.open) {
            let info = self.field(field);
            if info.name == *name
                && let Some(value) = self.parse_value(info.ty, text)
            {
                let FieldDefId { row, .. } = info.def;
                all.fields.insert(row, value);
            }
        }
    }

    /// `System.Boolean IsEnabled(System.Int32)`, as the linker's files write it.
    fn link_signature(&self, method: MethodId) -> String {
        let info = self.method(method);
        let sig = info.signature();
        let params: Vec<String> = sig.params.iter().map(|ty| self.display_type(*ty)).collect();
        format!(
            "{} {}({})",
            self.display_type(sig.ret),
            info.name,
            params.join(",")
        )
    }

    fn parse_value(&self, ty: TypeId, text: &str) -> Option<Substitution> {
        let text = text.trim();
        Some(match self.class(ty) {
            Class::Prim(PrimKind::F32) => Substitution::F32(text.parse().ok()?),
            Class::Prim(PrimKind::F64) => Substitution::F64(text.parse().ok()?),
            Class::Prim(PrimKind::Boolean) => match text.to_ascii_lowercase().as_str() {
                "true" | "1" => Substitution::Int(1),
                "false" | "0" => Substitution::Int(0),
                _ => return None,
            },
            Class::Prim(_) => Substitution::Int(
                text.parse()
                    .or_else(|_| text.parse::<u64>().map(|value| value as i64))
                    .ok()?,
            ),
            _ if text == "null" || text.is_empty() => Substitution::Default,
            _ => return None,
        })
    }
}

const POINTER_SIZES: &[&str] = &["System.IntPtr::get_Size", "System.UIntPtr::get_Size"];

fn push(holds: &mut Vec<bool>, active: bool, is_empty: bool) {
    if !is_empty {
        holds.push(active);
    }
}

fn attributes_of(element: &BytesStart<'_>) -> FxHashMap<String, String> {
    let mut found = FxHashMap::default();
    for attribute in element.attributes().flatten() {
        let name = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
        if let Ok(value) = attribute.unescape_value() {
            found.insert(name, value.into_owned());
        }
    }
    found
}

/// `feature`, `featurevalue`, `featuredefault`: does the element apply?
fn condition_holds(features: &Features, attributes: &FxHashMap<String, String>) -> bool {
    let Some(feature) = attributes.get("feature") else {
        return true;
    };
    let wanted = attributes.get("featurevalue").map_or("", String::as_str);
    match features.value(feature) {
        Some(value) => value.eq_ignore_ascii_case(wanted),
        None => attributes
            .get("featuredefault")
            .is_some_and(|value| value == "true"),
    }
}

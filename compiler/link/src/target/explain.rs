//! The text of `kiln target explain`: every key, its value, and the files that set it.

use super::{Target, schema};
use std::fmt::Write as _;

pub(super) fn explain(target: &Target) -> String {
    let mut text = format!("{}: {}\n", target.name, target.description);
    // The schema's own serialisation is the only place that knows each value's spelling.
    let values = toml::Table::try_from(&target.sections).unwrap_or_default();
    let mut open_section = String::new();
    for (key, grows, meaning) in schema::keys() {
        let Some((section, name)) = key.split_once('.') else {
            continue;
        };
        if section != open_section {
            let _ = write!(text, "\n[{section}]\n");
            open_section = section.to_string();
        }
        let value = values
            .get(section)
            .and_then(|table| table.get(name))
            .map_or_else(|| "(none)".to_string(), toml::Value::to_string);
        let origins = target.origins.of(&key);
        let from = if origins.is_empty() {
            "not set".to_string()
        } else {
            origins.join(" + ")
        };
        let grows = if grows {
            "; lists of parents and children are joined"
        } else {
            ""
        };
        let _ = writeln!(text, "{name} = {value}\n    # {meaning} ({from}{grows})");
    }
    text
}

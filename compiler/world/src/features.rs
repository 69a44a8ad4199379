//! Feature switches: defaults of the class library's version, `runtimeconfig.json`, and the
//! command line, in rising order of precedence.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::World;
use crate::error::{Result, WorldError, WorldErrorKind};
use crate::options::WorldOptions;

const FEATURES: &str = include_str!("../versions/10.0/features.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FeatureFile {
    defaults: BTreeMap<String, bool>,
    guards: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct RuntimeConfig {
    #[serde(rename = "runtimeOptions")]
    options: RuntimeOptions,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct RuntimeOptions {
    #[serde(rename = "configProperties")]
    properties: BTreeMap<String, serde_json::Value>,
}

/// Values of feature switches and other configuration.
pub(crate) struct Features {
    values: BTreeMap<String, String>,
    /// What the program can ask of `AppContext`: configuration of the user's making only.
    given: BTreeMap<String, String>,
    guards: BTreeMap<String, String>,
}

impl Features {
    pub fn read(options: &WorldOptions) -> Result<Features> {
        let file: FeatureFile = toml::from_str(FEATURES).map_err(|error| {
            WorldError::new(WorldErrorKind::Configuration(format!(
                "features.toml: {error}"
            )))
        })?;
        let mut given = runtime_config(&options.root.with_extension("runtimeconfig.json"))?;
        given.extend(options.features.clone());
        let mut values: BTreeMap<String, String> = file
            .defaults
            .into_iter()
            .map(|(name, value)| (name, value.to_string()))
            .collect();
        values.extend(given.clone());
        Ok(Features {
            values,
            given,
            guards: file.guards,
        })
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The value of a switch, if it has one.
    pub fn switch(&self, name: &str) -> Option<bool> {
        let value = self.value(name)?;
        match value {
            _ if value.eq_ignore_ascii_case("true") => Some(true),
            _ if value.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// Is the feature that an attribute of `[FeatureGuard]` stands for off?
    pub fn is_guarded_off(&self, attribute: &str) -> bool {
        self.guards
            .get(attribute)
            .is_some_and(|name| self.switch(name) == Some(false))
    }
}

fn runtime_config(path: &Path) -> Result<BTreeMap<String, String>> {
    let Ok(text) = std::fs::read_to_string(path) else {
        return Ok(BTreeMap::new());
    };
    let text = text.trim_start_matches('\u{feff}');
    let config: RuntimeConfig = serde_json::from_str(text).map_err(|error| {
        WorldError::new(WorldErrorKind::File {
            path: path.into(),
            reason: error.to_string(),
        })
        .help("correct the file, or remove it to use the defaults")
    })?;
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(config
        .options
        .properties
        .into_iter()
        .map(|(name, value)| (name, text(value)))
        .collect())
}

impl World {
    /// Value of a feature switch after configuration.
    pub fn feature(&self, name: &str) -> Option<bool> {
        self.features.switch(name)
    }

    /// Settings of `runtimeconfig.json` and the command line, which `AppContext` shows.
    pub fn config_properties(&self) -> &BTreeMap<String, String> {
        &self.features.given
    }

    /// Every switch that has a value.
    pub fn features(&self) -> &BTreeMap<String, String> {
        &self.features.values
    }
}

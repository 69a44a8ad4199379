//! Which passes run: `-O` levels and edits such as `-O=all,-bake,-devirt`.

use super::{PASSES, Pass};
use std::fmt::Write;

/// What a build is optimised for.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Default)]
pub enum Level {
    O0,
    O1,
    #[default]
    O2,
    O3,
    /// Size, but not at any price.
    Size,
    /// Size above all.
    MinSize,
    /// Everything there is.
    All,
}

const LEVELS: &[(&str, Level)] = &[
    ("0", Level::O0),
    ("1", Level::O1),
    ("2", Level::O2),
    ("3", Level::O3),
    ("s", Level::Size),
    ("z", Level::MinSize),
    ("all", Level::All),
];

impl Level {
    pub fn name(self) -> &'static str {
        LEVELS
            .iter()
            .find(|(_, level)| *level == self)
            .map_or("", |(name, _)| name)
    }

    pub fn for_size(self) -> bool {
        matches!(self, Level::Size | Level::MinSize)
    }

    fn includes(self, pass: Pass) -> bool {
        let info = pass.info();
        match self {
            Level::O0 => info.from_level == 0,
            Level::O1 => info.from_level <= 1,
            Level::O2 => info.from_level <= 2,
            Level::O3 => info.from_level <= 3,
            Level::Size | Level::MinSize => info.for_size,
            Level::All => true,
        }
    }
}

/// A level and the passes that are on.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct PassSet {
    pub level: Level,
    on: u32,
}

/// An `-O` switch that names something unknown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PassSetError {
    pub message: String,
}

impl Default for PassSet {
    fn default() -> Self {
        PassSet::level(Level::default())
    }
}

impl PassSet {
    pub fn level(level: Level) -> PassSet {
        let mut set = PassSet { level, on: 0 };
        for &pass in Pass::ALL {
            set.set(pass, level.includes(pass));
        }
        set
    }

    pub fn has(&self, pass: Pass) -> bool {
        self.on & (1 << pass as u32) != 0
    }

    pub fn set(&mut self, pass: Pass, on: bool) {
        let bit = 1 << pass as u32;
        self.on = if on { self.on | bit } else { self.on & !bit };
    }

    /// Parses what follows `-O=`: a comma list of a level, `NAME` (on) and `-NAME` (off), from left to
    /// right, starting with the passes of `self`.
    pub fn edit(mut self, text: &str) -> Result<PassSet, PassSetError> {
        for item in text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
        {
            if let Some((_, level)) = LEVELS.iter().find(|(name, _)| *name == item) {
                self = PassSet::level(*level);
                continue;
            }
            let (name, on) = match item.strip_prefix('-') {
                Some(name) => (name, false),
                None => (item.strip_prefix('+').unwrap_or(item), true),
            };
            match Pass::by_name(name) {
                Some(pass) => self.set(pass, on),
                None => return Err(unknown(name)),
            }
        }
        Ok(self)
    }

    /// Parses what follows `-O=`.
    pub fn parse(text: &str) -> Result<PassSet, PassSetError> {
        PassSet::default().edit(text)
    }
}

fn unknown(name: &str) -> PassSetError {
    let known = LEVELS
        .iter()
        .map(|(name, _)| *name)
        .chain(PASSES.iter().map(|pass| pass.name));
    let near = known
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, known)| *distance <= 2.min(known.len() - 1).max(1))
        .min_by_key(|(distance, _)| *distance);
    let mut message = format!("there is no optimisation `{name}`");
    match near {
        Some((_, near)) => message.push_str(&format!("; did you mean `{near}`?")),
        None => {
            message.push_str("; `--print-passes` lists them, levels are 0, 1, 2, 3, s, z and all")
        }
    }
    PassSetError { message }
}

/// The text of `--print-passes`: each pass, whether `set` has it on, and what it does.
pub fn describe_passes(set: &PassSet) -> String {
    let mut text = String::new();
    for &pass in Pass::ALL {
        let info = pass.info();
        let state = if set.has(pass) { "on" } else { "off" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:<10} {state:<4} {}", info.name, info.description);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_edits() {
        let set = PassSet::parse("all,-bake,-devirt").unwrap();
        assert!(set.has(Pass::Gvn) && !set.has(Pass::Bake) && !set.has(Pass::Devirt));
        assert!(!PassSet::parse("0").unwrap().has(Pass::Simplify));
        assert!(PassSet::parse("0,sroa").unwrap().has(Pass::Sroa));
        assert_eq!(PassSet::parse("z").unwrap().level, Level::MinSize);
        assert_eq!(PassSet::parse("").unwrap(), PassSet::default());
    }

    #[test]
    fn suggests() {
        let message = |text| PassSet::parse(text).unwrap_err().message;
        assert_eq!(
            message("all,-devrt"),
            "there is no optimisation `devrt`; did you mean `devirt`?"
        );
        assert!(message("warp").contains("--print-passes"));
    }
}

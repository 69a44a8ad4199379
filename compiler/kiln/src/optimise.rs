//! What `-O=` says: a level, then edits that switch single passes on and off.

use crate::diagnostics::Diagnostic;
use crate::passes::{PASSES, PassId};
use kiln_link::target::nearest;

/// The level when nothing is said.
pub const DEFAULT_LEVEL: &str = "all";

/// How hard to try, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Nothing but what is needed for correctness.
    O0,
    /// What costs little compile time.
    O1,
    /// What is usually worth it.
    O2,
    /// Speed, at the cost of size.
    O3,
    /// Small.
    Os,
    /// As small as possible.
    Oz,
    /// Everything.
    All,
}

/// Spelling and meaning of every level.
pub const LEVELS: [(&str, Level); 7] = [
    ("0", Level::O0),
    ("1", Level::O1),
    ("2", Level::O2),
    ("3", Level::O3),
    ("s", Level::Os),
    ("z", Level::Oz),
    ("all", Level::All),
];

/// A level with its edits applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Optimisation {
    pub level: Level,
    /// By index into [`PASSES`].
    enabled: Vec<bool>,
}

impl Optimisation {
    /// Reads the value of `-O`.
    pub fn parse(text: &str) -> Result<Optimisation, Diagnostic> {
        let mut items = text.split(',').map(str::trim).peekable();
        let level = match items.peek() {
            Some(first) if !first.starts_with(['+', '-']) => {
                let first = items.next().unwrap_or_default();
                level_named(first)?
            }
            _ => level_named(DEFAULT_LEVEL)?,
        };
        let mut optimisation = Optimisation::at(level);
        for item in items {
            optimisation.edit(item)?;
        }
        Ok(optimisation)
    }

    /// A level without edits.
    fn at((spelling, level): (&str, Level)) -> Optimisation {
        Optimisation {
            level,
            enabled: PASSES
                .iter()
                .map(|pass| pass.levels.contains(&spelling))
                .collect(),
        }
    }

    fn edit(&mut self, item: &str) -> Result<(), Diagnostic> {
        let (on, name) = match (item.strip_prefix('+'), item.strip_prefix('-')) {
            (Some(name), _) => (true, name),
            (_, Some(name)) => (false, name),
            _ => {
                return Err(Diagnostic::error(format!(
                    "`{item}` in -O is neither `+PASS` nor `-PASS`"
                ))
                .remedy(format!(
                    "write `+{item}` to switch the pass on, `-{item}` to switch it off"
                )));
            }
        };
        match PASSES.iter().position(|pass| pass.name == name) {
            Some(index) => {
                self.enabled[index] = on;
                Ok(())
            }
            None => Err(
                Diagnostic::error(format!("unknown optimisation pass `{name}` in -O"))
                    .remedy(suggestion(name, PASSES.iter().map(|pass| pass.name))),
            ),
        }
    }

    /// Whether a pass runs.
    pub fn has(&self, pass: PassId) -> bool {
        self.enabled.get(pass as usize).copied().unwrap_or(false)
    }
}

fn level_named(text: &str) -> Result<(&'static str, Level), Diagnostic> {
    LEVELS
        .into_iter()
        .find(|(name, _)| *name == text)
        .ok_or_else(|| {
            let known = LEVELS.map(|(name, _)| name).join(", ");
            Diagnostic::error(format!("unknown optimisation level `{text}`")).remedy(format!(
                "the levels are {known}; edits such as `-devirt` follow after a comma"
            ))
        })
}

fn suggestion(word: &str, names: impl Iterator<Item = &'static str>) -> String {
    match nearest(word, names) {
        Some(name) => format!("did you mean `{name}`? `kiln --print-passes` lists all"),
        None => "`kiln --print-passes` lists all".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_edits() {
        let all = Optimisation::parse("all").unwrap();
        assert_eq!(all.level, Level::All);
        assert!(all.has(PassId::Devirt));
        assert!(
            !Optimisation::parse("all,-devirt")
                .unwrap()
                .has(PassId::Devirt)
        );
        assert!(
            Optimisation::parse("0,+devirt")
                .unwrap()
                .has(PassId::Devirt)
        );
        assert_eq!(Optimisation::parse("-devirt").unwrap().level, Level::All);
    }

    #[test]
    fn mistakes_are_told() {
        let error = Optimisation::parse("all,-devrit").unwrap_err();
        assert!(error.remedy.unwrap().contains("did you mean `devirt`?"));
        assert!(Optimisation::parse("4").is_err());
        assert!(Optimisation::parse("2,devirt").is_err());
    }
}

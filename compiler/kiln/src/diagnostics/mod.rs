//! What the user is told: errors and warnings with their place and remedy, and the two kinds
//! of failure. Colour only repeats what the words say.

mod convert;

use anstyle::{AnsiColor, Style};
use std::fmt;
use std::io::Write as _;
use std::process::ExitCode;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    Error,
    Warning,
}

impl Severity {
    fn word_and_style(self) -> (&'static str, Style) {
        let (word, colour) = match self {
            Severity::Error => ("error", AnsiColor::Red),
            Severity::Warning => ("warning", AnsiColor::Yellow),
        };
        (word, colour.on_default().bold())
    }
}

/// Where in the program it is. Parts that are not known are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    pub assembly: Option<String>,
    pub ty: Option<String>,
    pub method: Option<String>,
    pub il_offset: Option<u32>,
    /// File and line.
    pub source: Option<(String, u32)>,
}

impl Place {
    fn is_empty(&self) -> bool {
        *self == Place::default()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        parts.extend(
            self.source
                .as_ref()
                .map(|(file, line)| format!("{file}:{line}")),
        );
        parts.extend(self.assembly.clone());
        // A method's name includes its type's.
        match (&self.method, &self.ty) {
            (Some(method), _) => parts.push(format!("method {method}")),
            (None, Some(ty)) => parts.push(format!("type {ty}")),
            (None, None) => {}
        }
        parts.extend(self.il_offset.map(|offset| format!("IL_{offset:04x}")));
        f.write_str(&parts.join(", "))
    }
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    pub message: String,
    pub place: Place,
    /// More to know, one line each.
    pub notes: Vec<String>,
    /// What to do about it.
    pub remedy: Option<String>,
}

impl Diagnostic {
    fn new(severity: Severity, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            severity,
            message: message.into(),
            place: Place::default(),
            notes: Vec::new(),
            remedy: None,
        }
    }

    pub fn error(message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, message)
    }

    pub fn warning(message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Warning, message)
    }

    /// The same, but nothing fails for it.
    pub fn into_warning(mut self) -> Diagnostic {
        self.severity = Severity::Warning;
        self
    }

    pub fn at(mut self, place: Place) -> Diagnostic {
        self.place = place;
        self
    }

    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.notes.push(note.into());
        self
    }

    pub fn remedy(mut self, remedy: impl Into<String>) -> Diagnostic {
        self.remedy = Some(remedy.into());
        self
    }

    /// The message as it is printed; the styles are dropped where they cannot be shown.
    pub fn render(&self) -> String {
        let (word, style) = self.severity.word_and_style();
        let bold = Style::new().bold();
        let dim = AnsiColor::Cyan.on_default();
        let mut text = format!("{style}{word}{style:#}{bold}: {}{bold:#}\n", self.message);
        if !self.place.is_empty() {
            text += &format!("  {dim}-->{dim:#} {}\n", self.place);
        }
        for note in &self.notes {
            text += &format!("  {dim}note{dim:#}: {note}\n");
        }
        if let Some(remedy) = &self.remedy {
            text += &format!("  {dim}help{dim:#}: {remedy}\n");
        }
        text
    }

    /// Prints to standard error. A closed standard error is nobody's problem.
    pub fn print(&self) {
        let _ = anstream::stderr()
            .lock()
            .write_all(self.render().as_bytes());
    }
}

/// Exit code after a mistake of the user's.
const USER_ERROR: u8 = 1;
/// Exit code after a fault of the compiler's.
pub const COMPILER_BUG: u8 = 101;

/// Why there is no output.
#[derive(Debug)]
pub enum Failure {
    /// Something the user can mend: at least one error.
    User(Vec<Diagnostic>),
    /// A fault of the compiler that was noticed.
    Bug(String),
}

impl Failure {
    /// Prints everything there is to say.
    pub fn print(&self) {
        match self {
            Failure::User(diagnostics) => diagnostics.iter().for_each(Diagnostic::print),
            Failure::Bug(message) => crate::crash::report(message, None),
        }
    }

    pub fn exit_code(&self) -> ExitCode {
        match self {
            Failure::User(_) => ExitCode::from(USER_ERROR),
            Failure::Bug(_) => ExitCode::from(COMPILER_BUG),
        }
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Failure {
        Failure::User(vec![diagnostic])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_carry_the_meaning_without_colour() {
        let place = Place {
            assembly: Some("App.dll".into()),
            method: Some("App.Program::Main".into()),
            il_offset: Some(18),
            source: Some(("Program.cs".into(), 7)),
            ..Place::default()
        };
        let text = Diagnostic::error("nothing works")
            .at(place)
            .note("really")
            .remedy("go home")
            .render();
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(
            plain,
            "error: nothing works\n  --> Program.cs:7, App.dll, method App.Program::Main, IL_0012\n  \
             note: really\n  help: go home\n"
        );
    }
}

//! lld's errors, turned into what a user or a compiler engineer can act on.

use std::fmt;

/// How many users of one missing symbol are shown.
const SHOWN_USERS: usize = 3;

/// One error of the linker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkerMessage {
    /// Nothing defines a symbol.
    Undefined { symbol: String, users: Vec<String> },
    /// Two inputs define a symbol.
    Duplicate { symbol: String, places: Vec<String> },
    /// Anything else, as lld said it.
    Other(String),
}

impl fmt::Display for LinkerMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkerMessage::Undefined { symbol, users } => {
                write!(f, "nothing defines `{symbol}`")?;
                if !users.is_empty() {
                    let shown = &users[..users.len().min(SHOWN_USERS)];
                    write!(f, ", which is used by {}", shown.join(", "))?;
                }
                Ok(())
            }
            LinkerMessage::Duplicate { symbol, places } => {
                write!(
                    f,
                    "`{symbol}` is defined more than once: {}",
                    places.join(", ")
                )
            }
            LinkerMessage::Other(text) => f.write_str(text),
        }
    }
}

/// Reads lld's standard error.
pub fn parse(stderr: &str) -> Vec<LinkerMessage> {
    let mut messages: Vec<LinkerMessage> = Vec::new();
    for line in stderr.lines() {
        if let Some((_, text)) = line.split_once(": error: ") {
            messages.push(start(text));
        } else if let Some(detail) = line.strip_prefix(">>> ") {
            if let Some(message) = messages.last_mut() {
                add_detail(message, detail.trim());
            }
        } else if !line.trim().is_empty() && !line.contains(": warning: ") {
            messages.push(LinkerMessage::Other(line.trim().to_string()));
        }
    }
    messages
}

fn start(text: &str) -> LinkerMessage {
    if let Some(symbol) = text.strip_prefix("undefined symbol: ") {
        LinkerMessage::Undefined {
            symbol: symbol.to_string(),
            users: Vec::new(),
        }
    } else if let Some(symbol) = text.strip_prefix("duplicate symbol: ") {
        LinkerMessage::Duplicate {
            symbol: symbol.to_string(),
            places: Vec::new(),
        }
    } else {
        LinkerMessage::Other(text.to_string())
    }
}

/// The function within `PATH:(FUNCTION)` or `FILE.o:(.text.FUNCTION+0x12)`, or the whole text.
fn function_of(detail: &str) -> String {
    let inner = detail
        .rsplit_once(":(")
        .and_then(|(_, rest)| rest.split_once(')'));
    let Some((inner, _)) = inner else {
        return detail.to_string();
    };
    let name = inner.split_once("+0x").map_or(inner, |(name, _)| name);
    name.strip_prefix(".text.").unwrap_or(name).to_string()
}

fn add_detail(message: &mut LinkerMessage, detail: &str) {
    match message {
        LinkerMessage::Undefined { users, .. } => {
            // The line that names the source file comes first; the next one names the function.
            if detail.contains(":(") {
                users.push(format!("`{}`", function_of(detail)));
            } else if let Some(more) = detail.strip_suffix(" more times") {
                users.push(format!("{} more", more.trim_start_matches("referenced ")));
            }
        }
        LinkerMessage::Duplicate { places, .. } => {
            places.push(detail.trim_start_matches("defined at ").to_string());
        }
        LinkerMessage::Other(text) => {
            text.push_str(" (");
            text.push_str(detail);
            text.push(')');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_undefined_symbols() {
        let messages = parse(
            "ld.lld-22: error: undefined symbol: kiln_x\n\
             >>> referenced by app.c:3\n\
             >>>               /tmp/a.o:(main+0x4)\n\
             >>> referenced 2 more times\n\
             ld.lld-22: error: cannot open y.o: No such file\n",
        );
        assert_eq!(messages.len(), 2);
        assert_eq!(
            messages[0].to_string(),
            "nothing defines `kiln_x`, which is used by `main`, 2 more"
        );
        assert_eq!(messages[1].to_string(), "cannot open y.o: No such file");
    }
}

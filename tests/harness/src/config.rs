//! In which configurations the programs run, and which of them are known not to pass yet.

use std::path::Path;

use crate::{Error, Result};

/// What an assembly is compiled against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum References {
    /// The SDK's reference assemblies when there is an SDK, else the class library itself.
    Default,
    /// The class library itself.
    Implementation,
}

/// One way to compile and run a program.
#[derive(Debug, PartialEq, Eq)]
pub struct Configuration {
    /// First part of the test's name.
    pub name: &'static str,
    pub level: &'static str,
    pub target: &'static str,
    /// Run the result with this, when the target is not the host.
    pub emulator: Option<&'static [&'static str]>,
    pub references: References,
    /// The subset of `subsets.txt` it is limited to.
    pub subset: Option<&'static str>,
    /// Many programs share an executable.
    pub joined: bool,
}

const HOST: &str = "x86_64-linux-musl";
const ARM: &str = "aarch64-linux-musl";
const QEMU_ARM: &[&str] = &["qemu-aarch64", "qemu-aarch64-static"];

/// Every configuration that exists.
pub const CONFIGURATIONS: &[Configuration] = &[
    Configuration {
        name: "O0",
        level: "0",
        target: HOST,
        emulator: None,
        references: References::Default,
        subset: None,
        joined: false,
    },
    Configuration {
        name: "Oall",
        level: "all",
        target: HOST,
        emulator: None,
        references: References::Default,
        subset: None,
        joined: true,
    },
    Configuration {
        name: "Oall-single",
        level: "all",
        target: HOST,
        emulator: None,
        references: References::Default,
        subset: Some("single"),
        joined: false,
    },
    Configuration {
        name: "Oz",
        level: "z",
        target: HOST,
        emulator: None,
        references: References::Default,
        subset: Some("z"),
        joined: false,
    },
    Configuration {
        name: "aarch64-O0",
        level: "0",
        target: ARM,
        emulator: Some(QEMU_ARM),
        references: References::Default,
        subset: Some("aarch64-basic"),
        joined: false,
    },
    Configuration {
        name: "aarch64-Oall",
        level: "all",
        target: ARM,
        emulator: Some(QEMU_ARM),
        references: References::Default,
        subset: Some("aarch64"),
        joined: true,
    },
    Configuration {
        name: "aarch64-Oz",
        level: "z",
        target: ARM,
        emulator: Some(QEMU_ARM),
        references: References::Default,
        subset: Some("aarch64-basic"),
        joined: false,
    },
    Configuration {
        name: "impl-O0",
        level: "0",
        target: HOST,
        emulator: None,
        references: References::Implementation,
        subset: Some("impl"),
        joined: false,
    },
];

/// Lists of program names from a text file: `KEY PATTERN...` a line, `#` starts a comment. A pattern is a name
/// that may end in `*`.
#[derive(Debug, Default)]
pub struct Lists {
    entries: Vec<(String, String)>,
}

impl Lists {
    /// Reads `KEY PATTERN...` lines; a file that is not there is an empty list.
    pub fn read(path: &Path) -> Result<Self> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(Error::file(path, e)),
        };
        Ok(Self::parse(&text))
    }

    fn parse(text: &str) -> Self {
        let mut entries = Vec::new();
        for line in text.lines() {
            let mut words = line.split('#').next().unwrap_or("").split_whitespace();
            let Some(key) = words.next() else { continue };
            entries.extend(words.map(|pattern| (key.to_string(), pattern.to_string())));
        }
        Lists { entries }
    }

    pub fn contains(&self, key: &str, name: &str) -> bool {
        self.entries
            .iter()
            .any(|(k, pattern)| (k == key || k == "*") && matches(pattern, name))
    }

    pub fn keys_of(&self, name: &str) -> impl Iterator<Item = &str> {
        let entries = self.entries.iter();
        entries
            .filter(move |(_, pattern)| pattern == name)
            .map(|(key, _)| key.as_str())
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => pattern == name,
    }
}

#[cfg(test)]
mod tests {
    use super::Lists;

    #[test]
    fn patterns() {
        let lists = Lists::parse("z basic/* arith/add # why\n\n# comment\n* gc/huge\n");
        assert!(lists.contains("z", "basic/hello"));
        assert!(lists.contains("z", "arith/add"));
        assert!(!lists.contains("z", "arith/add2"));
        assert!(lists.contains("anything", "gc/huge"));
    }
}

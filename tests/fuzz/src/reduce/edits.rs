//! Ways to make a source text smaller. They know lines, braces and parentheses, not C#: what does not compile is
//! thrown away by the C# compiler.

/// A sort of edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edits {
    /// Leaves out half of a block's lines, then quarters and so on.
    Ranges,
    /// Leaves out a statement, with its block if it has one.
    Statements,
    /// Keeps what is in a block and leaves out its head.
    Unwrap,
    /// Puts something smaller in place of what is in parentheses.
    Expressions,
}

impl Edits {
    pub const ALL: &'static [Edits] = &[
        Edits::Ranges,
        Edits::Statements,
        Edits::Unwrap,
        Edits::Expressions,
    ];

    /// Every candidate, the ones that remove most first.
    pub fn of(self, text: &str) -> Vec<Edit> {
        let lines = Lines::new(text);
        match self {
            Edits::Ranges => ranges(&lines),
            Edits::Statements => statements(&lines),
            Edits::Unwrap => unwrapped(&lines),
            Edits::Expressions => expressions(text),
        }
    }
}

/// A change of a text: ranges of bytes that go, in their order, and what comes in place of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    cuts: Vec<(usize, usize)>,
    with: String,
}

impl Edit {
    fn cut(range: (usize, usize)) -> Edit {
        Edit {
            cuts: vec![range],
            with: String::new(),
        }
    }

    pub fn apply(&self, text: &str) -> String {
        let mut result = String::with_capacity(text.len() + self.with.len());
        let mut at = 0;
        for (index, &(from, to)) in self.cuts.iter().enumerate() {
            result.push_str(&text[at..from]);
            if index == 0 {
                result.push_str(&self.with);
            }
            at = to;
        }
        result.push_str(&text[at..]);
        result
    }

    fn saves(&self) -> usize {
        let cut: usize = self.cuts.iter().map(|(from, to)| to - from).sum();
        cut.saturating_sub(self.with.len())
    }
}

/// A text's lines and where they start.
struct Lines<'a> {
    lines: Vec<&'a str>,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Lines<'a> {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let mut starts = vec![0];
        for line in &lines {
            starts.push(starts[starts.len() - 1] + line.len());
        }
        Lines { lines, starts }
    }

    /// The bytes of these lines.
    fn range(&self, from: usize, to: usize) -> (usize, usize) {
        (self.starts[from], self.starts[to])
    }
}

/// How the braces of a line change the depth; those in texts do not count.
fn balance(line: &str) -> (i32, i32) {
    let (mut depth, mut least) = (0, 0);
    let mut quoted = false;
    let mut escaped = false;
    for c in line.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted => {
                depth -= 1;
                least = least.min(depth);
            }
            _ => {}
        }
    }
    (depth, least)
}

/// The line after the item that starts in `start`: a line, or a head with its block and what is joined to it
/// (`} else {`). Nothing if a block ends in `start`.
fn item_end(lines: &[&str], start: usize) -> Option<usize> {
    let mut depth = 0;
    for (index, line) in lines.iter().enumerate().skip(start) {
        let (change, least) = balance(line);
        if index == start && least < 0 {
            return None;
        }
        depth += change;
        if depth < 0 {
            return None;
        }
        if depth == 0 {
            return Some(index + 1);
        }
    }
    None
}

fn statements(text: &Lines) -> Vec<Edit> {
    let lines = &text.lines;
    let mut items: Vec<(usize, usize)> = (0..lines.len())
        .filter_map(|start| item_end(lines, start).map(|end| (start, end)))
        .filter(|(start, _)| *start > 0)
        .collect();
    items.sort_by_key(|(start, end)| std::cmp::Reverse(end - start));
    items
        .into_iter()
        .map(|(from, to)| Edit::cut(text.range(from, to)))
        .collect()
}

/// Runs of items of one block.
fn ranges(text: &Lines) -> Vec<Edit> {
    let lines = &text.lines;
    let mut found = Vec::new();
    for start in 0..lines.len() {
        let opens = start == 0 || lines[start - 1].trim_end().ends_with('{');
        if !opens {
            continue;
        }
        let mut items = Vec::new();
        let mut at = start;
        while let Some(end) = (at < lines.len()).then(|| item_end(lines, at)).flatten() {
            items.push((at, end));
            at = end;
        }
        let mut size = items.len() / 2;
        while size > 1 {
            for run in items.chunks(size) {
                if let [(from, _), .., (_, to)] = run {
                    found.push((*from, *to));
                }
            }
            size /= 2;
        }
    }
    found.sort_by_key(|(from, to)| std::cmp::Reverse(to - from));
    found.dedup();
    found
        .into_iter()
        .filter(|(from, _)| *from > 0)
        .map(|(from, to)| Edit::cut(text.range(from, to)))
        .collect()
}

fn unwrapped(text: &Lines) -> Vec<Edit> {
    let lines = &text.lines;
    let mut found = Vec::new();
    for start in 1..lines.len() {
        if !lines[start].trim_end().ends_with('{') {
            continue;
        }
        let Some(end) = item_end(lines, start) else {
            continue;
        };
        // The first part up to `}` or `} else {`.
        let mut depth = 0;
        let first = (start..end).find(|&index| {
            let (change, least) = balance(lines[index]);
            let ends = index > start && depth + least <= 0;
            depth += change;
            ends
        });
        if let Some(first) = first {
            found.push(Edit {
                cuts: vec![text.range(start, start + 1), text.range(first, end)],
                with: String::new(),
            });
            if first + 1 < end {
                // Without what follows the first part: an `else`, handlers.
                found.push(Edit {
                    cuts: vec![text.range(first, end)],
                    with: "}\n".into(),
                });
            }
        }
    }
    found
}

/// What may stand for anything in parentheses.
const CONSTANTS: &[&str] = &["0", "1", "true", "false", "null", "default"];

fn expressions(text: &str) -> Vec<Edit> {
    let bytes = text.as_bytes();
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    let mut quoted = false;
    for (index, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' if index == 0 || bytes[index - 1] != b'\\' => quoted = !quoted,
            b'\n' => quoted = false,
            b'(' if !quoted => open.push(index),
            b')' if !quoted => pairs.extend(open.pop().map(|start| (start, index + 1))),
            _ => {}
        }
    }
    pairs.sort_by_key(|(start, end)| std::cmp::Reverse(end - start));
    let mut found = Vec::new();
    for &(start, end) in &pairs {
        // A name before it belongs to it: `Lib.First<int>(...)`.
        let name = bytes[..start]
            .iter()
            .rposition(|b| !b.is_ascii_alphanumeric() && !b"._<>".contains(b))
            .map_or(0, |at| at + 1);
        let mut replace = |with: &str| {
            for from in [name, start] {
                if with.len() < end - from {
                    found.push(Edit {
                        cuts: vec![(from, end)],
                        with: with.to_string(),
                    });
                }
                if name == start {
                    break;
                }
            }
        };
        if end - start > 3 {
            for constant in CONSTANTS {
                replace(constant);
            }
        }
        for &(a, b) in pairs.iter().filter(|(a, b)| *a > start && *b < end) {
            replace(&text[a..b]);
        }
        if end - start < 4000 && !text[start..end].contains('\n') {
            for part in operands(&text[start + 1..end - 1]) {
                replace(part);
            }
        }
    }
    found.sort_by_key(|edit| std::cmp::Reverse(edit.saves()));
    found.dedup();
    found
}

/// What stands between the outermost commas and operators.
fn operands(text: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut start = 0;
    let mut parts = Vec::new();
    for (index, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ' ' | ',' if depth == 0 => {
                parts.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    let long = |part: &&str| part.chars().any(char::is_alphanumeric);
    parts.into_iter().map(str::trim).filter(long).collect()
}

#[cfg(test)]
mod tests {
    use super::Edits;

    const TEXT: &str = "class A {\n    if (x) {\n        b;\n        c;\n    } else {\n        d;\n    }\n    e;\n}\n";

    fn candidates(edits: Edits, text: &str) -> Vec<String> {
        edits.of(text).iter().map(|edit| edit.apply(text)).collect()
    }

    #[test]
    fn whole_items_are_removed() {
        let candidates = candidates(Edits::Statements, TEXT);
        assert!(candidates.contains(&"class A {\n    e;\n}\n".to_string()));
        assert!(
            candidates
                .iter()
                .all(|c| c.matches('{').count() == c.matches('}').count())
        );
    }

    #[test]
    fn heads_are_removed() {
        let candidates = candidates(Edits::Unwrap, TEXT);
        assert!(candidates.contains(&"class A {\n        b;\n        c;\n    e;\n}\n".to_string()));
        assert!(
            candidates
                .iter()
                .any(|c| !c.contains("else") && c.contains("if (x)"))
        );
    }

    #[test]
    fn expressions_become_smaller() {
        let candidates = candidates(Edits::Expressions, "y = F((a + b), (c * d));\n");
        assert!(candidates.contains(&"y = (a + b);\n".to_string()));
        assert!(candidates.contains(&"y = 0;\n".to_string()));
        assert!(candidates.contains(&"y = F(0, (c * d));\n".to_string()));
        assert!(candidates.contains(&"y = F(a, (c * d));\n".to_string()));
    }
}

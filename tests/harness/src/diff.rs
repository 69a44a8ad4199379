//! Says how an output differs from the expected one, line by line.

const CONTEXT: usize = 2;
const MAX_SHOWN: usize = 24;

/// The differing lines with a little context, or nothing when both are equal.
pub fn describe(expected: &[u8], actual: &[u8]) -> Option<String> {
    if expected == actual {
        return None;
    }
    let expected_text = String::from_utf8_lossy(expected);
    let actual_text = String::from_utf8_lossy(actual);
    let want: Vec<&str> = expected_text.split('\n').collect();
    let have: Vec<&str> = actual_text.split('\n').collect();

    let mut start = 0;
    while start < want.len() && start < have.len() && want[start] == have[start] {
        start += 1;
    }
    let mut end = 0;
    while end < want.len() - start
        && end < have.len() - start
        && want[want.len() - 1 - end] == have[have.len() - 1 - end]
    {
        end += 1;
    }
    let mut text = format!(
        "  first difference in line {} (- .NET, + kiln):\n",
        start + 1
    );
    for line in &want[start.saturating_sub(CONTEXT)..start] {
        text += &format!("    {}\n", visible(line));
    }
    push_lines(&mut text, '-', &want[start..want.len() - end]);
    push_lines(&mut text, '+', &have[start..have.len() - end]);
    for line in &want[want.len() - end..(want.len() - end + CONTEXT).min(want.len())] {
        text += &format!("    {}\n", visible(line));
    }
    Some(text)
}

fn push_lines(text: &mut String, mark: char, lines: &[&str]) {
    for line in lines.iter().take(MAX_SHOWN) {
        text.push_str(&format!("  {mark} {}\n", visible(line)));
    }
    if lines.len() > MAX_SHOWN {
        text.push_str(&format!(
            "  {mark} ... {} more lines\n",
            lines.len() - MAX_SHOWN
        ));
    }
}

/// Control characters made visible.
fn visible(line: &str) -> String {
    let escape = |c: char| match c {
        '\t' => "\t".to_string(),
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    };
    line.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::describe;

    #[test]
    fn equal_outputs_have_no_description() {
        assert_eq!(describe(b"a\nb\n", b"a\nb\n"), None);
    }

    #[test]
    fn shows_only_the_lines_that_differ() {
        let text = describe(b"a\nb\nc\nd\n", b"a\nb\nX\nd\n").unwrap();
        assert!(text.contains("line 3"));
        assert!(text.contains("  - c\n  + X\n    d\n"), "{text}");
    }

    #[test]
    fn missing_and_extra_lines() {
        assert!(describe(b"a\n", b"").unwrap().contains("  - a"));
        assert!(describe(b"", b"a\n").unwrap().contains("  + a"));
        assert!(describe(b"a\n", b"a\n\n").is_some());
    }
}

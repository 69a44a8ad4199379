//! Writes C# with one statement a line, which is what the reducer works on.

/// A text that grows.
#[derive(Debug, Default)]
pub struct Code {
    text: String,
    depth: usize,
}

impl Code {
    pub fn new() -> Code {
        Code::default()
    }

    pub fn line(&mut self, line: impl AsRef<str>) {
        for _ in 0..self.depth {
            self.text.push_str("    ");
        }
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// `HEAD {` and what is written until `close` is called inside of it.
    pub fn open(&mut self, head: impl AsRef<str>) {
        self.line(format!("{} {{", head.as_ref()));
        self.depth += 1;
    }

    pub fn close(&mut self) {
        self.close_with("}");
    }

    /// Closes with something after the brace.
    pub fn close_with(&mut self, end: impl AsRef<str>) {
        self.depth = self.depth.saturating_sub(1);
        self.line(end);
    }

    pub fn finish(self) -> String {
        self.text
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

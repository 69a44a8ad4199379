//! Tokens of the text form, each with its place.

use super::ParseError;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A name, keyword or operation; may contain dots.
    Word(String),
    /// An integer, decimal or `0x…`.
    Int(i64),
    /// A number with a point or exponent, and as it was written.
    Float(f64, String),
    /// A quoted text, as UTF-16 since literals need not be well formed.
    Text(Vec<u16>),
    /// `#12`: an id without a name.
    Id(u32),
    /// `; il N` or `; il fK:N`.
    Il(u32, u32),
    Punct(char),
    Arrow,
    End,
}

#[derive(Clone, Debug)]
pub(super) struct Spanned {
    pub token: Token,
    pub line: u32,
    pub column: u32,
    /// The first token of its line.
    pub first: bool,
}

pub(super) fn lex(text: &str) -> Result<Vec<Spanned>, ParseError> {
    Lexer {
        chars: text.chars().collect(),
        at: 0,
        line: 1,
        column: 1,
    }
    .run()
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: u32,
    column: u32,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.at += 1;
        if c == '\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
        Some(c)
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> String {
        let mut text = String::new();
        while let Some(c) = self.peek(0).filter(|c| keep(*c)) {
            text.push(c);
            self.next();
        }
        text
    }

    fn error<T>(&self, message: impl Into<String>) -> Result<T, ParseError> {
        Err(ParseError {
            line: self.line,
            column: self.column,
            message: message.into(),
        })
    }

    fn run(mut self) -> Result<Vec<Spanned>, ParseError> {
        let mut tokens: Vec<Spanned> = Vec::new();
        loop {
            self.take_while(char::is_whitespace);
            let (line, column) = (self.line, self.column);
            let Some(c) = self.peek(0) else { break };
            let token = match c {
                ';' => match self.comment() {
                    Some(token) => token,
                    None => continue,
                },
                '"' => self.text()?,
                '#' => {
                    self.next();
                    match self.number()? {
                        Token::Int(id) if (0..=i64::from(u32::MAX)).contains(&id) => {
                            Token::Id(id as u32)
                        }
                        _ => return self.error("an id must fit 32 bits"),
                    }
                }
                '-' if self.peek(1) == Some('>') => {
                    self.next();
                    self.next();
                    Token::Arrow
                }
                '0'..='9' => self.number()?,
                c if is_word(c) => Token::Word(self.take_while(|c| is_word(c) || c == '.')),
                '(' | ')' | '{' | '}' | ',' | ':' | '=' | '+' | '-' | '*' | '@' => {
                    self.next();
                    Token::Punct(c)
                }
                _ => return self.error(format!("unexpected character `{c}`")),
            };
            let first = tokens.last().is_none_or(|last| last.line != line);
            tokens.push(Spanned {
                token,
                line,
                column,
                first,
            });
        }
        tokens.push(Spanned {
            token: Token::End,
            line: self.line,
            column: self.column,
            first: true,
        });
        Ok(tokens)
    }

    fn comment(&mut self) -> Option<Token> {
        let text = self.take_while(|c| c != '\n');
        let rest = text[1..].trim_start().strip_prefix("il ")?;
        let rest = rest.split([',', ' ']).next()?;
        let (frame, il) = match rest.strip_prefix('f') {
            Some(rest) => {
                let (frame, il) = rest.split_once(':')?;
                (frame.parse().ok()?, il)
            }
            None => (0, rest),
        };
        Some(Token::Il(frame, il.parse().ok()?))
    }

    fn number(&mut self) -> Result<Token, ParseError> {
        let mut text = self.take_while(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        let hex = text.starts_with("0x");
        if !hex && text.ends_with('e') && matches!(self.peek(0), Some('+' | '-')) {
            text.extend(self.next());
            text.push_str(&self.take_while(|c| c.is_ascii_digit()));
        }
        if !hex && text.contains(['.', 'e']) {
            return match text.parse() {
                Ok(number) => Ok(Token::Float(number, text)),
                Err(_) => self.error(format!("`{text}` is not a number")),
            };
        }
        let digits = text.replace('_', "");
        let number = match digits.strip_prefix("0x") {
            Some(hex) => u64::from_str_radix(hex, 16),
            None => digits.parse::<u64>(),
        };
        match number {
            Ok(number) => Ok(Token::Int(number as i64)),
            Err(_) => self.error(format!("`{text}` is not an integer")),
        }
    }

    fn text(&mut self) -> Result<Token, ParseError> {
        self.next();
        let mut units = Vec::new();
        loop {
            let c = match self.next() {
                None | Some('\n') => return self.error("the text is not closed by `\"`"),
                Some('"') => return Ok(Token::Text(units)),
                Some('\\') => match self.next() {
                    Some('n') => '\n',
                    Some('r') => '\r',
                    Some('t') => '\t',
                    Some('u') => {
                        units.push(self.unit()?);
                        continue;
                    }
                    Some(c @ ('"' | '\\')) => c,
                    _ => {
                        return self
                            .error("unknown escape; there are \\n \\r \\t \\\" \\\\ \\u{hex}");
                    }
                },
                Some(c) => c,
            };
            units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
        }
    }

    fn unit(&mut self) -> Result<u16, ParseError> {
        if self.next() != Some('{') {
            return self.error("`{` must follow \\u");
        }
        let hex = self.take_while(|c| c.is_ascii_hexdigit());
        match (u16::from_str_radix(&hex, 16), self.next()) {
            (Ok(unit), Some('}')) => Ok(unit),
            _ => self.error("\\u{…} holds up to four hexadecimal digits"),
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$' || c == '.'
}

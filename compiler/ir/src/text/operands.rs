//! The parser of what follows an operation's name: payload and operands.

use super::lex::Token;
use super::parse::{Parser, Result};
use crate::entity::Value;
use crate::function::*;
use crate::op::{Op, PayloadKind};
use crate::ty::{Cell, Ty};
use smallvec::SmallVec;

impl Parser<'_> {
    /// `at` is the token of the operation, `ty` the type of its first result.
    pub(super) fn operands(
        &mut self,
        at: usize,
        op: Op,
        cell: Option<Cell>,
        ty: Option<Ty>,
    ) -> Result<(Payload, SmallVec<[Value; 3]>)> {
        let kind = op.info().payload;
        if cell.is_some() != (kind == PayloadKind::Memory) {
            let hint = if cell.is_some() { "has no" } else { "needs a" };
            return self.error_at(at, format!("`{}` {hint} cell after its name", op.name()));
        }
        let payload = match kind {
            PayloadKind::None => Payload::None,
            PayloadKind::Int => {
                let mut args = SmallVec::new();
                for _ in 0..op.info().operands.unwrap_or(0) {
                    args.push(self.value()?);
                    self.punct(',')?;
                }
                return Ok((Payload::Int(self.int()?), args));
            }
            PayloadKind::Float => Payload::Float(self.float(ty)?),
            PayloadKind::Cond => Payload::Cond(self.choice("comparison", Cond::by_name)?),
            PayloadKind::Conv => Payload::Conv(self.choice("conversion", Conv::by_name)?),
            PayloadKind::Math => Payload::Math(self.choice("function", MathFn::by_name)?),
            PayloadKind::Atomic => {
                let function = self.choice("atomic operation", AtomicFn::by_name)?;
                let at = self.at;
                let name = self.word("a cell")?;
                Payload::Atomic(AtomicInfo {
                    function,
                    cell: self.cell_of(at, &name)?,
                })
            }
            PayloadKind::Memory => {
                let cell = cell.unwrap_or(Cell::I32);
                return self.memory(cell, op.info().operands.unwrap_or(1));
            }
            PayloadKind::Call => return self.call(),
            kind => {
                let payload = match kind {
                    PayloadKind::Type => Payload::Type(self.type_id()?),
                    PayloadKind::Field => Payload::Field(self.field_id()?),
                    PayloadKind::Func => Payload::Func(self.func()?),
                    PayloadKind::Slot => Payload::Slot(self.slot()?),
                    _ => match self.token().clone() {
                        Token::Text(units) => {
                            self.advance();
                            Payload::Text(units.into())
                        }
                        _ => return self.expected("a quoted text"),
                    },
                };
                let args = if self.eat(',') {
                    self.value_list()?
                } else {
                    SmallVec::new()
                };
                return Ok((payload, args));
            }
        };
        let args = match op.info().operands {
            Some(0) => SmallVec::new(),
            _ => self.value_list()?,
        };
        Ok((payload, args))
    }

    fn choice<T>(&mut self, what: &str, by_name: impl Fn(&str) -> Option<T>) -> Result<T> {
        let at = self.at;
        let name = self.word(&format!("a {what}"))?;
        match by_name(&name) {
            Some(choice) => Ok(choice),
            None => self.error_at(at, format!("there is no {what} `{name}`")),
        }
    }

    fn float(&mut self, ty: Option<Ty>) -> Result<u64> {
        let negative = self.eat('-');
        let bits = match self.token().clone() {
            Token::Int(bits) => bits as u64,
            Token::Float(number, text) => match ty {
                // Parsed as what it is: twice rounded would be wrong.
                Some(Ty::F32) => u64::from(text.parse::<f32>().unwrap_or(number as f32).to_bits()),
                _ => number.to_bits(),
            },
            _ => return self.expected("a number"),
        };
        self.advance();
        let sign = if ty == Some(Ty::F32) {
            1 << 31
        } else {
            1 << 63
        };
        Ok(if negative { bits ^ sign } else { bits })
    }

    fn memory(&mut self, cell: Cell, operands: usize) -> Result<(Payload, SmallVec<[Value; 3]>)> {
        let mut info = MemoryInfo::new(cell, 0, Alias::Any);
        let mut args = SmallVec::new();
        args.push(self.value()?);
        if self.is_punct('-') || self.eat('+') {
            info.offset = self.number("an offset")?;
        }
        for _ in 1..operands {
            self.punct(',')?;
            args.push(self.value()?);
        }
        if self.eat_word("alias") {
            self.punct('=')?;
            info.alias = self.alias()?;
        }
        info.volatile = self.eat_word("volatile");
        info.invariant = self.eat_word("invariant");
        if self.eat_word("align") {
            self.punct('=')?;
            info.align = self.number("an alignment")?;
        }
        Ok((Payload::Memory(info), args))
    }

    fn alias(&mut self) -> Result<Alias> {
        let at = self.at;
        let word = self.word("an alias class")?;
        match word.as_str() {
            "any" => return Ok(Alias::Any),
            "header" => return Ok(Alias::Header),
            _ => {}
        }
        self.punct('(')?;
        let alias = match word.as_str() {
            "field" => Alias::Field(self.field_id()?),
            "static" => Alias::Static(self.field_id()?),
            "elem" => Alias::Element(self.type_id()?),
            "slot" => Alias::Slot(self.slot()?),
            _ => return self.error_at(at, format!("there is no alias class `{word}`")),
        };
        self.punct(')')?;
        Ok(alias)
    }

    pub(super) fn symbol(&mut self) -> Result<Box<str>> {
        match self.token().clone() {
            Token::Text(units) => {
                self.advance();
                Ok(String::from_utf16_lossy(&units).into())
            }
            _ => self.expected("a quoted symbol"),
        }
    }

    fn call(&mut self) -> Result<(Payload, SmallVec<[Value; 3]>)> {
        let at = self.at;
        let word = self.word("a kind of call")?;
        let kind = match word.as_str() {
            "direct" => CallKind::Direct(self.func()?),
            "virtual" => CallKind::Virtual(self.method_id()?),
            "interface" => CallKind::Interface(self.method_id()?),
            "delegate" => CallKind::Delegate(self.type_id()?),
            "indirect" => CallKind::Indirect,
            "native_indirect" => CallKind::NativeIndirect(self.sig_id()?),
            "native" => CallKind::Native {
                symbol: self.symbol()?,
                sig: self.sig_id()?,
            },
            "runtime" => {
                let symbol = self.symbol()?;
                CallKind::Runtime {
                    symbol,
                    throws: self.eat_word("throws"),
                }
            }
            _ => return self.error_at(at, format!("there is no kind of call `{word}`")),
        };
        let mut args = SmallVec::new();
        self.punct('(')?;
        while !self.eat(')') {
            args.push(self.value()?);
            self.eat(',');
        }
        self.keyword("site")?;
        self.punct('=')?;
        let site = self.number("a site")?;
        let tail = self.eat_word("tail");
        let no_return = self.eat_word("no_return");
        Ok((
            Payload::Call(Box::new(CallInfo {
                kind,
                site,
                tail,
                no_return,
            })),
            args,
        ))
    }
}

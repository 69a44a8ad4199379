//! The parser. Values, blocks and instructions are numbered in the order of the text; names may be used
//! before they are defined.

use super::Names;
use super::lex::{Spanned, Token, lex};
use super::print::default_name;
use crate::entity::{Arena, Block, Entity, Frame, Slot, Value};
use crate::func::{ExceptionKind, Func};
use crate::function::*;
use crate::op::Op;
use crate::ty::{Cell, Ty};
use kiln_world::{FieldId, MethodId, SigId, TypeId};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Where a text is wrong, and how.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct ParseError {
    pub line: u32,
    pub column: u32,
    pub message: String,
}

pub(super) type Result<T> = std::result::Result<T, ParseError>;

/// Parses the one function of a text.
pub fn parse(text: &str, names: &dyn Names) -> Result<Function> {
    let mut parser = Parser::new(text, names)?;
    let function = parser.function()?;
    if !parser.is_end() {
        return parser.expected("the end of the text");
    }
    Ok(function)
}

/// Parses all functions of a text.
pub fn parse_all(text: &str, names: &dyn Names) -> Result<Vec<Function>> {
    let mut parser = Parser::new(text, names)?;
    let mut functions = Vec::new();
    while !parser.is_end() {
        functions.push(parser.function()?);
    }
    Ok(functions)
}

/// Names of one kind: numbered as they are met, then bound to what defines them.
struct Bindings<K> {
    numbers: FxHashMap<String, usize>,
    met: Vec<(String, usize, Option<K>)>,
}

impl<K: Entity> Bindings<K> {
    fn new() -> Self {
        Bindings {
            numbers: FxHashMap::default(),
            met: Vec::new(),
        }
    }

    /// A stand-in for the thing of this name; `at` is the token that names it.
    pub(super) fn number(&mut self, name: &str, at: usize) -> K {
        let next = self.met.len();
        let number = *self.numbers.entry(name.to_string()).or_insert(next);
        if number == next {
            self.met.push((name.to_string(), at, None));
        }
        K::new(number)
    }

    fn resolve(&self, stand_in: K) -> K {
        self.met[stand_in.index()].2.unwrap_or(stand_in)
    }
}

pub(super) struct Parser<'n> {
    tokens: Vec<Spanned>,
    pub(super) at: usize,
    names: &'n dyn Names,
    values: Bindings<Value>,
    blocks: Bindings<Block>,
    slots: Bindings<Slot>,
    frames: Bindings<Frame>,
}

impl<'n> Parser<'n> {
    fn new(text: &str, names: &'n dyn Names) -> Result<Self> {
        Ok(Parser {
            tokens: lex(text)?,
            at: 0,
            names,
            values: Bindings::new(),
            blocks: Bindings::new(),
            slots: Bindings::new(),
            frames: Bindings::new(),
        })
    }

    // Tokens.

    pub(super) fn token(&self) -> &Token {
        &self.tokens[self.at].token
    }

    fn is_end(&self) -> bool {
        *self.token() == Token::End
    }

    pub(super) fn advance(&mut self) {
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
    }

    pub(super) fn error_at<T>(&self, at: usize, message: impl Into<String>) -> Result<T> {
        let Spanned { line, column, .. } = self.tokens[at];
        Err(ParseError {
            line,
            column,
            message: message.into(),
        })
    }

    fn error<T>(&self, message: impl Into<String>) -> Result<T> {
        self.error_at(self.at, message)
    }

    pub(super) fn expected<T>(&self, what: &str) -> Result<T> {
        let found = match self.token() {
            Token::Word(word) => format!("`{word}`"),
            Token::Int(number) => format!("`{number}`"),
            Token::Float(_, text) => format!("`{text}`"),
            Token::Text(_) => "a text".into(),
            Token::Id(id) => format!("`#{id}`"),
            Token::Il(..) => "the end of the instruction".into(),
            Token::Punct(c) => format!("`{c}`"),
            Token::Arrow => "`->`".into(),
            Token::End => "the end of the text".into(),
        };
        self.error(format!("expected {what}, found {found}"))
    }

    pub(super) fn is_punct(&self, c: char) -> bool {
        *self.token() == Token::Punct(c)
    }

    pub(super) fn eat(&mut self, c: char) -> bool {
        let found = self.is_punct(c);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn punct(&mut self, c: char) -> Result<()> {
        if self.eat(c) {
            Ok(())
        } else {
            self.expected(&format!("`{c}`"))
        }
    }

    pub(super) fn word(&mut self, what: &str) -> Result<String> {
        match self.token().clone() {
            Token::Word(word) => {
                self.advance();
                Ok(word)
            }
            _ => self.expected(what),
        }
    }

    /// Takes this word if it comes next on the same line.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let found =
            !self.tokens[self.at].first && matches!(self.token(), Token::Word(w) if w == word);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn keyword(&mut self, word: &str) -> Result<()> {
        if self.eat_word(word) {
            Ok(())
        } else {
            self.expected(&format!("`{word}`"))
        }
    }

    pub(super) fn int(&mut self) -> Result<i64> {
        let negative = self.eat('-');
        match *self.token() {
            Token::Int(number) => {
                self.advance();
                Ok(if negative {
                    number.wrapping_neg()
                } else {
                    number
                })
            }
            _ => self.expected("an integer"),
        }
    }

    pub(super) fn number<T: TryFrom<i64>>(&mut self, what: &str) -> Result<T> {
        let at = self.at;
        let number = self.int()?;
        T::try_from(number).or_else(|_| self.error_at(at, format!("{number} does not fit {what}")))
    }

    // Names of the program.

    fn named<T>(
        &mut self,
        what: &str,
        by_id: impl Fn(u32) -> T,
        by_name: impl Fn(&dyn Names, &str) -> Option<T>,
    ) -> Result<T> {
        let at = self.at;
        match self.token().clone() {
            Token::Id(id) => {
                self.advance();
                Ok(by_id(id))
            }
            Token::Text(units) => {
                self.advance();
                let name = String::from_utf16_lossy(&units);
                match by_name(self.names, &name) {
                    Some(id) => Ok(id),
                    None => self.error_at(at, format!("there is no {what} \"{name}\"")),
                }
            }
            _ => self.expected(&format!("the quoted name of a {what}")),
        }
    }

    pub(super) fn type_id(&mut self) -> Result<TypeId> {
        self.named("type", TypeId, |names, name| names.type_id(name))
    }

    pub(super) fn method_id(&mut self) -> Result<MethodId> {
        self.named("method", MethodId, |names, name| names.method_id(name))
    }

    pub(super) fn field_id(&mut self) -> Result<FieldId> {
        self.named("field", FieldId, |names, name| names.field_id(name))
    }

    pub(super) fn sig_id(&mut self) -> Result<SigId> {
        self.named("signature", SigId, |names, name| names.sig_id(name))
    }

    pub(super) fn func(&mut self) -> Result<Func> {
        if matches!(self.token(), Token::Text(_) | Token::Id(_)) {
            return Ok(Func::Method(self.method_id()?));
        }
        let at = self.at;
        let word = self.word("what is called")?;
        Ok(match word.as_str() {
            "null_this" => Func::NullThis(self.method_id()?),
            "swapped" => Func::Swapped(self.method_id()?),
            "unbox" => Func::Unbox(self.method_id()?),
            "stub" => Func::Stub(self.method_id()?),
            "native_entry" => Func::NativeEntry(self.method_id()?),
            "filter" => {
                let clause = self.number("a clause number")?;
                Func::Filter(self.method_id()?, clause)
            }
            "shuffle" => Func::Shuffle(self.type_id()?),
            "multicast" => Func::Multicast(self.type_id()?),
            "value_equals" => Func::ValueEquals(self.type_id()?),
            "value_hash" => Func::ValueHash(self.type_id()?),
            "run_cctor" => Func::RunCctor(self.type_id()?),
            "throw" => {
                let name = self.word("an exception kind")?;
                match ExceptionKind::ALL
                    .iter()
                    .find(|kind| format!("{kind:?}") == name)
                {
                    Some(kind) => Func::Throw(*kind),
                    None => return self.error_at(at + 1, format!("`{name}` is no exception kind")),
                }
            }
            "throw_cast" => Func::ThrowCast,
            "program_main" => Func::ProgramMain,
            "exception_text" => Func::ExceptionText,
            "thread_start" => Func::ThreadStart,
            "process_exit" => Func::ProcessExit,
            "unhandled" => Func::Unhandled,
            _ => return self.error_at(at, format!("`{word}` is no kind of function")),
        })
    }

    // Functions.

    fn function(&mut self) -> Result<Function> {
        if !matches!(self.token(), Token::Word(word) if word == "fn") {
            return self.expected("`fn`");
        }
        self.advance();
        self.values = Bindings::new();
        self.blocks = Bindings::new();
        self.slots = Bindings::new();
        self.frames = Bindings::new();
        let func = self.func()?;
        let mut function = Function::new(func, default_name(func, self.names));
        function.blocks = Arena::new();
        if self.eat_word("as") {
            let Token::Text(units) = self.token().clone() else {
                return self.expected("a quoted name");
            };
            self.advance();
            function.name = String::from_utf16_lossy(&units);
        }
        loop {
            let flags = &mut function.flags;
            match self.token() {
                Token::Word(word) => match word.as_str() {
                    "no_inline" => flags.no_inline = true,
                    "always_inline" => flags.always_inline = true,
                    "no_return" => flags.no_return = true,
                    "cold" => flags.cold = true,
                    _ => return self.expected("a flag of the function, `->` or `{`"),
                },
                _ => break,
            }
            self.advance();
        }
        if *self.token() == Token::Arrow {
            self.advance();
            function.rets.push(self.ty()?);
            while self.eat(',') {
                function.rets.push(self.ty()?);
            }
        }
        self.punct('{')?;
        self.frames.number("f0", self.at);
        self.frames.met[0].2 = Some(Frame(0));
        self.declarations(&mut function)?;
        while !self.eat('}') {
            self.block(&mut function)?;
        }
        if function.blocks.is_empty() {
            return self.error_at(self.at - 1, "a function has at least one block");
        }
        self.bind(&mut function)?;
        Ok(function)
    }

    fn declarations(&mut self, function: &mut Function) -> Result<()> {
        loop {
            match self.token() {
                Token::Word(word) if word == "frame" => {
                    self.advance();
                    let at = self.at;
                    let name = self.word("the frame's name")?;
                    self.punct(':')?;
                    let method = match self.token() {
                        Token::Text(_) | Token::Id(_) => Some(self.method_id()?),
                        _ => None,
                    };
                    let mut caller = None;
                    if self.eat_word("at") {
                        let frame = self.frame()?;
                        self.punct(':')?;
                        caller = Some(Source {
                            frame,
                            il: self.number("an IL offset")?,
                        });
                    }
                    let frame = function.frames.push(FrameData { method, caller });
                    let number = self.frames.number(&name, at);
                    self.frames.met[number.index()].2 = Some(frame);
                }
                Token::Word(word) if word == "slot" => {
                    self.advance();
                    let at = self.at;
                    let name = self.word("the slot's name")?;
                    self.punct(':')?;
                    let slot = function.slots.push(self.slot_data()?);
                    let number = self.slots.number(&name, at);
                    self.slots.met[number.index()].2 = Some(slot);
                }
                Token::Word(word) if word == "missing" => {
                    self.advance();
                    let symbol = self.symbol()?;
                    function.missing.push(symbol.into());
                }
                _ => return Ok(()),
            }
        }
    }

    fn frame(&mut self) -> Result<Frame> {
        let at = self.at;
        let name = self.word("a frame")?;
        let number = self.frames.number(&name, at);
        match self.frames.met[number.index()].2 {
            Some(frame) => Ok(frame),
            None => self.error_at(at, format!("there is no frame `{name}` above")),
        }
    }

    pub(super) fn slot(&mut self) -> Result<Slot> {
        let at = self.at;
        let name = self.word("a slot")?;
        let number = self.slots.number(&name, at);
        match self.slots.met[number.index()].2 {
            Some(slot) => Ok(slot),
            None => self.error_at(at, format!("slot `{name}` is not declared")),
        }
    }

    fn slot_data(&mut self) -> Result<SlotData> {
        let at = self.at;
        let word = self.word("`struct`, `bytes` or a cell")?;
        let kind = match word.as_str() {
            "struct" => SlotKind::Struct(self.type_id()?),
            "bytes" => SlotKind::Bytes,
            cell => SlotKind::Cell(self.cell_of(at, cell)?),
        };
        self.keyword("size")?;
        let size = self.number("a size")?;
        self.keyword("align")?;
        let align = self.number("an alignment")?;
        let zeroed = self.eat_word("zeroed");
        let shared_with_filters = self.eat_word("shared");
        Ok(SlotData {
            kind,
            size,
            align,
            zeroed,
            shared_with_filters,
        })
    }

    pub(super) fn cell_of(&self, at: usize, name: &str) -> Result<Cell> {
        match Cell::ALL.iter().find(|cell| cell.name() == name) {
            Some(cell) => Ok(*cell),
            None => self.error_at(at, format!("`{name}` is no cell")),
        }
    }

    fn ty(&mut self) -> Result<Ty> {
        let at = self.at;
        let name = self.word("a type")?;
        match Ty::ALL.iter().find(|ty| ty.name() == name) {
            Some(ty) => Ok(*ty),
            None => self.error_at(at, format!("`{name}` is no type of values")),
        }
    }

    /// `name: type "Class" exact nonnull`
    fn definition(&mut self, function: &mut Function, def: ValueDef) -> Result<Value> {
        let at = self.at;
        let name = self.word("the name of a value")?;
        self.punct(':')?;
        let ty = self.ty()?;
        let class = match self.token() {
            Token::Text(_) | Token::Id(_) => Some(self.type_id()?),
            _ => None,
        };
        let exact = self.eat_word("exact");
        let non_null = self.eat_word("nonnull");
        let fact = RefFact {
            class,
            exact,
            non_null,
        };
        let value = function.values.push(ValueData { ty, def, fact });
        let number = self.values.number(&name, at);
        let met = &mut self.values.met[number.index()];
        if met.2.is_some() {
            return self.error_at(at, format!("value `{name}` is defined twice"));
        }
        met.2 = Some(value);
        Ok(value)
    }

    fn block(&mut self, function: &mut Function) -> Result<()> {
        let at = self.at;
        let name = self.word("a block or `}`")?;
        let block = function.add_block();
        let number = self.blocks.number(&name, at);
        if self.blocks.met[number.index()].2.replace(block).is_some() {
            return self.error_at(at, format!("block `{name}` is defined twice"));
        }
        if self.eat('(') && !self.eat(')') {
            loop {
                let param = self.definition(function, ValueDef::Param(block))?;
                function.blocks[block].params.push(param);
                if self.eat(')') {
                    break;
                }
                self.punct(',')?;
            }
        }
        if self.eat_word("landing") {
            function.blocks[block].landing = Some(self.landing()?);
        }
        self.punct(':')?;
        while !self.terminator(function, block)? {
            self.inst(function, block)?;
        }
        Ok(())
    }

    fn landing(&mut self) -> Result<Landing> {
        let mut landing = Landing::default();
        self.punct('{')?;
        while !self.eat('}') {
            if self.eat_word("cleanup") {
                landing.cleanup = true;
            } else {
                landing.clauses.push(self.clause()?);
            }
            self.eat(',');
        }
        Ok(landing)
    }

    fn clause(&mut self) -> Result<Clause> {
        if self.eat_word("filter") {
            return Ok(Clause::Filter(self.func()?));
        }
        self.keyword("catch")?;
        Ok(Clause::Catch(if self.eat('*') {
            None
        } else {
            Some(self.type_id()?)
        }))
    }

    fn source(&mut self) -> Source {
        if let Token::Il(frame, il) = *self.token()
            && !self.tokens[self.at].first
        {
            self.advance();
            return Source {
                frame: Frame(frame),
                il,
            };
        }
        Source::default()
    }

    /// A value by name; a stand-in until all are known.
    pub(super) fn value(&mut self) -> Result<Value> {
        let at = self.at;
        let name = self.word("a value")?;
        Ok(self.values.number(&name, at))
    }

    /// Values up to the end of the line.
    pub(super) fn value_list<const N: usize>(&mut self) -> Result<SmallVec<[Value; N]>>
    where
        [Value; N]: smallvec::Array<Item = Value>,
    {
        let mut values = SmallVec::new();
        if !self.tokens[self.at].first && matches!(self.token(), Token::Word(_)) {
            values.push(self.value()?);
            while self.eat(',') {
                values.push(self.value()?);
            }
        }
        Ok(values)
    }

    fn target(&mut self) -> Result<Target> {
        let at = self.at;
        let name = self.word("a block")?;
        let mut target = Target::to(self.blocks.number(&name, at));
        if self.eat('(') {
            while !self.eat(')') {
                target.args.push(self.value()?);
                self.eat(',');
            }
        }
        Ok(target)
    }

    fn terminator(&mut self, function: &mut Function, block: Block) -> Result<bool> {
        let at = self.at;
        let Token::Word(word) = self.token().clone() else {
            return Ok(false);
        };
        if matches!(self.tokens[at + 1].token, Token::Punct(':')) {
            return Ok(false);
        }
        self.advance();
        let term = match word.as_str() {
            "none" => Terminator::None,
            "jump" => Terminator::Jump(self.target()?),
            "br" => {
                let cond = self.value()?;
                self.punct(',')?;
                let then = self.target()?;
                self.punct(',')?;
                Terminator::Branch {
                    cond,
                    then,
                    other: self.target()?,
                }
            }
            "switch" => {
                let value = self.value()?;
                let mut cases = Vec::new();
                self.punct('{')?;
                while !self.eat('}') {
                    let number = self.int()?;
                    self.punct(':')?;
                    cases.push((number, self.target()?));
                    self.eat(',');
                }
                self.keyword("default")?;
                Terminator::Switch {
                    value,
                    cases,
                    default: self.target()?,
                }
            }
            "ret" => Terminator::Return(self.value_list()?),
            "try" => {
                let Some(&inst) = function.blocks[block].insts.last() else {
                    return self.error_at(at, "`try` needs an instruction before it in its block");
                };
                let normal = self.target()?;
                self.keyword("unwind")?;
                Terminator::Try {
                    inst,
                    normal,
                    unwind: self.target()?,
                }
            }
            "throw" | "rethrow" => {
                let exception = self.value()?;
                let unwind = if self.eat_word("unwind") {
                    Some(self.target()?)
                } else {
                    None
                };
                Terminator::Throw {
                    exception,
                    rethrow: word == "rethrow",
                    unwind,
                }
            }
            "dispatch" => {
                let selector = self.value()?;
                let mut cases = Vec::new();
                self.punct('{')?;
                while !self.eat('}') {
                    let clause = self.clause()?;
                    self.punct(':')?;
                    cases.push((clause, self.target()?));
                    self.eat(',');
                }
                self.keyword("default")?;
                Terminator::Dispatch {
                    selector,
                    cases,
                    default: self.target()?,
                }
            }
            "resume" => {
                let exception = self.value()?;
                self.punct(',')?;
                Terminator::Resume {
                    exception,
                    selector: self.value()?,
                }
            }
            "unreachable" => Terminator::Unreachable,
            _ => {
                self.at = at;
                return Ok(false);
            }
        };
        function.blocks[block].term = term;
        function.blocks[block].term_src = self.source();
        Ok(true)
    }

    fn inst(&mut self, function: &mut Function, block: Block) -> Result<()> {
        let inst = function.make_inst(Op::DebugBreak, [], Payload::None, &[], Source::default());
        if matches!(
            self.tokens[(self.at + 1).min(self.tokens.len() - 1)].token,
            Token::Punct(':')
        ) {
            loop {
                let result = self.definition(function, ValueDef::Result(inst))?;
                function.insts[inst].results.push(result);
                if !self.eat(',') {
                    break;
                }
            }
            self.punct('=')?;
        }
        let at = self.at;
        let name = self.word("an instruction")?;
        let (op, cell) = match Op::by_name(&name) {
            Some(op) => (op, None),
            None => match name
                .rsplit_once('.')
                .map(|(op, cell)| (Op::by_name(op), cell))
            {
                Some((Some(op), cell)) => (op, Some(self.cell_of(at, cell)?)),
                _ => return self.error_at(at, format!("there is no instruction `{name}`")),
            },
        };
        let ty = function.insts[inst]
            .results
            .first()
            .map(|value| function.ty(*value));
        let (payload, args) = self.operands(at, op, cell, ty)?;
        let src = self.source();
        let data = &mut function.insts[inst];
        (data.op, data.args, data.payload, data.src) = (op, args, payload, src);
        function.blocks[block].insts.push(inst);
        Ok(())
    }

    // Names to ids.

    fn bind(&mut self, function: &mut Function) -> Result<()> {
        if let Some((name, at, _)) = self.values.met.iter().find(|met| met.2.is_none()) {
            return self.error_at(*at, format!("value `{name}` is not defined"));
        }
        if let Some((name, at, _)) = self.blocks.met.iter().find(|met| met.2.is_none()) {
            return self.error_at(*at, format!("block `{name}` is not defined"));
        }
        for inst in function.insts.values_mut() {
            for arg in &mut inst.args {
                *arg = self.values.resolve(*arg);
            }
            if let Payload::Call(call) = &inst.payload {
                function.next_site = function.next_site.max(call.site.saturating_add(1));
            }
        }
        for block in function.blocks.values_mut() {
            block
                .term
                .for_each_value_mut(|value| *value = self.values.resolve(*value));
            block
                .term
                .for_each_edge_mut(|target, _| target.block = self.blocks.resolve(target.block));
        }
        Ok(())
    }
}

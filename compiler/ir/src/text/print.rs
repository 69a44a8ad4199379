//! The printer. Ids are printed as they are; compact the function first for numbers without gaps.

use super::Names;
use crate::entity::Block;
use crate::func::Func;
use crate::function::*;
use crate::op::PayloadKind;
use crate::ty::Ty;
use crate::{Inst, Value};
use kiln_world::{FieldId, MethodId, TypeId};
use std::fmt::Write;

/// The text form of a function.
pub fn print(function: &Function, names: &dyn Names) -> String {
    let mut printer = Printer {
        function,
        names,
        out: String::new(),
    };
    printer.function();
    printer.out
}

/// How the text form names a body of code.
pub fn func_text(func: Func, names: &dyn Names) -> String {
    let (word, name) = match func {
        Func::Method(method) => return method_name(method, names),
        Func::NullThis(method) => ("null_this", method_name(method, names)),
        Func::Unbox(method) => ("unbox", method_name(method, names)),
        Func::Swapped(method) => ("swapped", method_name(method, names)),
        Func::Stub(method) => ("stub", method_name(method, names)),
        Func::Invoke(sig) => return format!("invoke #{}", sig.0),
        Func::NativeEntry(method) => ("native_entry", method_name(method, names)),
        Func::Filter(method, clause) => {
            return format!("filter {clause} {}", method_name(method, names));
        }
        Func::Shuffle(ty) => ("shuffle", type_name(ty, names)),
        Func::Multicast(ty) => ("multicast", type_name(ty, names)),
        Func::ValueEquals(ty) => ("value_equals", type_name(ty, names)),
        Func::ValueHash(ty) => ("value_hash", type_name(ty, names)),
        Func::RunCctor(ty) => ("run_cctor", type_name(ty, names)),
        Func::Throw(kind) => return format!("throw {kind:?}"),
        Func::ThrowCast => return "throw_cast".into(),
        Func::ProgramMain => return "program_main".into(),
        Func::ExceptionText => return "exception_text".into(),
        Func::ThreadStart => return "thread_start".into(),
        Func::ProcessExit => return "process_exit".into(),
        Func::Unhandled => return "unhandled".into(),
    };
    format!("{word} {name}")
}

fn type_name(id: TypeId, names: &dyn Names) -> String {
    names
        .type_name(id)
        .map_or_else(|| format!("#{}", id.0), |name| quote_str(&name))
}

fn method_name(id: MethodId, names: &dyn Names) -> String {
    names
        .method_name(id)
        .map_or_else(|| format!("#{}", id.0), |name| quote_str(&name))
}

fn field_name(id: FieldId, names: &dyn Names) -> String {
    names
        .field_name(id)
        .map_or_else(|| format!("#{}", id.0), |name| quote_str(&name))
}

fn quote_str(text: &str) -> String {
    quote(&text.encode_utf16().collect::<Vec<_>>())
}

fn quote(units: &[u16]) -> String {
    let mut out = String::from("\"");
    for unit in char::decode_utf16(units.iter().copied()) {
        match unit {
            Ok('"') => out.push_str("\\\""),
            Ok('\\') => out.push_str("\\\\"),
            Ok('\n') => out.push_str("\\n"),
            Ok('\r') => out.push_str("\\r"),
            Ok('\t') => out.push_str("\\t"),
            Ok(c) if !c.is_control() => out.push(c),
            Ok(c) => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            Err(lone) => out.push_str(&format!("\\u{{{:x}}}", lone.unpaired_surrogate())),
        }
    }
    out.push('"');
    out
}

/// The display name that a function has when its text form does not say another one.
pub(super) fn default_name(func: Func, names: &dyn Names) -> String {
    match func {
        Func::Method(method) => names
            .method_name(method)
            .unwrap_or_else(|| format!("#{}", method.0)),
        _ => func_text(func, names),
    }
}

const COMMENT_COLUMN: usize = 60;

struct Printer<'a> {
    function: &'a Function,
    names: &'a dyn Names,
    out: String,
}

macro_rules! put {
    ($self:ident, $($arg:tt)*) => {{
        // Writing to a string cannot fail.
        let _ = write!($self.out, $($arg)*);
    }};
}

impl Printer<'_> {
    fn function(&mut self) {
        let function = self.function;
        put!(self, "fn {}", func_text(function.func, self.names));
        if function.name != default_name(function.func, self.names) {
            put!(self, " as {}", quote_str(&function.name));
        }
        let flags = function.flags;
        for (set, word) in [
            (flags.no_inline, "no_inline"),
            (flags.always_inline, "always_inline"),
            (flags.no_return, "no_return"),
            (flags.cold, "cold"),
        ] {
            if set {
                put!(self, " {word}");
            }
        }
        for (index, ty) in function.rets.iter().enumerate() {
            put!(self, "{} {ty}", if index == 0 { " ->" } else { "," });
        }
        self.out.push_str(" {\n");
        for (frame, data) in function.frames.iter().skip(1) {
            put!(self, "frame {frame}:");
            if let Some(method) = data.method {
                put!(self, " {}", method_name(method, self.names));
            }
            if let Some(caller) = data.caller {
                put!(self, " at {}:{}", caller.frame, caller.il);
            }
            self.out.push('\n');
        }
        for missing in &function.missing {
            put!(self, "missing {}\n", quote_str(missing));
        }
        for (slot, data) in function.slots.iter() {
            put!(self, "slot {slot}: ");
            match data.kind {
                SlotKind::Struct(ty) => put!(self, "struct {}", type_name(ty, self.names)),
                SlotKind::Cell(cell) => put!(self, "{cell}"),
                SlotKind::Bytes => put!(self, "bytes"),
            }
            put!(self, " size {} align {}", data.size, data.align);
            self.out.push_str(if data.zeroed { " zeroed" } else { "" });
            self.out.push_str(if data.shared_with_filters {
                " shared"
            } else {
                ""
            });
            self.out.push('\n');
        }
        self.block(function.entry);
        for block in function
            .blocks
            .keys()
            .filter(|block| *block != function.entry)
        {
            self.block(block);
        }
        self.out.push_str("}\n");
    }

    fn block(&mut self, block: Block) {
        let data = &self.function.blocks[block];
        put!(self, "{block}");
        for (index, &param) in data.params.iter().enumerate() {
            self.out.push_str(if index == 0 { "(" } else { ", " });
            self.definition(param);
        }
        if !data.params.is_empty() {
            self.out.push(')');
        }
        if let Some(landing) = &data.landing {
            self.out.push_str(" landing {");
            for (index, clause) in landing.clauses.iter().enumerate() {
                self.out.push_str(if index == 0 { " " } else { ", " });
                self.clause(*clause);
            }
            if landing.cleanup {
                self.out.push_str(if landing.clauses.is_empty() {
                    " cleanup"
                } else {
                    ", cleanup"
                });
            }
            self.out.push_str(" }");
        }
        self.out.push_str(":\n");
        for &inst in &data.insts {
            let start = self.out.len();
            self.inst(inst);
            self.end_line(start, self.function.insts[inst].src);
        }
        let start = self.out.len();
        self.out.push_str("    ");
        self.terminator(&data.term);
        self.end_line(start, data.term_src);
    }

    fn end_line(&mut self, start: usize, src: Source) {
        if src != Source::default() {
            let used = self.out[start..].chars().count();
            let gap = COMMENT_COLUMN.saturating_sub(used).max(2);
            put!(self, "{:gap$}; il ", "");
            if src.frame.0 != 0 {
                put!(self, "{}:", src.frame);
            }
            put!(self, "{}", src.il);
        }
        self.out.push('\n');
    }

    fn definition(&mut self, value: Value) {
        let Some(data) = self.function.values.get(value) else {
            put!(self, "{value}: ?");
            return;
        };
        put!(self, "{value}: {}", data.ty);
        if let Some(class) = data.fact.class {
            put!(self, " {}", type_name(class, self.names));
        }
        self.out
            .push_str(if data.fact.exact { " exact" } else { "" });
        self.out
            .push_str(if data.fact.non_null { " nonnull" } else { "" });
    }

    fn clause(&mut self, clause: Clause) {
        match clause {
            Clause::Catch(None) => self.out.push_str("catch *"),
            Clause::Catch(Some(ty)) => put!(self, "catch {}", type_name(ty, self.names)),
            Clause::Filter(func) => put!(self, "filter {}", func_text(func, self.names)),
        }
    }

    fn values(&mut self, values: &[Value]) {
        for (index, value) in values.iter().enumerate() {
            put!(self, "{}{value}", if index == 0 { "" } else { ", " });
        }
    }

    fn target(&mut self, target: &Target) {
        put!(self, "{}", target.block);
        if !target.args.is_empty() {
            self.out.push('(');
            self.values(&target.args);
            self.out.push(')');
        }
    }

    fn inst(&mut self, inst: Inst) {
        let data = &self.function.insts[inst];
        self.out.push_str("    ");
        for (index, &result) in data.results.iter().enumerate() {
            self.out.push_str(if index == 0 { "" } else { ", " });
            self.definition(result);
        }
        if !data.results.is_empty() {
            self.out.push_str(" = ");
        }
        self.out.push_str(data.op.name());
        let single = data.results.len() == 1;
        let result = if single {
            self.function.values.get(data.results[0]).map(|v| v.ty)
        } else {
            None
        };
        match &data.payload {
            Payload::Memory(info) => return self.memory(&data.args, info),
            Payload::Call(info) => return self.call(&data.args, info),
            Payload::Int(number) if data.op.info().payload == PayloadKind::Int => {
                self.list(&data.args);
                put!(
                    self,
                    "{}{number}",
                    if data.args.is_empty() { " " } else { ", " }
                );
                return;
            }
            Payload::Float(bits) => {
                self.float(*bits, result);
                return;
            }
            Payload::Cond(cond) => put!(self, " {}", cond.name()),
            Payload::Conv(conv) => put!(self, " {}", conv.name()),
            Payload::Math(math) => put!(self, " {}", math.name()),
            Payload::Atomic(info) => put!(self, " {} {}", info.function.name(), info.cell),
            Payload::None => {}
            payload => {
                match payload {
                    Payload::Type(ty) => put!(self, " {}", type_name(*ty, self.names)),
                    Payload::Field(field) => put!(self, " {}", field_name(*field, self.names)),
                    Payload::Func(func) => put!(self, " {}", func_text(*func, self.names)),
                    Payload::Slot(slot) => put!(self, " {slot}"),
                    Payload::Text(text) => put!(self, " {}", quote(text)),
                    other => put!(self, " ?{other:?}"),
                }
                if !data.args.is_empty() {
                    self.out.push(',');
                }
            }
        }
        self.list(&data.args);
    }

    fn list(&mut self, values: &[Value]) {
        if !values.is_empty() {
            self.out.push(' ');
            self.values(values);
        }
    }

    fn float(&mut self, bits: u64, ty: Option<Ty>) {
        match ty {
            Some(Ty::F32) if f32::from_bits(bits as u32).is_finite() => {
                put!(self, " {:?}", f32::from_bits(bits as u32));
            }
            Some(Ty::F64) if f64::from_bits(bits).is_finite() => {
                put!(self, " {:?}", f64::from_bits(bits));
            }
            _ => put!(self, " 0x{bits:x}"),
        }
    }

    fn memory(&mut self, args: &[Value], info: &MemoryInfo) {
        put!(self, ".{}", info.cell);
        for (index, arg) in args.iter().enumerate() {
            put!(self, "{} {arg}", if index == 0 { "" } else { "," });
            if index == 0 && info.offset != 0 {
                put!(self, "{:+}", info.offset);
            }
        }
        match info.alias {
            Alias::Any => {}
            Alias::Field(field) => put!(self, " alias=field({})", field_name(field, self.names)),
            Alias::Static(field) => put!(self, " alias=static({})", field_name(field, self.names)),
            Alias::Element(ty) => put!(self, " alias=elem({})", type_name(ty, self.names)),
            Alias::Slot(slot) => put!(self, " alias=slot({slot})"),
            Alias::Header => put!(self, " alias=header"),
        }
        self.out
            .push_str(if info.volatile { " volatile" } else { "" });
        self.out
            .push_str(if info.invariant { " invariant" } else { "" });
        if info.align != 0 {
            put!(self, " align={}", info.align);
        }
    }

    fn call(&mut self, args: &[Value], info: &CallInfo) {
        match &info.kind {
            CallKind::Direct(func) => put!(self, " direct {}", func_text(*func, self.names)),
            CallKind::Virtual(method) => {
                put!(self, " virtual {}", method_name(*method, self.names))
            }
            CallKind::Interface(method) => {
                put!(self, " interface {}", method_name(*method, self.names));
            }
            CallKind::Delegate(ty) => put!(self, " delegate {}", type_name(*ty, self.names)),
            CallKind::Indirect => put!(self, " indirect"),
            CallKind::NativeIndirect(sig) => {
                let name = self.names.sig_name(*sig).map(|name| quote_str(&name));
                put!(
                    self,
                    " native_indirect {}",
                    name.unwrap_or_else(|| format!("#{}", sig.0))
                );
            }
            CallKind::Native { symbol, sig } => {
                let name = self.names.sig_name(*sig).map(|name| quote_str(&name));
                put!(
                    self,
                    " native {} {}",
                    quote_str(symbol),
                    name.unwrap_or_else(|| format!("#{}", sig.0))
                );
            }
            CallKind::Runtime { symbol, throws } => {
                put!(
                    self,
                    " runtime {}{}",
                    quote_str(symbol),
                    if *throws { " throws" } else { "" }
                );
            }
        }
        self.out.push('(');
        self.values(args);
        put!(self, ") site={}", info.site);
        self.out.push_str(if info.tail { " tail" } else { "" });
        self.out
            .push_str(if info.no_return { " no_return" } else { "" });
    }

    fn terminator(&mut self, term: &Terminator) {
        match term {
            Terminator::None => self.out.push_str("none"),
            Terminator::Jump(target) => {
                self.out.push_str("jump ");
                self.target(target);
            }
            Terminator::Branch { cond, then, other } => {
                put!(self, "br {cond}, ");
                self.target(then);
                self.out.push_str(", ");
                self.target(other);
            }
            Terminator::Switch {
                value,
                cases,
                default,
            } => {
                put!(self, "switch {value} {{");
                for (index, (number, target)) in cases.iter().enumerate() {
                    put!(self, "{}{number}: ", if index == 0 { " " } else { ", " });
                    self.target(target);
                }
                self.out.push_str(" } default ");
                self.target(default);
            }
            Terminator::Return(values) => {
                self.out.push_str("ret");
                self.list(values);
            }
            Terminator::Try { normal, unwind, .. } => {
                self.out.push_str("try ");
                self.target(normal);
                self.out.push_str(" unwind ");
                self.target(unwind);
            }
            Terminator::Throw {
                exception,
                rethrow,
                unwind,
            } => {
                put!(
                    self,
                    "{} {exception}",
                    if *rethrow { "rethrow" } else { "throw" }
                );
                if let Some(target) = unwind {
                    self.out.push_str(" unwind ");
                    self.target(target);
                }
            }
            Terminator::Dispatch {
                selector,
                cases,
                default,
            } => {
                put!(self, "dispatch {selector} {{");
                for (index, (clause, target)) in cases.iter().enumerate() {
                    self.out.push_str(if index == 0 { " " } else { ", " });
                    self.clause(*clause);
                    self.out.push_str(": ");
                    self.target(target);
                }
                self.out.push_str(" } default ");
                self.target(default);
            }
            Terminator::Resume {
                exception,
                selector,
            } => put!(self, "resume {exception}, {selector}"),
            Terminator::Unreachable => self.out.push_str("unreachable"),
        }
    }
}

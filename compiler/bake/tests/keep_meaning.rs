//! Passes keep meaning: random functions do the same before and after each pass, by the interpreter.

mod support;

use kiln_bake::{Host, Limits, Machine, Pointer, Val};
use kiln_ir::entity::{Block, Entity, Slot, Value};
use kiln_ir::function::*;
use kiln_ir::inline::{Inlinable, fits, inlinable, inline_call};
use kiln_ir::passes::{Pass, PassContext, PassSet, run as run_passes, run_one};
use kiln_ir::text::{Names, print};
use kiln_ir::ty::{Cell, Ty};
use kiln_ir::verify::verify;
use kiln_ir::{Cursor, Func, Function, Op};
use std::sync::Arc;
use support::{Program, outcome};

const PROGRAM: &str = r#"
; class "A" 40
; class "B" 40 "A"
; class "E" 16
; class "System.NullReferenceException" 16 "E"
; class "System.IndexOutOfRangeException" 16 "E"
; class "System.DivideByZeroException" 16 "E"
; class "System.OverflowException" 16 "E"
; class "System.InvalidCastException" 16 "E"
; array "int[]" "int"
; struct "Pair" i32@0 i32@4
; struct "Mixed" ref@0 i64@8 i16@16
; static "g" 4
; cctor "A" "A..cctor"
fn "A..cctor" {
b0:
    p: byref = static_addr "g"
    v: i32 = load.i32 p alias=static("g")
    k: i32 = iconst 1000
    w: i32 = add v, k
    store.i32 p, w alias=static("g")
    ret
}
fn "helper" -> i32 {
b0(o: ref, n: i32):
    three: i32 = iconst 3
    m: i32 = and n, three
    c: i32 = icmp eq m, three
    br c, bad, fine
bad:
    e: ref = alloc "E"
    throw e
fine:
    nil: ref = null
    z: i32 = icmp eq o, nil
    br z, out, touch
touch:
    v: i32 = load.i32 o+8 alias=field("A.x")
    w: i32 = add v, n
    store.i32 o+8, w alias=field("A.x")
    jump out
out:
    r: i32 = mul n, three
    ret r
}
fn "poke" {
b0(p: byref, n: i32):
    store.i32 p, n
    ret
}
"#;

/// A small generator of random numbers.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }
    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

/// Writes one random function.
struct Writer<'a> {
    program: &'a Program,
    random: Random,
    function: Function,
    block: Block,
    /// Integers, longs and references that may be used here.
    ints: Vec<Value>,
    longs: Vec<Value>,
    refs: Vec<Value>,
    array: Value,
    slots: Vec<Slot>,
    pairs: Vec<Slot>,
    mixed: Vec<Slot>,
    /// Where exceptions go here: a landing block that takes no further arguments.
    landing: Option<Block>,
    depth: u32,
    budget: u32,
}

impl Writer<'_> {
    fn cursor(&mut self) -> Cursor<'_> {
        let src = Source {
            il: self.budget,
            ..Source::default()
        };
        Cursor::at_end(&mut self.function, self.block, src)
    }

    fn pick(&mut self, list: usize) -> Value {
        let list = [&self.ints, &self.longs, &self.refs][list].clone();
        list[self.random.below(list.len())]
    }

    fn int(&mut self) -> Value {
        if self.random.below(3) == 0 {
            let constants = [
                0,
                1,
                2,
                3,
                -1,
                5,
                127,
                255,
                65535,
                i64::from(i32::MAX),
                i64::from(i32::MIN),
            ];
            let number = constants[self.random.below(constants.len())];
            return self.cursor().iconst(Ty::I32, number);
        }
        self.pick(0)
    }

    /// After an instruction that may throw: ends the block inside a protected region.
    fn threw(&mut self) {
        if let Some(landing) = self.landing {
            let mut cursor = self.cursor();
            let next = cursor.end_try(Target::to(landing));
            self.block = next;
        }
    }

    fn expression(&mut self) {
        let (a, b) = (self.int(), self.int());
        let conds = Cond::ALL;
        let cond = conds[self.random.below(conds.len())];
        let value = match self.random.below(16) {
            0 => self.cursor().add(a, b),
            1 => self.cursor().sub(a, b),
            2 => self.cursor().mul(a, b),
            3 => self.cursor().and(a, b),
            4 => self.cursor().or(a, b),
            5 => self.cursor().xor(a, b),
            6 => self.cursor().icmp(cond, a, b),
            7 => {
                let c = self.cursor().icmp(cond, a, b);
                let (x, y) = (self.int(), self.int());
                self.cursor().select(c, x, y)
            }
            8 => {
                let convs = [Conv::Sext8, Conv::Zext8, Conv::Sext16, Conv::Zext16];
                let conv = convs[self.random.below(4)];
                self.cursor().convert(conv, a, Ty::I32)
            }
            9 => {
                let value = self.cursor().add_ovf_s(a, b);
                self.threw();
                value
            }
            10 => {
                self.cursor().div_check_s(a, b);
                self.threw();
                if self.random.below(2) == 0 {
                    self.cursor().div_s(a, b)
                } else {
                    self.cursor().rem_s(a, b)
                }
            }
            11 => {
                let five = self.cursor().iconst(Ty::I32, 5);
                self.cursor().shr_u(a, five)
            }
            12 => {
                let long = self.cursor().convert(Conv::Sext, a, Ty::I64);
                let other = self.pick(1);
                let sum = self.cursor().add(long, other);
                self.longs.push(sum);
                if self.random.below(2) == 0 {
                    let one = self.cursor().iconst(Ty::I64, 1);
                    let bit = self.cursor().and(sum, one);
                    let number = self.random.below(2) as i64;
                    let number = self.cursor().iconst(Ty::I64, number);
                    self.cursor().icmp(cond, bit, number)
                } else {
                    self.cursor().convert(Conv::Trunc, sum, Ty::I32)
                }
            }
            13 => self.cursor().neg(a),
            14 => {
                let f = self.cursor().convert(Conv::IntToFloatS, a, Ty::F64);
                let g = self.cursor().convert(Conv::IntToFloatU, b, Ty::F64);
                self.cursor().fcmp(cond, f, g)
            }
            _ => {
                let zero = self.cursor().iconst(Ty::I32, 0);
                let c = self.cursor().icmp(cond, a, b);
                self.cursor().icmp(Cond::Eq, c, zero)
            }
        };
        self.ints.push(value);
    }

    fn field(&mut self, offset: i32, cell: Cell, name: &str) -> MemoryInfo {
        let field = self.program.names.field_id(name).expect("a field");
        MemoryInfo::new(cell, offset, Alias::Field(field))
    }

    fn memory(&mut self) {
        let value = self.int();
        match self.random.below(20) {
            0 | 1 => {
                let slot = self.slots[self.random.below(self.slots.len())];
                let info = MemoryInfo::new(Cell::I32, 0, Alias::Slot(slot));
                let base = self.cursor().slot_addr(slot);
                if self.random.below(2) == 0 {
                    self.cursor().store(base, info, value);
                } else {
                    let loaded = self.cursor().load(base, info);
                    self.ints.push(loaded);
                }
            }
            2 | 3 => {
                let slot = self.pairs[self.random.below(self.pairs.len())];
                let base = self.cursor().slot_addr(slot);
                let offset = 4 * self.random.below(2) as i64;
                let base = self.cursor().offset(base, offset);
                let narrow = [Cell::I32, Cell::I32, Cell::I8, Cell::U16][self.random.below(4)];
                // Uneven access keeps a slot whole, which is wanted now and then.
                let cell = if self.random.below(4) == 0 {
                    narrow
                } else {
                    Cell::I32
                };
                let info = MemoryInfo::new(cell, 0, Alias::Slot(slot));
                if self.random.below(2) == 0 {
                    self.cursor().store(base, info, value);
                } else {
                    let loaded = self.cursor().load(base, info);
                    self.ints.push(loaded);
                }
            }
            4 => {
                let (a, b) = (
                    self.random.below(self.pairs.len()),
                    self.random.below(self.pairs.len()),
                );
                let (to, from) = (self.pairs[a], self.pairs[b]);
                let ty = self.program.ty("Pair");
                let (to, from) = (self.cursor().slot_addr(to), self.cursor().slot_addr(from));
                if self.random.below(4) == 0 {
                    self.cursor().zero(ty, to);
                } else {
                    self.cursor().copy(ty, to, from);
                }
            }
            5 => {
                let (a, b) = (
                    self.random.below(self.mixed.len()),
                    self.random.below(self.mixed.len()),
                );
                let (to, from) = (self.mixed[a], self.mixed[b]);
                let ty = self.program.ty("Mixed");
                let (to, from) = (self.cursor().slot_addr(to), self.cursor().slot_addr(from));
                self.cursor().copy(ty, to, from);
                let object = self.pick(2);
                let long = self.pick(1);
                let info = |cell, offset| MemoryInfo::new(cell, offset, Alias::Any);
                self.cursor().store(from, info(Cell::Ref, 0), object);
                self.cursor().store(from, info(Cell::I64, 8), long);
                self.cursor().store(from, info(Cell::I16, 16), value);
                let short = self.cursor().load(to, info(Cell::I16, 16));
                let object = self.cursor().load(to, info(Cell::Ref, 0));
                let long = self.cursor().load(to, info(Cell::I64, 8));
                self.ints.push(short);
                self.longs.push(long);
                self.refs.push(object);
            }
            6 | 7 | 12..=18 => {
                let object = if self.random.below(2) == 0 {
                    self.refs[self.random.below(2)]
                } else {
                    self.pick(2)
                };
                self.cursor().null_check(object);
                self.threw();
                let (offset, name) = [(8, "A.x"), (12, "A.y")][self.random.below(2)];
                let info = self.field(offset, Cell::I32, name);
                if self.random.below(2) == 0 {
                    self.cursor().store(object, info, value);
                } else {
                    let loaded = self.cursor().load(object, info);
                    self.ints.push(loaded);
                }
            }
            8 | 9 => {
                let array = self.array;
                self.cursor().null_check(array);
                self.threw();
                let length = self.cursor().array_len(array);
                self.cursor().bounds(value, length);
                self.threw();
                let element = self.cursor().elem_addr(array, value, 4);
                let alias = Alias::Element(self.program.ty("int"));
                let info = MemoryInfo::new(Cell::I32, 16, alias);
                if self.random.below(2) == 0 {
                    let stored = self.int();
                    self.cursor().store(element, info, stored);
                } else {
                    let loaded = self.cursor().load(element, info);
                    self.ints.push(loaded);
                }
            }
            10 => {
                let object = self.pick(2);
                self.cursor().null_check(object);
                self.threw();
                let info = self.field(24, Cell::Ref, "A.next");
                let other = self.pick(2);
                if self.random.below(2) == 0 {
                    self.cursor().store_ref(object, info, other);
                } else {
                    let loaded = self.cursor().load(object, info);
                    self.refs.push(loaded);
                }
            }
            11 => {
                let ty = self.program.ty("A");
                self.cursor().cctor(ty);
                self.threw();
                let field = self.program.names.field_id("g").expect("a field");
                let base = self.cursor().static_addr(field);
                let info = MemoryInfo::new(Cell::I32, 0, Alias::Static(field));
                let loaded = self.cursor().load(base, info);
                self.ints.push(loaded);
            }
            _ => {
                let ty = self.program.ty(["A", "B"][self.random.below(2)]);
                let object = self.pick(2);
                let result = match self.random.below(3) {
                    0 => self.cursor().alloc(ty),
                    1 => self.cursor().is_inst(ty, object),
                    _ => {
                        let value = self.cursor().cast(ty, object);
                        self.threw();
                        value
                    }
                };
                self.refs.push(result);
            }
        }
    }

    fn call(&mut self) {
        let value = self.int();
        match self.random.below(4) {
            0 => {
                let callee = self.program.func("poke");
                let pair = self.pairs[0];
                let base = self.cursor().slot_addr(pair);
                self.cursor()
                    .call(CallKind::Direct(callee), &[base, value], &[]);
                self.threw();
            }
            1 => {
                let object = self.pick(2);
                let callee = self.program.func("helper");
                let inst =
                    self.cursor()
                        .call(CallKind::Direct(callee), &[object, value], &[Ty::I32]);
                self.threw();
                let result = self.function.insts[inst].results[0];
                self.ints.push(result);
            }
            _ => {
                let kind = CallKind::Runtime {
                    symbol: "log".into(),
                    throws: false,
                };
                self.cursor().call(kind, &[value], &[]);
            }
        }
    }

    /// Runs `write` with what it defines going out of scope afterwards.
    fn scope(&mut self, write: impl FnOnce(&mut Self)) {
        let marks = (self.ints.len(), self.longs.len(), self.refs.len());
        write(self);
        self.ints.truncate(marks.0);
        self.longs.truncate(marks.1);
        self.refs.truncate(marks.2);
    }

    fn statements(&mut self, count: usize) {
        for _ in 0..count {
            if self.budget == 0 {
                return;
            }
            self.budget -= 1;
            match self.random.below(if self.depth < 3 { 14 } else { 10 }) {
                0..=4 => self.expression(),
                5..=8 => self.memory(),
                9 => self.call(),
                10 | 11 => self.branch(),
                12 => self.count_loop(),
                _ => self.protect(),
            }
        }
    }

    fn branch(&mut self) {
        self.depth += 1;
        let (then, other, join) = (
            self.function.add_block(),
            self.function.add_block(),
            self.function.add_block(),
        );
        let merged = self.function.add_param(join, Ty::I32);
        let is_null = self.random.below(3) == 0;
        let cond = if is_null {
            let object = self.pick(2);
            let null = self.cursor().null(Ty::Ref);
            self.cursor().icmp(Cond::Ne, object, null)
        } else {
            self.int()
        };
        if self.random.below(4) == 0 {
            let cases = vec![(1, Target::to(then)), (2, Target::to(then))];
            self.cursor().switch(cond, cases, Target::to(other));
        } else {
            self.cursor()
                .branch(cond, Target::to(then), Target::to(other));
        }
        for side in [then, other] {
            self.block = side;
            self.scope(|writer| {
                let count = writer.random.below(5);
                writer.statements(count);
                let value = writer.int();
                writer.cursor().jump(join, &[value]);
            });
        }
        self.block = join;
        self.ints.push(merged);
        self.depth -= 1;
    }

    fn count_loop(&mut self) {
        self.depth += 1;
        let (head, body, out) = (
            self.function.add_block(),
            self.function.add_block(),
            self.function.add_block(),
        );
        let index = self.function.add_param(head, Ty::I32);
        let sum = self.function.add_param(head, Ty::I32);
        let start = self.random.below(3) as i64 - 1;
        let times = self.random.below(4) as i64;
        let start = self.cursor().iconst(Ty::I32, start);
        let first = self.int();
        self.cursor().jump(head, &[start, first]);
        self.block = head;
        let length = if self.random.below(2) == 0 {
            let array = self.array;
            self.cursor().null_check(array);
            self.threw();
            self.cursor().array_len(array)
        } else {
            self.cursor().iconst(Ty::I32, times)
        };
        let more = self.cursor().icmp(Cond::LtS, index, length);
        self.cursor()
            .branch(more, Target::to(body), Target::to(out));
        self.block = body;
        self.scope(|writer| {
            writer.ints.extend([index, sum]);
            if writer.random.below(2) == 0 {
                writer.cursor().bounds(index, length);
                writer.threw();
            }
            let count = writer.random.below(5);
            writer.statements(count);
            let one = writer.cursor().iconst(Ty::I32, 1);
            let next = writer.cursor().add(index, one);
            let value = writer.int();
            writer.cursor().jump(head, &[next, value]);
        });
        self.block = out;
        self.ints.push(sum);
        self.depth -= 1;
    }

    fn protect(&mut self) {
        self.depth += 1;
        let catch = self.program.ty("E");
        let only = [
            None,
            Some(catch),
            Some(self.program.ty("System.OverflowException")),
        ];
        let clause = Clause::Catch(only[self.random.below(3)]);
        let outer = self.landing;
        let mut clauses = vec![clause];
        if let Some(outer) = outer {
            let more = self.function.blocks[outer]
                .landing
                .clone()
                .unwrap_or_default();
            clauses.extend(more.clauses);
        }
        let landing = Landing {
            clauses: clauses.into(),
            cleanup: false,
        };
        let (pad, exception, selector) = self.function.add_landing(landing);
        let join = self.function.add_block();
        let merged = self.function.add_param(join, Ty::I32);
        self.landing = Some(pad);
        self.scope(|writer| {
            let count = 1 + writer.random.below(5);
            writer.statements(count);
            let value = writer.int();
            writer.cursor().jump(join, &[value]);
        });
        self.landing = outer;
        // What the outer region catches goes on from here by hand.
        let (handler, onward) = (self.function.add_block(), self.function.add_block());
        self.block = pad;
        self.cursor().dispatch(
            selector,
            vec![(clause, Target::to(handler))],
            Target::to(onward),
        );
        self.block = onward;
        let unwind = outer.map(Target::to);
        self.cursor().throw(exception, true, unwind);
        self.block = handler;
        self.scope(|writer| {
            writer.cursor().catch_begin(exception);
            let count = writer.random.below(3);
            writer.statements(count);
            let value = writer.int();
            writer.cursor().jump(join, &[value]);
        });
        self.block = join;
        self.ints.push(merged);
        self.depth -= 1;
    }

    fn finish(&mut self) {
        let mut total = self.int();
        let thirty_one = self.cursor().iconst(Ty::I32, 31);
        for slot in self.slots.clone() {
            let base = self.cursor().slot_addr(slot);
            let value = self
                .cursor()
                .load(base, MemoryInfo::new(Cell::I32, 0, Alias::Slot(slot)));
            total = self.cursor().mul(total, thirty_one);
            total = self.cursor().add(total, value);
        }
        for value in self.ints.clone() {
            total = self.cursor().mul(total, thirty_one);
            total = self.cursor().add(total, value);
        }
        self.cursor().ret(&[total]);
    }
}

fn random_function(program: &Program, seed: u64) -> Function {
    let func = program.func("random");
    let mut function = Function::new(func, "random");
    function.rets.push(Ty::I32);
    let entry = function.entry;
    let mut param = |ty| function.add_param(entry, ty);
    let ints = vec![param(Ty::I32), param(Ty::I32), param(Ty::I32)];
    let longs = vec![param(Ty::I64)];
    let refs = vec![param(Ty::Ref), param(Ty::Ref)];
    let array = param(Ty::Ref);
    let mut slot = |kind, size, align, zeroed| {
        function.add_slot(SlotData {
            kind,
            size,
            align,
            zeroed,
            shared_with_filters: false,
        })
    };
    let slots = (0..3)
        .map(|_| slot(SlotKind::Cell(Cell::I32), 4, 4, true))
        .collect();
    let pair = SlotKind::Struct(program.ty("Pair"));
    let pairs = (0..3).map(|_| slot(pair, 8, 4, true)).collect();
    let mixed = SlotKind::Struct(program.ty("Mixed"));
    let mixed = (0..2).map(|_| slot(mixed, 24, 8, true)).collect();
    let mut writer = Writer {
        program,
        random: Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
        block: function.entry,
        function,
        ints,
        longs,
        refs,
        array,
        slots,
        pairs,
        mixed,
        landing: None,
        depth: 0,
        budget: 60,
    };
    writer.statements(24);
    writer.finish();
    writer.function
}

/// Runs a function on several arguments; says everything that can be seen of it.
fn observe(program: &mut Program, function: &Function) -> Vec<String> {
    program
        .functions
        .insert(function.func, Arc::new(function.clone()));
    let mut seen = Vec::new();
    for (index, numbers) in [[0, 0, 0], [1, 2, 3], [-7, 1 << 20, 3], [i32::MIN, -1, 2]]
        .iter()
        .enumerate()
    {
        let mut machine = Machine::new(program.model(), Limits::default());
        let (a, b, ints) = (program.ty("A"), program.ty("B"), program.ty("int[]"));
        let first = machine.new_object(program, a).expect("an object");
        let second = machine.new_object(program, b).expect("an object");
        let array = machine.new_array(program, ints, 3).expect("an array");
        let null = Pointer::NULL;
        let (first, second, array) = match index {
            0 => (null, null, null),
            1 => (first, second, array),
            2 => (second, second, array),
            _ => (first, null, array),
        };
        let mut args: Vec<Val> = numbers.iter().map(|n| Val::I32(*n)).collect();
        args.extend([
            Val::I64(1 << 33),
            Val::Ptr(first),
            Val::Ptr(second),
            Val::Ptr(array),
        ]);
        let result = outcome(program, &mut machine, function.func, &args);
        let fields = [
            (first, 8),
            (first, 12),
            (second, 8),
            (array, 16),
            (array, 24),
        ]
        .map(|(base, offset)| {
            machine
                .memory
                .load(base.plus(offset), Cell::I32)
                .ok()
                .and_then(|value| value.as_int())
        });
        seen.push(format!(
            "{result} {fields:?} {:?}",
            std::mem::take(&mut program.log)
        ));
    }
    seen
}

/// A function that calls another one with its own parameters; with a handler, it gives -1 for what the
/// other raises, or raises it again.
fn caller_of(program: &Program, callee: &Function, handles: usize) -> Function {
    let mut function = Function::new(program.func("caller"), "caller");
    function.rets.push(Ty::I32);
    let entry = function.entry;
    let params: Vec<Value> = callee
        .params()
        .iter()
        .map(|param| function.add_param(entry, callee.ty(*param)))
        .collect();
    let mut cursor = Cursor::at_end(&mut function, entry, Source::default());
    let call = cursor.call(CallKind::Direct(callee.func), &params, &[Ty::I32]);
    let result = function.insts[call].results[0];
    if handles == 0 {
        Cursor::at_end(&mut function, entry, Source::default()).ret(&[result]);
        return function;
    }
    let normal = function.add_block();
    let (clauses, cleanup) = if handles == 1 {
        (vec![Clause::Catch(None)], false)
    } else {
        (Vec::new(), true)
    };
    let landing = Landing {
        clauses: clauses.into(),
        cleanup,
    };
    let (unwind, exception, selector) = function.add_landing(landing);
    function.blocks[entry].term = Terminator::Try {
        inst: call,
        normal: Target::to(normal),
        unwind: Target::to(unwind),
    };
    Cursor::at_end(&mut function, normal, Source::default()).ret(&[result]);
    if handles == 1 {
        let mut cursor = Cursor::at_end(&mut function, unwind, Source::default());
        cursor.inst(Op::CatchBegin, [exception], Payload::None, &[]);
        let none = cursor.iconst(Ty::I32, -1);
        cursor.ret(&[none]);
    } else {
        function.blocks[unwind].term = Terminator::Resume {
            exception,
            selector,
        };
    }
    function
}

/// Replaces all calls that can be; gives how many.
fn inline_all(program: &Program, function: &mut Function) -> usize {
    let mut count = 0;
    for block in function.blocks.keys().collect::<Vec<_>>() {
        for at in (0..function.blocks[block].insts.len()).rev() {
            let inst = function.blocks[block].insts[at];
            let Payload::Call(call) = &function.insts[inst].payload else {
                continue;
            };
            let CallKind::Direct(func @ Func::Method(_)) = call.kind else {
                continue;
            };
            let Some(callee) = program.functions.get(&func) else {
                continue;
            };
            let mut callee = (**callee).clone();
            callee.compact();
            let handled = matches!(function.blocks[block].term, Terminator::Try { inst: tried, .. } if tried == inst);
            let possible = match inlinable(&callee) {
                Inlinable::Never => false,
                Inlinable::Outside => !handled,
                Inlinable::Anywhere => true,
            };
            if possible && fits(function, inst, &callee) {
                inline_call(function, block, at, &callee);
                count += 1;
            }
        }
    }
    count
}

#[test]
fn inlined_bodies_mean_the_same() {
    let mut program = Program::new(PROGRAM);
    let mut count = 0;
    for seed in 1..400 {
        let original = random_function(&program, seed);
        observe(&mut program, &original);
        for handles in 0..3 {
            let caller = caller_of(&program, &original, handles);
            let expected = observe(&mut program, &caller);
            let mut function = caller.clone();
            for round in 0..3 {
                if round < 2 {
                    count += inline_all(&program, &mut function);
                } else {
                    let context = PassContext::new(&program);
                    run_passes(&mut function, &PassSet::default(), &context);
                }
                let errors: Vec<String> =
                    verify(&function).iter().map(ToString::to_string).collect();
                assert!(
                    errors.is_empty(),
                    "seed {seed}, {handles}, {round}: {errors:#?}\n{}",
                    print(&function, &program.names)
                );
                let found = observe(&mut program, &function);
                assert!(
                    found == expected,
                    "seed {seed}, {handles}, {round}:\n{expected:#?}\nbecame\n{found:#?}\n{}\n{}",
                    print(&original, &program.names),
                    print(&function, &program.names)
                );
            }
        }
    }
    assert!(count > 1000, "too few calls were replaced: {count}");
}

#[test]
fn random_functions_mean_the_same() {
    let seeds = std::env::var("KILN_SEEDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1500);
    let first = std::env::var("KILN_FIRST_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1);
    let mut program = Program::new(PROGRAM);
    let (mut kept, mut before_size, mut after_size) = (0, 0, 0);
    for seed in first..first + seeds {
        let original = random_function(&program, seed);
        let errors: Vec<String> = verify(&original).iter().map(ToString::to_string).collect();
        assert!(
            errors.is_empty(),
            "seed {seed}: {errors:#?}\n{}",
            print(&original, &program.names)
        );
        let expected = observe(&mut program, &original);
        kept += usize::from(expected.iter().any(|line| line.starts_with("I32")));
        let mut plans: Vec<(String, Vec<Pass>)> = [
            Pass::Simplify,
            Pass::Dce,
            Pass::Sroa,
            Pass::Gvn,
            Pass::Checks,
        ]
        .iter()
        .map(|pass| (pass.info().name.to_string(), vec![*pass]))
        .collect();
        plans.push(("all".into(), Vec::new()));
        for (name, passes) in plans {
            let mut function = original.clone();
            if passes.is_empty() {
                run_passes(
                    &mut function,
                    &PassSet::default(),
                    &PassContext::new(&program),
                );
                before_size += original.insts.len();
                after_size += function.insts.len();
            }
            for pass in passes {
                run_one(&mut function, pass, &PassContext::new(&program));
            }
            let errors: Vec<String> = verify(&function).iter().map(ToString::to_string).collect();
            assert!(
                errors.is_empty(),
                "seed {seed}, {name}: {errors:#?}\n{}\n{}",
                print(&original, &program.names),
                print(&function, &program.names)
            );
            let found = observe(&mut program, &function);
            assert!(
                found == expected,
                "seed {seed}, {name}:\n{expected:#?}\nbecame\n{found:#?}\n{}\n{}",
                print(&original, &program.names),
                print(&function, &program.names)
            );
        }
    }
    assert!(
        kept * 4 > seeds as usize,
        "too few functions return: {kept}"
    );
    assert!(
        after_size * 2 < before_size * 2,
        "passes shrink: {before_size} to {after_size}"
    );
    let _ = (Op::ALL, Value::new(0));
}

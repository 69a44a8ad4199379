//! Exceptions through the real runtime: its bitcode is merged with small functions, linked by the real
//! script and run. Skipped where the runtime has not been built.

use super::harness::{Fixture, MACHINES, runtime_home};
use crate::OptLevel;
use kiln_analysis::program::{CastTest, StaticField};
use kiln_ir::Func;
use kiln_ir::text::Names;
use kiln_world::FieldId;

const PROGRAM: &str = r#"
fn "throw_a" no_inline -> i32 {
b0:
    e: ref = alloc "A"
    throw e
}
fn "throw_b" -> i32 {
b0(n: i32):
    br n, yes, no
yes:
    e: ref = alloc "B"
    throw e
no:
    z: i32 = iconst 1
    ret z
}
; catches A (and B, which derives from it) as 10, everything else as 20
fn "catches" -> i32 {
b0(n: i32):
    r: i32 = call direct "choose" (n) site=0
    try ok(r) unwind pad(n)
ok(k: i32):
    ret k
pad(e: ref nonnull, s: i32, extra: i32) landing { catch "A", catch *, cleanup }:
    dispatch s { catch "A": caught_a, catch *: caught_all } default out
caught_a:
    catch_begin e
    ten: i32 = iconst 10
    sum: i32 = add extra, ten
    ret sum
caught_all:
    catch_begin e
    twenty: i32 = iconst 20
    ret twenty
out:
    resume e, s
}
fn "choose" -> i32 {
b0(n: i32):
    switch n { 1: a, 2: b, 3: c } default none
a:
    r: i32 = call direct "throw_a" () site=0
    ret r
b:
    one: i32 = iconst 1
    r2: i32 = call direct "throw_b" (one) site=1
    ret r2
c:
    e: ref = alloc "C"
    throw e
none:
    ret n
}
; adds 1 to the counter whether or not the call throws
fn "finally" -> i32 {
b0(n: i32):
    r: i32 = call direct "choose" (n) site=0
    try ok(r) unwind pad
ok(k: i32):
    call direct "count" () site=1
    ret k
pad(e: ref nonnull, s: i32) landing { cleanup }:
    call direct "count" () site=2
    resume e, s
}
fn "count" {
b0:
    p: byref = static_addr "count"
    v: i32 = load.i32 p alias=static("count")
    one: i32 = iconst 1
    w: i32 = add v, one
    store.i32 p, w alias=static("count")
    ret
}
fn "finally_caught" -> i32 {
b0(n: i32):
    r: i32 = call direct "finally" (n) site=0
    try ok(r) unwind pad
ok(k: i32):
    ret k
pad(e: ref nonnull, s: i32) landing { catch "B" }:
    dispatch s { catch "B": caught } default out
caught:
    catch_begin e
    ten: i32 = iconst 100
    ret ten
out:
    resume e, s
}
; a handler that throws another exception, and one that rethrows
fn "nested" -> i32 {
b0:
    r: i32 = call direct "throw_a" () site=0
    try ok(r) unwind inner
ok(k: i32):
    ret k
inner(e: ref nonnull, s: i32) landing { catch "A", catch "C" }:
    dispatch s { catch "A": caught, catch "C": caught_c(e) } default out(e)
caught:
    catch_begin e
    c: ref = alloc "C"
    throw c unwind outer
outer(e2: ref nonnull, s2: i32) landing { catch "C" }:
    dispatch s2 { catch "C": caught_c(e2) } default out(e2)
caught_c(x: ref):
    catch_begin x
    v: i32 = iconst 7
    ret v
out(y: ref):
    resume y, s
}
; a filter that reads the frame's shared slot
fn filter 0 "filtered" -> i32 {
b0(e: ref, frame: ptr):
    v: i32 = load.i32 frame
    ret v
}
fn "filtered" -> i32 {
slot s0: bytes size 8 align 8 shared
b0(n: i32):
    p: ptr = slot_addr s0
    store.i32 p, n
    filter_enter filter 0 "filtered", p
    r: i32 = call direct "throw_a" () site=0
    try ok(r) unwind pad
ok(k: i32):
    filter_leave
    ret k
pad(e: ref nonnull, s: i32) landing { filter filter 0 "filtered", cleanup }:
    filter_leave
    dispatch s { filter filter 0 "filtered": caught } default out
caught:
    catch_begin e
    v: i32 = iconst 55
    ret v
out:
    resume e, s
}
fn "filtered_caught" -> i32 {
b0(n: i32):
    r: i32 = call direct "filtered" (n) site=0
    try ok(r) unwind pad
ok(k: i32):
    ret k
pad(e: ref nonnull, s: i32) landing { catch * }:
    catch_begin e
    v: i32 = iconst 66
    ret v
}
; a check inside a protected region
fn "checked" -> i32 {
b0(i: i32, n: i32):
    bounds i, n
    try ok unwind pad
ok:
    ret i
pad(e: ref nonnull, s: i32) landing { catch "B" }:
    catch_begin e
    v: i32 = iconst 77
    ret v
}
fn throw IndexOutOfRange no_return cold no_inline {
b0:
    e: ref = alloc "B"
    throw e
}
fn throw Overflow no_return cold no_inline {
b0:
    e: ref = alloc "C"
    throw e
}
; the runtime leaves an exception pending
fn "pending" -> i32 {
slot s0: bytes size 8 align 8
b0(n: i32):
    p: ptr = slot_addr s0
    store.i32 p, n
    t: ptr = type_handle "M"
    one: i32 = iconst 1
    z: ptr = null
    r: ref = call runtime "kiln_alloc_md_array" throws(t, one, p, z) site=0
    try ok unwind pad
ok:
    ret n
pad(e: ref nonnull, s: i32) landing { catch "C" }:
    catch_begin e
    v: i32 = iconst 88
    ret v
}
fn run_cctor "S" {
b0:
    s: i32 = call runtime "kiln_cctor_enter" () site=0
    br s, run, done
run:
    call direct "count" () site=1
    call runtime "kiln_cctor_exit" () site=2
    jump done
done:
    ret
}
fn "trigger" -> i32 {
b0:
    cctor "S"
    cctor "S"
    p: byref = static_addr "count"
    v: i32 = load.i32 p
    ret v
}
fn "expect" {
b0(id: i32, got: i32, wanted: i32):
    bad: i32 = icmp ne got, wanted
    br bad, fail, fine
fail:
    call runtime "kiln_exit" (id) site=0 no_return
    unreachable
fine:
    ret
}
fn program_main -> i32 {
b0:
    i0: i32 = iconst 0
    i1: i32 = iconst 1
    i2: i32 = iconst 2
    i3: i32 = iconst 3
    i4: i32 = iconst 4
    i5: i32 = iconst 5
    i6: i32 = iconst 6
    i7: i32 = iconst 7
    i8: i32 = iconst 8
    i11: i32 = iconst 11
    i12: i32 = iconst 12
    i20: i32 = iconst 20
    i55: i32 = iconst 55
    i66: i32 = iconst 66
    i77: i32 = iconst 77
    i88: i32 = iconst 88
    i100: i32 = iconst 100
    minus: i32 = iconst -1
    r1: i32 = call direct "catches" (i1) site=1
    call direct "expect" (i1, r1, i11) site=2
    r2: i32 = call direct "catches" (i2) site=3
    call direct "expect" (i2, r2, i12) site=4
    r3: i32 = call direct "catches" (i3) site=5
    call direct "expect" (i3, r3, i20) site=6
    r4: i32 = call direct "catches" (i4) site=7
    call direct "expect" (i4, r4, i4) site=8
    r5: i32 = call direct "finally_caught" (i2) site=9
    call direct "expect" (i5, r5, i100) site=10
    r6: i32 = call direct "finally_caught" (i0) site=11
    call direct "expect" (i6, r6, i0) site=12
    r7: i32 = call direct "nested" () site=13
    call direct "expect" (i7, r7, i7) site=14
    r8: i32 = call direct "filtered_caught" (i1) site=15
    call direct "expect" (i8, r8, i55) site=16
    r9: i32 = call direct "filtered_caught" (i0) site=17
    call direct "expect" (i11, r9, i66) site=18
    r10: i32 = call direct "checked" (i3, i3) site=19
    call direct "expect" (i12, r10, i77) site=20
    r11: i32 = call direct "checked" (i2, i3) site=21
    call direct "expect" (i20, r11, i2) site=22
    r12: i32 = call direct "pending" (minus) site=23
    call direct "expect" (i55, r12, i88) site=24
    r13: i32 = call direct "pending" (i3) site=25
    call direct "expect" (i66, r13, i3) site=26
    r14: i32 = call direct "trigger" () site=27
    call direct "expect" (i77, r14, i3) site=28
    ret i0
}
fn exception_text -> ref {
b0(e: ref):
    s: ref = string "text of an exception"
    ret s
}
"#;

fn program() -> Fixture {
    let mut fixture = Fixture::new(PROGRAM);
    for (index, name) in [
        "System.String",
        "System.Object",
        "System.String[]",
        "System.Byte[]",
    ]
    .iter()
    .enumerate()
    {
        let table = fixture.class(name, (index as u32, index as u32), CastTest::Class, &[]);
        if name.ends_with("[]") || *name == "System.String" {
            table.flags = 0x8000_0000 | 1;
        }
    }
    fixture.class("A", (10, 11), CastTest::Class, &[]).base_size = 200;
    fixture.class("B", (11, 11), CastTest::Class, &[]).base_size = 200;
    fixture.class("C", (12, 12), CastTest::Class, &[]).base_size = 200;
    fixture
        .class("M", (13, 13), CastTest::Array { rank: 1 }, &[])
        .flags = 0x8000_0004;
    let field = fixture.facts.names.field_id("count").unwrap_or(FieldId(0));
    fixture.program.statics.push(StaticField {
        field,
        name: "count".into(),
        size: 4,
        align: 4,
        has_refs: false,
        thread_local: false,
        data: Vec::new(),
        refs: Vec::new(),
        constant: false,
    });
    fixture
}

#[test]
fn through_the_real_runtime() {
    let fixture = program();
    for machine in MACHINES {
        let Some(home) = runtime_home(machine) else {
            continue;
        };
        for opt in [OptLevel::O0, OptLevel::O3, OptLevel::Oz] {
            fixture.run_with_runtime(machine, &home, opt);
        }
    }
}

#[test]
#[ignore = "prints what LLVM makes of the program, for people"]
fn show() {
    let Some(home) = runtime_home(&MACHINES[0]) else {
        return;
    };
    println!(
        "{}",
        program().optimised_text(&MACHINES[0], &home, OptLevel::O3)
    );
}

#[test]
fn unhandled_exceptions_name_their_methods() {
    let mut fixture = program();
    fixture
        .program
        .functions
        .retain(|function| !matches!(function.func, Func::ProgramMain | Func::ExceptionText));
    fixture.add(
        "fn exception_text -> ref {\nb0(e: ref):\n    s: ref = call runtime \"kiln_exception_own_stack_trace\" (e) site=0\n    ret s\n}\n\
         fn program_main -> i32 {\nb0:\n    r: i32 = call direct \"outer\" () site=0\n    ret r\n}\n\
         fn \"outer\" no_inline -> i32 {\nb0:\n    r: i32 = call direct \"throw_a\" () site=0\n    ret r\n}\n",
    );
    for machine in MACHINES {
        let Some(home) = runtime_home(machine) else {
            continue;
        };
        for opt in [OptLevel::O0, OptLevel::O3] {
            let (code, text) = fixture.outcome_with_runtime(machine, &home, opt);
            assert_ne!(code, Some(0));
            assert!(
                text.contains("   at Test.throw_a()\n   at Test.outer()\n"),
                "{} {opt:?}: {text}",
                machine.triple
            );
        }
    }
}

//! The interpreter on programs in IR text.

mod support;

use kiln_bake::machine::Baked;
use kiln_bake::{Host, Limits, Machine, Val};
use support::{Program, outcome, run};

#[test]
fn computes() {
    let fib = r#"
fn "fib" -> i32 {
b0(n: i32):
    two: i32 = iconst 2
    c: i32 = icmp lt.s n, two
    br c, b1, b2
b1:
    ret n
b2:
    one: i32 = iconst 1
    a: i32 = sub n, one
    x: i32 = call direct "fib" (a) site=0
    b: i32 = sub n, two
    y: i32 = call direct "fib" (b) site=1
    z: i32 = add x, y
    ret z
}"#;
    assert_eq!(run(fib, "fib", &[Val::I32(15)]), "I32(610)");
}

#[test]
fn arithmetic_is_dotnets() {
    let unary = |op: &str, from: &str, to: &str, arg: Val| {
        let text = format!("fn \"f\" -> {to} {{\nb0(x: {from}):\n y: {to} = {op} x\n ret y\n}}");
        run(&text, "f", &[arg])
    };
    assert_eq!(
        unary("convert float_to_int.s", "f64", "i32", Val::F64(1e300)),
        "I32(2147483647)"
    );
    assert_eq!(
        unary("convert float_to_int.s", "f64", "i64", Val::F64(f64::NAN)),
        "I64(0)"
    );
    assert_eq!(
        unary("convert float_to_int.u", "f64", "i32", Val::F64(-5.0)),
        "I32(0)"
    );
    assert_eq!(
        unary("convert float_to_int.u", "f64", "i32", Val::F64(4e9)),
        "I32(-294967296)"
    );
    assert_eq!(
        unary("convert int_to_float.u", "i32", "f64", Val::I32(-1)),
        "F64(4294967295.0)"
    );
    assert_eq!(
        unary("convert sext8", "i32", "i32", Val::I32(0x1FF)),
        "I32(-1)"
    );
    assert_eq!(
        unary("convert_ovf ovf.u8.s", "i32", "i32", Val::I32(256)),
        "throws System.OverflowException"
    );
    assert_eq!(
        unary(
            "convert_ovf ovf.i32.f",
            "f64",
            "i32",
            Val::F64(-2147483648.9)
        ),
        "I32(-2147483648)"
    );
    assert_eq!(
        unary("convert_ovf ovf.u64.s", "i64", "i64", Val::I64(-1)),
        "throws System.OverflowException"
    );
    assert_eq!(
        unary("math round_even", "f64", "f64", Val::F64(2.5)),
        "F64(2.0)"
    );
    assert_eq!(unary("math clz", "i32", "i32", Val::I32(0)), "I32(32)");
    let binary = |op: &str, ty: &str, a: Val, b: Val| {
        let text =
            format!("fn \"f\" -> {ty} {{\nb0(x: {ty}, y: {ty}):\n z: {ty} = {op} x, y\n ret z\n}}");
        run(&text, "f", &[a, b])
    };
    let (min, one) = (Val::I32(i32::MIN), Val::I32(-1));
    assert_eq!(
        binary("add_ovf.s", "i32", min, one),
        "throws System.OverflowException"
    );
    assert_eq!(
        binary("mul_ovf.u", "i32", Val::I32(65536), Val::I32(65535)),
        "I32(-65536)"
    );
    assert_eq!(binary("shr.u", "i32", min, Val::I32(31)), "I32(1)");
    assert_eq!(
        binary("frem", "f64", Val::F64(-7.5), Val::F64(2.0)),
        "F64(-1.5)"
    );
    assert_eq!(
        binary("math fmin", "f64", Val::F64(0.0), Val::F64(-0.0)),
        "F64(-0.0)"
    );
    let check = "fn \"f\" {\nb0(x: i32, y: i32):\n div_check.s x, y\n ret\n}";
    assert_eq!(
        run(check, "f", &[min, one]),
        "throws System.OverflowException"
    );
    assert_eq!(
        run(check, "f", &[min, Val::I32(0)]),
        "throws System.DivideByZeroException"
    );
}

const OBJECTS: &str = r#"
; class "Base" 16
; class "Derived" 24 "Base"
; array "int[]" "int"
; array "Base[]" "Base"
; struct "Pair" i32@0 ref@8
; static "counter" 4
; rva "table" 1 2 3 4
; override "Derived" "Base.Value()" "Derived.Value()"
fn "Base.Value()" -> i32 {
b0(this: ref):
    v: i32 = load.i32 this+8
    ret v
}
fn "Derived.Value()" -> i32 {
b0(this: ref):
    v: i32 = load.i32 this+16
    ret v
}
fn "dispatch" -> i32 {
b0:
    b: ref = alloc "Base"
    d: ref = alloc "Derived"
    ten: i32 = iconst 10
    two: i32 = iconst 2
    store.i32 b+8, ten
    store.i32 d+16, two
    x: i32 = call virtual "Base.Value()" (b) site=0
    y: i32 = call interface "Base.Value()" (d) site=1
    p: ptr = func_addr "Base.Value()"
    z: i32 = call indirect (p, b) site=2
    dl: ref = alloc "Base"
    q: ptr = virtual_addr "Base.Value()", d
    w: i32 = call indirect (q, d) site=3
    a: i32 = add x, y
    e: i32 = add z, w
    r: i32 = mul a, e
    ret r
}
fn "arrays" -> i32 {
b0(n: i64, i: i32):
    len_check n
    a: ref = alloc_array "int[]", n
    l: i32 = array_len a
    bounds i, l
    e: byref = elem_addr a, i, 4
    store.i32 e+16, l
    v: i32 = load.i32 a+28
    ret v
}
fn "structs" -> i32, ref {
slot s: struct "Pair" size 16 align 8
slot t: struct "Pair" size 16 align 8
b0(x: i32, o: ref):
    p: byref = slot_addr s
    q: byref = slot_addr t
    store.i32 p, x
    store.ref p+8, o
    copy "Pair", q, p
    zero "Pair", p
    a: i32 = load.i32 q
    b: ref = load.ref q+8
    c: ref = load.ref p+8
    n: ref = null
    same: i32 = icmp eq c, n
    r: i32 = add a, same
    ret r, b
}
fn "strings" -> i32 {
b0:
    s: ref = string "héllo"
    t: ref = string "héllo"
    l: i32 = string_len s
    c: i32 = load.u16 s+14
    e: i32 = icmp eq s, t
    x: i32 = add l, c
    y: i32 = add x, e
    ret y
}
fn "casts" -> i32 {
b0:
    d: ref = alloc "Derived"
    b: ref = cast "Base", d
    x: ref = is_inst "Derived", b
    f: ref = alloc "Base"
    y: ref = is_inst "Derived", f
    n: ref = null
    c: i32 = icmp eq y, n
    one: i64 = iconst 1
    a: ref = alloc_array "Base[]", one
    store_check a, d
    s: ref = string "no"
    store_check a, s
    ret c
}
fn "statics" -> i32 {
b0:
    a: byref = static_addr "counter"
    v: i32 = load.i32 a
    one: i32 = iconst 1
    w: i32 = add v, one
    store.i32 a, w
    t: ptr = rva_addr "table"
    x: i32 = load.u8 t+2
    old: i32 = atomic_rmw add i32 a, x
    new: i32 = load.i32 a
    ret new
}
"#;

#[test]
fn objects_and_memory() {
    assert_eq!(run(OBJECTS, "dispatch", &[]), "I32(144)");
    assert_eq!(
        run(OBJECTS, "arrays", &[Val::I64(5), Val::I32(3)]),
        "I32(5)"
    );
    assert_eq!(
        run(OBJECTS, "arrays", &[Val::I64(5), Val::I32(5)]),
        "throws System.IndexOutOfRangeException"
    );
    assert_eq!(
        run(OBJECTS, "arrays", &[Val::I64(-5), Val::I32(5)]),
        "throws System.OverflowException"
    );
    assert_eq!(
        run(OBJECTS, "structs", &[Val::I32(7), Val::NULL])
            .split(' ')
            .next(),
        Some("I32(8)")
    );
    assert_eq!(
        run(OBJECTS, "strings", &[]),
        format!("I32({})", 5 + 0xE9 + 1)
    );
    assert_eq!(
        run(OBJECTS, "casts", &[]),
        "throws System.ArrayTypeMismatchException"
    );
    assert_eq!(run(OBJECTS, "statics", &[]), "I32(4)");
}

const EXCEPTIONS: &str = r#"
; class "E" 16
; class "Inner" 16 "E"
; class "System.DivideByZeroException" 16 "E"
fn "log" {
b0(n: i32):
    call runtime "log" (n) site=0
    ret
}
fn "fail" {
b0:
    e: ref = alloc "Inner"
    throw e
}
fn "through a finally" {
b0:
    call direct "fail" () site=0
    try done unwind pad
done:
    ret
pad(e: ref, s: i32) landing { cleanup }:
    one: i32 = iconst 1
    call direct "log" (one) site=1
    resume e, s
}
fn "catches" -> i32 {
b0:
    call direct "through a finally" () site=0
    try done unwind pad
done:
    zero: i32 = iconst 0
    ret zero
pad(e: ref, s: i32) landing { catch "Other", catch "E" }:
    dispatch s { catch "Other": no, catch "E": yes } default no
yes:
    catch_begin e
    two: i32 = iconst 2
    call direct "log" (two) site=1
    ret two
no:
    resume e, s
}
fn filter 0 "filters" -> i32 {
b0(e: ref, frame: ptr):
    want: i32 = load.i32 frame
    three: i32 = iconst 3
    call direct "log" (three) site=0
    ret want
}
fn "filters" -> i32 {
slot s: bytes size 8 align 8 shared
b0(want: i32):
    p: byref = slot_addr s
    store.i32 p, want
    filter_enter filter 0 "filters", p
    call direct "through a finally" () site=0
    try done unwind pad
done:
    filter_leave
    zero: i32 = iconst 0
    ret zero
pad(e: ref, s: i32) landing { filter filter 0 "filters", catch "Inner", cleanup }:
    filter_leave
    dispatch s { filter filter 0 "filters": yes, catch "Inner": other } default no
yes:
    one: i32 = iconst 1
    ret one
other:
    two: i32 = iconst 2
    ret two
no:
    resume e, s
}
fn "rethrows" {
b0:
    call direct "fail" () site=0
    try done unwind pad
done:
    ret
pad(e: ref, s: i32) landing { catch * }:
    catch_begin e
    rethrow e unwind pad2
pad2(e2: ref, s2: i32) landing { cleanup }:
    four: i32 = iconst 4
    call direct "log" (four) site=1
    resume e2, s2
}
fn "rethrow caught" -> i32 {
b0:
    call direct "rethrows" () site=0
    try done unwind pad
done:
    zero: i32 = iconst 0
    ret zero
pad(e: ref, s: i32) landing { catch "Inner" }:
    five: i32 = iconst 5
    ret five
}
fn "divides" -> i32 {
b0(x: i32, y: i32):
    div_check.s x, y
    try fine unwind pad(x)
fine:
    q: i32 = div.s x, y
    ret q
pad(e: ref, s: i32, kept: i32) landing { catch "System.DivideByZeroException" }:
    ret kept
}
fn "replaces" -> i32 {
b0:
    call direct "worse finally" () site=0
    try done unwind pad
done:
    zero: i32 = iconst 0
    ret zero
pad(e: ref, s: i32) landing { catch "System.DivideByZeroException" }:
    six: i32 = iconst 6
    ret six
}
fn "worse finally" {
b0:
    call direct "fail" () site=0
    try done unwind pad
done:
    ret
pad(e: ref, s: i32) landing { cleanup }:
    zero: i32 = iconst 0
    div_check.s zero, zero
    resume e, s
}
"#;

fn logged(name: &str, args: &[Val]) -> (String, Vec<String>) {
    let mut program = Program::new(EXCEPTIONS);
    let mut machine = Machine::new(program.model(), Limits::default());
    let func = program.func(name);
    let result = outcome(&mut program, &mut machine, func, args);
    (result, std::mem::take(&mut program.log))
}

#[test]
fn exceptions() {
    let log = |items: &[&str]| items.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        logged("catches", &[]),
        ("I32(2)".into(), log(&["I32(1)", "I32(2)"]))
    );
    // The filter runs before the finally below it.
    assert_eq!(
        logged("filters", &[Val::I32(1)]),
        ("I32(1)".into(), log(&["I32(3)", "I32(1)"]))
    );
    assert_eq!(
        logged("filters", &[Val::I32(0)]),
        ("I32(2)".into(), log(&["I32(3)", "I32(1)"]))
    );
    assert_eq!(
        logged("rethrow caught", &[]),
        ("I32(5)".into(), log(&["I32(4)"]))
    );
    assert_eq!(logged("through a finally", &[]).0, "throws Inner");
    assert_eq!(logged("divides", &[Val::I32(7), Val::I32(0)]).0, "I32(7)");
    assert_eq!(logged("divides", &[Val::I32(7), Val::I32(2)]).0, "I32(3)");
    assert_eq!(
        logged("divides", &[Val::I32(i32::MIN), Val::I32(-1)]).0,
        "throws System.OverflowException"
    );
    // The first exception has a handler nowhere, so its cleanups do not run.
    assert_eq!(logged("replaces", &[]).0, "throws Inner");
}

#[test]
fn refusals_say_why() {
    let text = r#"
fn "native" {
b0:
    call native "write" "Sys.Write()" () site=0       ; il 17
    ret
}
fn "forever" {
b0:
    jump b1
b1:
    jump b1
}
fn "deep" {
b0:
    call direct "deep" () site=0
    ret
}
fn "hash of an address" -> i32 {
b0:
    o: ref = alloc "A"
    n: i64 = convert as_int o
    k: i64 = iconst 31
    h: i64 = mul n, k
    t: i32 = convert trunc h
    ret t
}
fn "torn" -> i32 {
slot s: i64 size 8 align 8
b0:
    o: ref = alloc "A"
    p: byref = slot_addr s
    store.ref p, o
    x: i32 = load.i32 p+4
    ret x
}
fn "inner" -> byref {
slot s: i64 size 8 align 8
b0:
    p: byref = slot_addr s
    ret p
}
fn "dangling" -> i32 {
b0:
    p: byref = call direct "inner" () site=0
    x: i32 = load.i32 p
    ret x
}
fn "outside" -> i32 {
b0:
    o: ref = alloc "A"
    x: i32 = load.i32 o+16
    ret x
}
fn "literal" {
b0:
    s: ref = string "constant"
    x: i32 = iconst 65
    store.u16 s+12, x
    ret
}
fn "large" {
b0(n: i64):
    a: ref = alloc_array "byte[]", n
    ret
}
; array "byte[]" "byte"
"#;
    assert_eq!(
        run(text, "native", &[]),
        "trap: calls the native function write (IL offset 17)"
    );
    assert_eq!(
        run(text, "forever", &[]),
        "trap: takes too many steps (IL offset 0)"
    );
    assert_eq!(run(text, "deep", &[]), "trap: calls too deep (IL offset 0)");
    assert_eq!(
        run(text, "hash of an address", &[]),
        "trap: depends on the number of an address (IL offset 0)"
    );
    assert_eq!(
        run(text, "torn", &[]),
        "trap: reads or writes a part of a pointer (IL offset 0)"
    );
    assert_eq!(
        run(text, "dangling", &[]),
        "trap: accesses memory outside of any object (IL offset 0)"
    );
    assert_eq!(
        run(text, "outside", &[]),
        "trap: accesses memory outside of any object (IL offset 0)"
    );
    assert_eq!(
        run(text, "literal", &[]),
        "trap: writes to constant data (IL offset 0)"
    );
    assert_eq!(
        run(text, "large", &[Val::I64(1 << 27)]),
        "trap: needs too much memory (IL offset 0)"
    );
}

const CCTORS: &str = r#"
; static "A.x" 4
; static "A.o" 8
; static "B.y" 4
; readonly "B.y"
; cctor "A" "A..cctor"
; cctor "B" "B..cctor"
; cctor "Bad" "Bad..cctor"
fn "A..cctor" {
b0:
    cctor "B"
    y: byref = static_addr "B.y"
    v: i32 = load.i32 y
    one: i32 = iconst 1
    w: i32 = add v, one
    x: byref = static_addr "A.x"
    store.i32 x, w
    s: ref = string "kept"
    o: byref = static_addr "A.o"
    store_ref_at.ref o, s
    ret
}
fn "B..cctor" {
b0:
    cctor "A"
    y: byref = static_addr "B.y"
    v: i32 = load.i32 y
    ten: i32 = iconst 10
    w: i32 = add v, ten
    store.i32 y, w
    ret
}
fn "Bad..cctor" {
b0:
    y: byref = static_addr "B.y"
    n: i32 = iconst 99
    store.i32 y, n
    call native "getpid" "Sys.GetPid()" () site=0
    ret
}
fn "read" -> i32 {
b0:
    cctor "A"
    x: byref = static_addr "A.x"
    v: i32 = load.i32 x
    y: byref = static_addr "B.y"
    w: i32 = load.i32 y
    k: i32 = iconst 100
    h: i32 = mul w, k
    r: i32 = add h, v
    ret r
}
"#;

#[test]
fn static_constructors_are_transactions() {
    let mut program = Program::new(CCTORS);
    let mut machine = Machine::new(program.model(), Limits::default());
    let (a, bad) = (program.ty("A"), program.ty("Bad"));
    let (a_cctor, bad_cctor) = (program.func("A..cctor"), program.func("Bad..cctor"));
    let done = machine.bake(&mut program, a, a_cctor);
    assert!(matches!(done, Baked::Done(done) if done.types == [program.ty("B"), a]));
    assert!(machine.is_baked(a) && machine.is_baked(program.ty("B")));
    let refused = machine.bake(&mut program, bad, bad_cctor);
    assert!(matches!(refused, Baked::Refused { running, .. } if running == [bad]));
    assert!(!machine.is_baked(bad));
    let read = program.func("read");
    assert_eq!(outcome(&mut program, &mut machine, read, &[]), "I32(1011)");

    let mut fields: Vec<_> = machine.touched_statics().collect();
    fields.sort();
    let mut heap = kiln_bake::frozen::FrozenHeap::default();
    let statics =
        kiln_bake::freeze::freeze(&machine, &mut heap, &fields, &|_| true).expect("freezes");
    let text: Vec<String> = statics
        .iter()
        .map(|s| format!("{:?} {:?}", s.data, s.refs))
        .collect();
    assert!(
        text.iter().any(|line| line.contains("[11, 0, 0, 0] []")),
        "{text:?}"
    );
    assert!(
        text.iter()
            .any(|line| line.contains("Text([107, 101, 112, 116])")),
        "{text:?}"
    );
}

//! The text form parses back to what was printed; errors say where they are.

use kiln_ir::text::{SymbolNames, parse, print};
use kiln_ir::verify::verify;

const EVERYTHING: &str = r#"
fn "App.All(int)" as "All of it" no_inline cold -> i32, ref {
frame f1: "App.Inner()" at f0:12
frame f2: at f1:3
missing "kiln_nothing"
slot s0: struct "App.Point" size 16 align 8 zeroed
slot s1: i32 size 4 align 4 shared
slot s2: bytes size 24 align 8
entry(n: i32, o: ref "System.String" exact nonnull, p: ptr, x: f64):
    big: i64 = iconst -9_000_000_000           ; il 7, All.cs:12
    half: f32 = fconst 0.1
    inf: f64 = fconst 0x7ff0000000000000
    tiny: f64 = fconst -1e-300                 ; il f1:3
    nil: ref = null
    text: ref = string "a\"\\\n\u{d800}é"
    tyo: ref = type_object "System.Int32"
    th: ptr = type_handle #12
    fa: ptr = func_addr filter 2 "App.All(int)"
    va: ptr = virtual_addr "App.V()", o
    st: byref = static_addr "App.s"
    sl: byref = slot_addr s0
    sum: i32 = add n, n
    c: i32 = icmp lt.u sum, n                  ; just a comment
    w: i64 = convert sext n
    u: i32 = convert_ovf ovf.u8.f x
    m: f64 = math copysign x, tiny
    v: i32 = load.u16 o+12 alias=field("String.c") invariant align=1
    store.ref st, o alias=static("App.s") volatile
    store_ref.ref o+8, nil alias=elem("object")
    store.i32 sl-4, v alias=slot(s1)
    copy "App.Point", sl, st
    zero "App.Point", sl
    old: i32 = atomic_cas cas i32 st, v, sum
    fence fence i32
    mem: ptr = localloc w, 1
    el: byref = elem_addr st, w, 24
    off: byref = offset st, -8
    r1: i32, r2: ref = call direct "App.Two()" (n, o) site=3
    call native "write" "Sys.write" (p) site=4 tail
    q: i32 = call indirect (p) site=5
    call runtime "kiln_fail" throws() site=6 no_return
    i: i32 = call interface "IFoo.Bar()" (o) site=7
    d: i32 = call native_indirect "int(int)" (p, n) site=8
    try ok(q) unwind pad(n)
ok(k: i32):
    switch k { -1: ok2, 5: back(k, o) } default ok2
ok2:
    br k, back(n, o), done
back(a: i32, b: ref):
    filter_enter filter 0 "App.All(int)", sl
    filter_leave
    null_check b
    throw b unwind pad(a)
pad(e: ref nonnull, s: i32, extra: i32) landing { catch "App.E", filter filter 0 "App.All(int)", catch *, cleanup }:
    catch_begin e
    dispatch s { catch "App.E": done, filter filter 0 "App.All(int)": h(e), catch *: done } default out
h(e2: ref):
    rethrow e2
out:
    resume e, s
done:
    z: i32 = iconst 0
    nn: ref = null
    ret z, nn
dead:
    unreachable
}
"#;

#[test]
fn prints_what_it_parses() {
    let names = SymbolNames::new();
    let mut function = parse(EVERYTHING, &names).unwrap_or_else(|error| panic!("{error}"));
    let printed = print(&function, &names);
    let again = parse(&printed, &names).unwrap_or_else(|error| panic!("{error}\n{printed}"));
    assert_eq!(print(&again, &names), printed);
    assert_eq!(again.blocks.len(), function.blocks.len());
    function.compact();
    let compacted = print(&function, &names);
    let parsed = parse(&compacted, &names).unwrap_or_else(|error| panic!("{error}\n{compacted}"));
    assert_eq!(format!("{parsed:?}"), format!("{function:?}"));
}

#[test]
fn accepts_sound_functions() {
    let names = SymbolNames::new();
    let function = parse(EVERYTHING, &names).unwrap_or_else(|error| panic!("{error}"));
    let errors: Vec<String> = verify(&function).iter().map(ToString::to_string).collect();
    assert_eq!(errors, [""; 0]);
}

#[test]
fn says_where_texts_are_wrong() {
    let names = SymbolNames::new();
    let wrong = |text: &str| parse(text, &names).map(|_| ()).unwrap_err().to_string();
    assert_eq!(
        wrong("fn \"f\" {\n}"),
        "2:1: a function has at least one block"
    );
    assert_eq!(
        wrong("fn \"f\" {\nb0:\n    jump b7\n}"),
        "3:10: block `b7` is not defined"
    );
    assert_eq!(
        wrong("fn \"f\" {\nb0:\n    ret v1\n}"),
        "3:9: value `v1` is not defined"
    );
    assert_eq!(
        wrong("fn \"f\" {\nb0:\n    frob v1\n}"),
        "3:5: there is no instruction `frob`"
    );
    assert_eq!(
        wrong("fn \"f\" {\nb0:\n    v: i32 = load v\n    ret\n}"),
        "3:14: `load` needs a cell after its name"
    );
    assert_eq!(
        wrong("fn \"f\" {\nb0(v: i32, v: i32):\n    ret\n}"),
        "2:12: value `v` is defined twice"
    );
    assert_eq!(
        wrong("fn \"f\" {\nb0:\n    v: i33 = iconst 1\n    ret\n}"),
        "3:8: `i33` is no type of values"
    );
    assert_eq!(wrong("fn \"f"), "1:6: the text is not closed by `\"`");
    assert_eq!(
        wrong("fn throw Sadness {"),
        "1:10: `Sadness` is no exception kind"
    );
}

fn complaints(body: &str) -> Vec<String> {
    let names = SymbolNames::new();
    let function = parse(body, &names).unwrap_or_else(|error| panic!("{error}"));
    verify(&function).iter().map(ToString::to_string).collect()
}

#[test]
fn refuses_broken_functions() {
    let broken = [
        (
            "fn \"f\" {\nb0(x: i32, y: i64):\n z: i32 = add x, y\n ret\n}",
            "b0 instruction 0 (add): operand 1 (v1) may not be i64",
        ),
        (
            "fn \"f\" -> i32 {\nb0(x: i64):\n ret x\n}",
            "b0: returns [I64], the function returns [I32]",
        ),
        (
            "fn \"f\" {\nb0:\n jump b1\nb1(x: i32):\n ret\n}",
            "b0: passes 0 arguments to b1, which takes 1",
        ),
        (
            "fn \"f\" {\nb0:\n jump b0\n}",
            "b0: jumps to the entry block",
        ),
        (
            "fn \"f\" {\nb0:\n none\n}",
            "b0: the block has no terminator",
        ),
        (
            "fn \"f\" -> i32 {\nb0(c: i32):\n br c, b1, b2\nb1:\n x: i32 = iconst 1\n jump b2\nb2:\n ret x\n}",
            "b2: the terminator uses v1 where it need not be defined",
        ),
        (
            "fn \"f\" {\nb0(x: i32):\n y: i32 = add x, x\n try b1 unwind b2\nb1:\n ret\nb2(e: ref, s: i32) landing { catch * }:\n ret\n}",
            "b0: `try` is of i0, which cannot throw",
        ),
        (
            "fn \"f\" -> i32 {\nb0:\n y: i32 = call direct \"g\" () site=0\n try b1 unwind b2\nb1:\n ret y\nb2(e: ref, s: i32) landing { catch * }:\n ret y\n}",
            "b2: the terminator uses v0 where it need not be defined",
        ),
        (
            "fn \"f\" {\nb0:\n jump b1\nb1(e: ref, s: i32) landing { cleanup }:\n resume e, s\n}",
            "b0: jumps to b1, which is a landing block",
        ),
        (
            "fn \"f\" {\nb0(x: i32):\n y: i64 = convert trunc x\n ret\n}",
            "b0 instruction 0 (convert): trunc does not convert i32 to i64",
        ),
        (
            "fn \"f\" {\nb0(c: i32, p: ptr):\n br c, b1, b2\nb1:\n filter_enter filter 0 \"f\", p\n jump b2\nb2:\n ret\n}",
            "b1: goes to b2 with 1 active filters, others with 0",
        ),
        (
            "fn \"f\" {\nb0(p: ptr):\n filter_enter filter 0 \"f\", p\n ret\n}",
            "b0: 1 filters are active at the end",
        ),
        (
            "fn \"f\" {\nb0:\n filter_leave\n ret\n}",
            "b0 instruction 0 (filter_leave): leaves a filter, but none is active",
        ),
    ];
    for (body, message) in broken {
        let errors = complaints(body);
        assert!(
            errors.iter().any(|error| error == message),
            "{body}\nsaid {errors:?}, not {message}"
        );
    }
}

//! What static constructors may do when they run for the image: nothing that tells when they ran.

mod support;

use kiln_bake::machine::Baked;
use kiln_bake::{Limits, Machine, ObjectModel};
use support::Program;

const TEXT: &str = r#"
; class "Box" 24
; class "Finalized" 16
; finalizer "Finalized"
; static "Shared.number" 4
; static "Shared.fixed" 4
; readonly "Shared.fixed"
; static "Shared.box" 8
; readonly "Shared.box"
; static "None.counter" 4
; static "First.x" 4
; readonly "First.x"
; static "Second.x" 4
; readonly "Second.x"
; static "Own.x" 4
; cctor "Shared" "Shared..cctor"
; cctor "ReadsMutable" "ReadsMutable..cctor"
; cctor "ReadsFixed" "ReadsFixed..cctor"
; cctor "ReadsBox" "ReadsBox..cctor"
; cctor "Writes" "Writes..cctor"
; cctor "WritesBox" "WritesBox..cctor"
; cctor "ReadsNone" "ReadsNone..cctor"
; cctor "First" "First..cctor"
; cctor "Second" "Second..cctor"
; cctor "Makes" "Makes..cctor"
; cctor "Own" "Own..cctor"
; cctor "Needs" "Needs..cctor"
fn "Shared..cctor" {
b0:
    n: i32 = iconst 1
    a: byref = static_addr "Shared.number"
    store.i32 a, n
    b: byref = static_addr "Shared.fixed"
    store.i32 b, n
    o: ref = alloc "Box"
    store.i32 o+8, n
    c: byref = static_addr "Shared.box"
    store_ref_at.ref c, o
    ret
}
fn "ReadsMutable..cctor" {
b0:
    cctor "Shared"
    a: byref = static_addr "Shared.number"
    n: i32 = load.i32 a
    ret
}
fn "ReadsFixed..cctor" {
b0:
    cctor "Shared"
    a: byref = static_addr "Shared.fixed"
    n: i32 = load.i32 a
    ret
}
fn "ReadsBox..cctor" {
b0:
    cctor "Shared"
    a: byref = static_addr "Shared.box"
    o: ref = load.ref a
    n: i32 = load.i32 o+8
    ret
}
fn "Writes..cctor" {
b0:
    cctor "Shared"
    n: i32 = iconst 2
    a: byref = static_addr "Shared.number"
    store.i32 a, n
    ret
}
fn "WritesBox..cctor" {
b0:
    cctor "Shared"
    n: i32 = iconst 2
    a: byref = static_addr "Shared.box"
    o: ref = load.ref a
    store.i32 o+8, n
    ret
}
fn "ReadsNone..cctor" {
b0:
    a: byref = static_addr "None.counter"
    n: i32 = load.i32 a
    ret
}
fn "First..cctor" {
b0:
    cctor "Second"
    a: byref = static_addr "Second.x"
    n: i32 = load.i32 a
    b: byref = static_addr "First.x"
    store.i32 b, n
    ret
}
fn "Second..cctor" {
b0:
    cctor "First"
    a: byref = static_addr "First.x"
    n: i32 = load.i32 a
    b: byref = static_addr "Second.x"
    store.i32 b, n
    ret
}
fn "Makes..cctor" {
b0:
    o: ref = alloc "Finalized"
    ret
}
fn "Own..cctor" {
b0:
    a: byref = static_addr "Own.x"
    n: i32 = load.i32 a
    one: i32 = iconst 1
    m: i32 = add n, one
    store.i32 a, m
    ret
}
fn "Needs..cctor" {
b0:
    cctor "Writes"
    ret
}
"#;

/// The types that were under way and why they were given up, or those that are done.
fn bake(machine: &mut Machine, program: &mut Program, ty: &str) -> Result<usize, (usize, String)> {
    let cctor = program.func(&format!("{ty}..cctor"));
    let ty = program.ty(ty);
    match machine.bake(program, ty, cctor) {
        Baked::Done(done) => Ok(done.types.len()),
        Baked::Refused { running, trap } => Err((running.len(), trap.reason.to_string())),
    }
}

#[test]
fn nothing_tells_when_they_ran() {
    let mut program = Program::new(TEXT);
    // Each alone, and each after the types that it needs are done.
    for prepared in [false, true] {
        let mut check = |ty: &str, expected: Result<usize, (usize, &str)>| {
            let mut machine = Machine::new(ObjectModel::little_64(), Limits::default());
            if prepared && ty != "Shared" {
                bake(&mut machine, &mut program, "Shared").expect("it needs nothing");
            }
            let found = bake(&mut machine, &mut program, ty);
            let expected = expected.map_err(|(depth, why)| (depth, why.to_string()));
            assert_eq!(found, expected, "{ty}");
        };
        check("Shared", Ok(1));
        let alone = usize::from(!prepared);
        check("ReadsFixed", Ok(1 + alone));
        let reads = "reads what may have changed before";
        check("ReadsMutable", Err((1, reads)));
        check("ReadsBox", Err((1, reads)));
        check("ReadsNone", Err((1, reads)));
        let writes = "writes to what is not its own";
        check("Writes", Err((1, writes)));
        check("WritesBox", Err((1, writes)));
        check("Needs", Err((2, writes)));
        check(
            "First",
            Err((2, "depends on which of several constructors begins")),
        );
        check("Makes", Err((1, "makes an object with a finalizer")));
        check("Own", Ok(1));
    }
}

#[test]
fn refusals_leave_nothing() {
    let mut program = Program::new(TEXT);
    let mut machine = Machine::new(ObjectModel::little_64(), Limits::default());
    bake(&mut machine, &mut program, "Needs").expect_err("it writes to others");
    assert!(!machine.is_baked(program.ty("Shared")));
    assert_eq!(machine.touched_statics().count(), 0);
    assert_eq!(bake(&mut machine, &mut program, "ReadsFixed"), Ok(2));
    assert!(machine.is_baked(program.ty("Shared")));
}

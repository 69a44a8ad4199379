//! Calls of every kind, C ABI included.

use super::harness::{Fixture, c_struct};
use crate::classify::CType;
use kiln_analysis::program::CastTest;
use kiln_ir::ty::Cell;

#[test]
fn native_structs() {
    let mut fixture = Fixture::new(
        r#"
fn "small" -> i64 {
b0(a: i32, b: i32, c: i64, x: f64, y: f64):
    r: i64 = call native "c_small" "m_small" (a, b, c, x, y) site=0
    ret r
}
fn "pair" -> i64, f64 {
b0(n: i64):
    a: i64, b: f64 = call native "c_pair" "m_pair" (n) site=0
    ret a, b
}
fn "sum_pair" -> f64 {
b0(n: i64):
    a: i64, b: f64 = call direct "pair" (n) site=0
    c: f64 = convert int_to_float.s a
    d: f64 = fadd b, c
    ret d
}
fn "big" -> i64 {
slot s0: bytes size 40 align 8
b0(n: i64):
    p: byref = slot_addr s0
    q: ptr = convert as_ptr p
    call native "c_big" "m_big" (q, n) site=0
    r: i64 = call native "c_take" "m_take" (q, n) site=1
    ret r
}
fn "narrow" -> i32 {
b0(n: i32):
    r: i32 = call native "c_narrow" "m_narrow" (n) site=0
    ret r
}
fn "floats" -> f32 {
b0(a: f32, b: f32, c: f32):
    r: f32 = call native "c_floats" "m_floats" (a, b, c) site=0
    ret r
}
"#,
    );
    let ints = c_struct(16, 8, &[(0, Cell::I32), (4, Cell::I32), (8, Cell::I64)]);
    let doubles = c_struct(16, 8, &[(0, Cell::F64), (8, Cell::F64)]);
    let mixed = c_struct(16, 8, &[(0, Cell::I64), (8, Cell::F64)]);
    let big: Vec<(u32, Cell)> = (0..5).map(|i| (i * 8, Cell::I64)).collect();
    let floats = c_struct(12, 4, &[(0, Cell::F32), (4, Cell::F32), (8, Cell::F32)]);
    let long = CType::Scalar(Cell::I64);
    fixture.signature("m_small", &[ints, doubles], long.clone());
    fixture.signature("m_pair", std::slice::from_ref(&long), mixed);
    fixture.signature("m_big", std::slice::from_ref(&long), c_struct(40, 8, &big));
    fixture.signature("m_take", &[c_struct(40, 8, &big), long.clone()], long);
    fixture.signature(
        "m_narrow",
        &[CType::Scalar(Cell::I32)],
        CType::Scalar(Cell::I8),
    );
    fixture.signature("m_floats", &[floats], CType::Scalar(Cell::F32));
    fixture.run(
        r#"
struct ints { int a, b; long c; }; struct doubles { double x, y; }; struct mixed { long a; double b; };
struct big { long v[5]; }; struct floats { float a, b, c; };
long c_small(struct ints i, struct doubles d) { return i.a + i.b * 10 + i.c * 100 + (long)(d.x * 1000) + (long)(d.y * 10000); }
struct mixed c_pair(long n) { struct mixed m = { n * 2, n * 0.5 }; return m; }
struct big c_big(long n) { struct big b = { { n, n+1, n+2, n+3, n+4 } }; return b; }
long c_take(struct big b, long n) { return b.v[0] + b.v[4] * 10 + n * 100; }
signed char c_narrow(int n) { return (signed char)n; }
float c_floats(struct floats f) { return f.a + f.b * 10 + f.c * 100; }
long small(int,int,long,double,double), big(long); double sum_pair(long); int narrow(int); float floats(float,float,float);
int main(void) {
    CHECK(small(1,2,3,4,5) == 54321);
    CHECK(sum_pair(10) == 25);
    CHECK(big(7) == 7 + 110 + 700);
    CHECK(narrow(0x1ff) == -1);
    CHECK(floats(1,2,3) == 321);
    return 0;
}"#,
    );
}

#[test]
fn native_entries() {
    let mut fixture = Fixture::new(
        r#"
fn native_entry "callback" -> i64 {
b0(a: i32, b: i64, x: f64, c: i32):
    w: i64 = convert sext a
    y: i64 = convert float_to_int.s x
    z: i64 = convert sext c
    r: i64 = add w, b
    s: i64 = add r, y
    t: i64 = add s, z
    ret t
}
fn "address" -> ptr {
b0:
    p: ptr = func_addr native_entry "callback"
    ret p
}
"#,
    );
    let mixed = c_struct(16, 8, &[(0, Cell::I64), (8, Cell::F64)]);
    fixture.signature(
        "callback",
        &[CType::Scalar(Cell::I8), mixed, CType::Scalar(Cell::U8)],
        CType::Scalar(Cell::I64),
    );
    fixture.run(
        r#"
struct mixed { long a; double b; };
typedef long (*callback)(signed char, struct mixed, unsigned char);
callback address(void);
int main(void) {
    struct mixed m = { 1000, 20.5 };
    CHECK(address()(-1, m, 255) == -1 + 1000 + 20 + 255);
    return 0;
}"#,
    );
}

#[test]
fn dispatch_and_delegates() {
    let mut fixture = Fixture::new(
        r#"
fn "A.Speak" -> i32 {
b0(this: ref nonnull, n: i32):
    one: i32 = iconst 1
    r: i32 = add n, one
    ret r
}
fn "B.Speak" -> i32 {
b0(this: ref nonnull, n: i32):
    two: i32 = iconst 200
    r: i32 = add n, two
    ret r
}
fn "speak" -> i32 {
b0(o: ref, n: i32):
    r: i32 = call virtual "Speak" (o, n) site=0
    ret r
}
fn "invoke" -> i32 {
b0(o: ref, n: i32):
    r: i32 = call delegate "D" (o, n) site=0
    ret r
}
fn "a" -> ptr {
b0:
    h: ptr = type_handle "A"
    ret h
}
fn "b" -> ptr {
b0:
    h: ptr = type_handle "B"
    ret h
}
fn "is_a" -> i32 {
b0(o: ref):
    r: ref = is_inst "A", o
    n: ref = null
    c: i32 = icmp ne r, n
    ret c
}
fn "is_i" -> i32 {
b0(o: ref):
    r: ref = is_inst "I", o
    n: ref = null
    c: i32 = icmp ne r, n
    ret c
}
fn "is_b" -> i32 {
b0(o: ref):
    r: ref = is_inst "B", o
    n: ref = null
    c: i32 = icmp ne r, n
    ret c
}
fn "code" -> ptr {
b0:
    p: ptr = func_addr "A.Speak"
    ret p
}
fn "kind" -> ptr {
b0(o: ref):
    p: ptr = load_type o
    ret p
}
"#,
    );
    fixture.class("A", (5, 6), CastTest::Class, &[None, Some("A.Speak")]);
    fixture
        .class("B", (6, 6), CastTest::Class, &[None, Some("B.Speak")])
        .buckets = vec![0, 0, 0, 0, 0, 0, 0, 0, 0, 3];
    fixture.class("I", (9, 9), CastTest::Interface { bucket: 9, id: 3 }, &[]);
    let speak = fixture.method("Speak");
    fixture.program.slots.insert(speak, 1);
    fixture.run(
        r#"
struct object { u32 mt, lock; long pad; void *target, *base, *code; };
int speak(void*,int), invoke(void*,int), is_a(void*), is_b(void*), is_i(void*); void *a(void), *b(void), *code(void), *kind(void*);
int main(void) {
    struct object x = { (u32)(u64)a() }, y = { (u32)(u64)b() };
    CHECK(speak(&x, 5) == 6); CHECK(speak(&y, 5) == 205);
    CHECK(kind(&x) == a()); CHECK(is_a(&x) && is_a(&y) && !is_b(&x) && is_b(&y) && !is_a(0));
    CHECK(is_i(&y) && !is_i(&x) && !is_i(0));
    struct { u32 mt, lock; void *target, *base, *code; } d = { 0, 0, &x, 0, code() };
    CHECK(invoke(&d, 41) == 42);
    return 0;
}"#,
    );
}

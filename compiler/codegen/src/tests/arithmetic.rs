//! Arithmetic, control flow, conversions and checks.

use super::harness::Fixture;

#[test]
fn loops_and_switches() {
    let fixture = Fixture::new(
        r#"
fn "sum" -> i32 {
b0(n: i32):
    zero: i32 = iconst 0
    one: i32 = iconst 1
    jump b1(zero, zero)
b1(i: i32, acc: i32):
    c: i32 = icmp lt.s i, n
    br c, b2, b3
b2:
    a: i32 = add acc, i
    i2: i32 = add i, one
    jump b1(i2, a)
b3:
    ret acc
}
fn "pick" -> i32 {
b0(n: i32):
    a: i32 = iconst 10
    b: i32 = iconst 20
    c: i32 = iconst 30
    switch n { 0: b1(a), 1: b1(b), -7: b1(c) } default b1(n)
b1(r: i32):
    ret r
}
fn "loop_entry" -> i32 {
b0(n: i32):
    three: i32 = iconst 3
    m: i32 = sub n, three
    c: i32 = icmp gt.s m, three
    br c, b0(m), b1
b1:
    ret m
}
fn "two" -> i64, f64 {
b0(a: i64, b: f64):
    c: i64 = add a, a
    d: f64 = fadd b, b
    ret c, d
}
fn "use_two" -> f64 {
b0(a: i64, b: f64):
    c: i64, d: f64 = call direct "two" (a, b) site=0
    e: f64 = convert int_to_float.s c
    f: f64 = fadd d, e
    ret f
}
"#,
    );
    fixture.run(
        r#"
int sum(int); int pick(int); int loop_entry(int); double use_two(long, double);
int main(void) {
    CHECK(sum(10) == 45);
    CHECK(pick(0) == 10); CHECK(pick(1) == 20); CHECK(pick(-7) == 30); CHECK(pick(99) == 99);
    CHECK(loop_entry(20) == 2);
    CHECK(use_two(4, 1.5) == 11.0);
    return 0;
}"#,
    );
}

#[test]
fn conversions() {
    let mut text = String::new();
    for (name, from, conv, to) in [
        ("s8", "i32", "sext8", "i32"),
        ("u16", "i32", "zext16", "i32"),
        ("widen", "i32", "sext", "i64"),
        ("uwiden", "i32", "zext", "i64"),
        ("cut", "i64", "trunc", "i32"),
        ("d2i", "f64", "float_to_int.s", "i32"),
        ("d2u", "f64", "float_to_int.u", "i64"),
        ("u2d", "i64", "int_to_float.u", "f64"),
        ("bits", "f64", "bits", "i64"),
        ("d2f", "f64", "float_to_float", "f32"),
    ] {
        text += &format!(
            "fn \"{name}\" -> {to} {{\nb0(a: {from}):\n    r: {to} = convert {conv} a\n    ret r\n}}\n"
        );
    }
    for (name, function, ty, count) in [
        ("clz", "clz", "i32", 1),
        ("ctz64", "ctz", "i64", 1),
        ("pop", "popcount", "i64", 1),
        ("swap16", "bswap16", "i32", 1),
        ("rotl", "rotl", "i32", 2),
        ("high", "mul_high.s", "i64", 2),
        ("least", "fmin", "f64", 2),
        ("even", "round_even", "f64", 1),
        ("iabs", "abs", "i32", 1),
    ] {
        let params = if count == 1 {
            format!("a: {ty}")
        } else {
            format!("a: {ty}, b: {ty}")
        };
        let args = if count == 1 { "a" } else { "a, b" };
        text += &format!(
            "fn \"{name}\" -> {ty} {{\nb0({params}):\n    r: {ty} = math {function} {args}\n    ret r\n}}\n"
        );
    }
    Fixture::new(&text).run(
        r#"
int s8(int), u16_(int), clz(int), swap16(int), rotl(int,int), iabs(int), cut(long), d2i(double);
int u16c(int) __asm__("u16");
long widen(int), uwiden(int), d2u(double), bits(double), ctz64(long), pop(long), high(long,long);
double u2d(long), least(double,double), even(double); float d2f(double);
int main(void) {
    CHECK(s8(0x1ff) == -1); CHECK(u16c(-1) == 65535);
    CHECK(widen(-2) == -2); CHECK(uwiden(-2) == 0xfffffffeL); CHECK(cut(0x100000005L) == 5);
    CHECK(d2i(3.99) == 3); CHECK(d2i(1e300) == 2147483647); CHECK(d2i(__builtin_nan("")) == 0);
    CHECK(d2i(-1e300) == (int)0x80000000);
    CHECK(d2u(1.8446744073709552e19) == -1); CHECK(d2u(-5) == 0);
    CHECK(u2d(-1) == 18446744073709551615.0); CHECK(bits(1.0) == 0x3ff0000000000000L); CHECK(d2f(0.5) == 0.5f);
    CHECK(clz(0) == 32); CHECK(clz(1) == 31); CHECK(ctz64(0) == 64); CHECK(pop(255) == 8);
    CHECK(swap16(0x1234) == 0x3412); CHECK(rotl(0x80000001, 1) == 3);
    CHECK(high(-1, 5) == -1); CHECK(least(0.0, -0.0) == 0 && 1/least(0.0, -0.0) < 0);
    CHECK(least(1, __builtin_nan("")) != least(1, __builtin_nan("")));
    CHECK(even(2.5) == 2 && even(3.5) == 4); CHECK(iabs(-5) == 5);
    return 0;
}"#,
    );
}

#[test]
fn checks_throw() {
    let checked = [
        ("u8s", "i32", "ovf.u8.s", "i32"),
        ("i8s", "i32", "ovf.i8.s", "i32"),
        ("u32s", "i64", "ovf.u32.s", "i32"),
        ("i32s", "i64", "ovf.i32.s", "i32"),
        ("i64u", "i64", "ovf.i64.u", "i64"),
        ("i32f", "f64", "ovf.i32.f", "i32"),
        ("i64f", "f64", "ovf.i64.f", "i64"),
        ("u64f", "f64", "ovf.u64.f", "i64"),
    ];
    let mut text = String::from(
        r#"
fn "add" -> i32 {
b0(a: i32, b: i32):
    r: i32 = add_ovf.s a, b
    ret r
}
fn "mulu" -> i64 {
b0(a: i64, b: i64):
    r: i64 = mul_ovf.u a, b
    ret r
}
fn "div" -> i32 {
b0(a: i32, b: i32):
    div_check.s a, b
    r: i32 = div.s a, b
    ret r
}
fn "at" -> i32 {
b0(p: byref, i: i32, n: i32):
    null_check p
    bounds i, n
    q: byref = elem_addr p, i, 4
    v: i32 = load.i32 q
    ret v
}
fn "len" -> i32 {
b0(n: i64):
    len_check n
    r: i32 = convert trunc n
    ret r
}
fn "finite" -> f64 {
b0(n: f64):
    r: f64 = ckfinite n
    ret r
}
"#,
    );
    for (name, from, conv, to) in checked {
        text += &format!(
            "fn \"{name}\" -> {to} {{\nb0(a: {from}):\n    r: {to} = convert_ovf {conv} a\n    ret r\n}}\n"
        );
    }
    for kind in [
        "NullReference",
        "IndexOutOfRange",
        "DivideByZero",
        "Overflow",
    ] {
        let number = kiln_ir::ExceptionKind::ALL
            .iter()
            .find(|k| format!("{k:?}") == kind)
            .map_or(0, |k| *k as u32);
        text += &format!(
            "fn throw {kind} no_return cold {{\nb0:\n    k: i32 = iconst {number}\n    call runtime \"test_throw\" (k) site=0 no_return\n    unreachable\n}}\n"
        );
    }
    Fixture::new(&text).run(
        r#"
typedef void *jmp_buf[64];
extern int setjmp(jmp_buf); extern void longjmp(jmp_buf, int);
static jmp_buf env;
void test_throw(int kind) { longjmp(env, kind); }
int add(int,int), div(int,int), at(int*,int,int), len(long), u8s(int), i8s(int), u32s(long), i32s(long), i32f(double);
long mulu(long,long), i64u(long), i64f(double), u64f(double); double finite(double);
#define THROWS(kind, e) do { int k = setjmp(env); if (!k) { e; k = -1; } if (k != (kind)) { printf("line %d: %s gave %d\n", __LINE__, #e, k); exit(1); } } while (0)
int main(void) {
    int a[3] = {1,2,3};
    CHECK(add(1,2) == 3); THROWS(4, add(0x7fffffff, 1));
    CHECK(mulu(1L<<32, 3) == 3L<<32); THROWS(4, mulu(1L<<32, 1L<<32));
    CHECK(div(-7, 2) == -3); THROWS(3, div(1, 0)); THROWS(4, div((int)0x80000000, -1));
    CHECK(at(a, 2, 3) == 3); THROWS(2, at(a, 3, 3)); THROWS(2, at(a, -1, 3)); THROWS(1, at(0, 0, 3));
    CHECK(len(5) == 5); THROWS(4, len(-1)); THROWS(4, len(1L<<31));
    CHECK(finite(2) == 2); THROWS(4, finite(1.0/0.0)); THROWS(4, finite(__builtin_nan("")));
    CHECK(u8s(255) == 255); THROWS(4, u8s(256)); THROWS(4, u8s(-1));
    CHECK(i8s(-128) == -128); THROWS(4, i8s(-129)); THROWS(4, i8s(128));
    CHECK(u32s(0xffffffffL) == -1); THROWS(4, u32s(-1)); THROWS(4, u32s(1L<<32));
    CHECK(i32s(-(1L<<31)) == (int)0x80000000); THROWS(4, i32s(1L<<31));
    THROWS(4, i64u(-1)); CHECK(i64u(7) == 7);
    CHECK(i32f(2147483647.9) == 0x7fffffff); THROWS(4, i32f(2147483648.0)); CHECK(i32f(-2147483648.9) == (int)0x80000000);
    THROWS(4, i32f(__builtin_nan(""))); CHECK(i64f(-9223372036854775808.0) == (long)(1UL<<63)); THROWS(4, i64f(9223372036854775808.0));
    CHECK(u64f(18446744073709549568.0) == (long)18446744073709549568UL); THROWS(4, u64f(-1)); CHECK(u64f(-0.5) == 0);
    return 0;
}"#,
    );
}

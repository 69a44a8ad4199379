//! Slots, memory, atomics, statics, strings, frozen objects, tables; text forms and debug information.

use super::harness::{Fixture, MACHINES};
use crate::OptLevel;
use crate::facts::ValueLayout;
use kiln_analysis::program::{CastTest, GcWords, StaticField};
use kiln_bake::frozen::{FrozenObject, FrozenRef};
use kiln_ir::text::Names;
use kiln_world::FieldId;

fn memory_fixture() -> Fixture {
    let mut fixture = Fixture::new(
        r#"
fn "swap" -> i64 {
slot s0: struct "P" size 16 align 8 zeroed
b0(p: byref):
    s: byref = slot_addr s0
    copy "P", s, p
    a: i64 = load.i64 s alias=slot(s0)
    b: i64 = load.i64 s+8 alias=slot(s0)
    store.i64 p, b
    store.i64 p+8, a
    zero "P", s
    c: i64 = load.i64 s
    d: i64 = sub a, b
    r: i64 = add d, c
    ret r
}
fn "narrow" -> i32 {
b0(p: byref):
    a: i32 = load.i8 p
    b: i32 = load.u16 p+2
    store.i8 p+1, a
    r: i32 = add a, b
    ret r
}
fn "exchange" -> i32 {
b0(p: byref, v: i32):
    r: i32 = atomic_rmw xchg u16 p, v
    fence fence i32
    ret r
}
fn "swap_if" -> i64 {
b0(p: byref, new: i64, old: i64):
    r: i64 = atomic_cas cas i64 p, new, old
    ret r
}
fn "volatile" -> i32 {
b0(p: byref):
    r: i32 = load.i32 p volatile
    store.i32 p+4, r volatile
    ret r
}
fn "local" -> i32 {
b0(n: i64):
    m: ptr = localloc n, 1
    v: i32 = iconst 7
    store.i32 m, v
    r: i32 = load.i32 m+8
    ret r
}
fn "counter" -> i32 {
b0:
    p: byref = static_addr "C.count"
    v: i32 = load.i32 p alias=static("C.count")
    one: i32 = iconst 1
    w: i32 = add v, one
    store.i32 p, w alias=static("C.count")
    ret w
}
fn "thread" -> i32 {
b0:
    p: byref = static_addr "C.thread"
    v: i32 = load.i32 p
    one: i32 = iconst 1
    w: i32 = add v, one
    store.i32 p, w
    ret w
}
fn "hello" -> ref {
b0:
    s: ref = string "hé\u{d800}"
    ret s
}
fn "hello2" -> ref {
b0:
    s: ref = string "hé\u{d800}"
    ret s
}
fn "rva" -> i64 {
b0:
    p: ptr = rva_addr "C.data"
    v: i64 = load.i64 p
    ret v
}
fn "type_object" -> ref {
b0:
    t: ref = type_object "N"
    ret t
}
fn "node" -> ptr {
b0:
    t: ptr = type_handle "N"
    ret t
}
fn "frozen" -> ref {
b0:
    p: byref = static_addr "C.frozen"
    t: ref = load.ref p
    ret t
}
fn "make" -> ref {
b0(n: i64):
    a: ref = alloc "N"
    l: ref = alloc_array "N[]", n
    store_ref.ref a+8, l
    e: byref = offset a, 16
    store_ref_at.ref e, a
    store_check l, a
    k: i32 = array_len l
    ret a
}
fn throw OutOfMemory no_return cold {
b0:
    unreachable
}
fn throw ArrayTypeMismatch no_return cold {
b0:
    unreachable
}
"#,
    );
    fixture.facts.layouts.insert(
        "P".into(),
        ValueLayout {
            size: 16,
            align: 8,
            has_refs: false,
        },
    );
    for name in ["System.Object", "System.String", "System.RuntimeType"] {
        fixture.class(name, (1, 1), CastTest::Class, &[]);
    }
    fixture.class("N", (7, 7), CastTest::Class, &[]).gc_words = GcWords {
        words: 2,
        bits: vec![3],
    };
    let node = fixture.facts.id("N");
    fixture
        .class("N[]", (8, 8), CastTest::Array { rank: 1 }, &[])
        .element = Some(node);
    let field =
        |fixture: &Fixture, name: &str| fixture.facts.names.field_id(name).unwrap_or(FieldId(0));
    for (name, size, has_refs, thread_local, data) in [
        ("C.count", 4, false, false, vec![41, 0, 0, 0]),
        ("C.thread", 4, false, true, Vec::new()),
        ("C.frozen", 8, true, false, Vec::new()),
    ] {
        let field = field(&fixture, name);
        fixture.program.statics.push(StaticField {
            field,
            name: name.into(),
            size,
            align: size,
            has_refs,
            thread_local,
            data,
            refs: Vec::new(),
            constant: false,
        });
    }
    let second = kiln_bake::frozen::FrozenId(1);
    fixture.program.frozen.add(FrozenObject {
        ty: node,
        data: vec![0; 24],
        refs: vec![
            (8, FrozenRef::Object(second)),
            (0, FrozenRef::TypeObject(node)),
        ],
        mutable: true,
    });
    fixture.program.frozen.add(FrozenObject {
        ty: node,
        data: vec![9, 8, 7],
        refs: Vec::new(),
        mutable: false,
    });
    fixture
}

#[test]
fn memory_and_data() {
    memory_fixture().run(
        r#"
long swap(long*), swap_if(long*,long,long), rva(void); int narrow(void*), exchange(void*,int), volatile_(int*) __asm__("volatile");
int local(long), counter(void), thread(void); void *hello(void), *hello2(void), *type_object(void), *node(void), *make(long);
struct node { u32 mt, lock; void *a, *b; };
static int barriers;
void *kiln_alloc_object(void *mt) { struct node *n = calloc(1, 64); n->mt = (u32)(u64)mt; return n; }
void *kiln_alloc_array(void *mt, u64 n) { u32 *p = calloc(1, 16 + 8 * n); p[0] = (u32)(u64)mt; p[2] = n; return p; }
void kiln_write_barrier(void *o, void **at, void *v) { *at = v; barriers++; }
void kiln_write_barrier_byref(void **at, void *v) { *at = v; barriers += 10; }
u32 kiln_store_check(void *a, void *v) { return 1; }
int main(void) {
    long p[2] = { 5, 3 }; CHECK(swap(p) == 2 && p[0] == 3 && p[1] == 5);
    u8 q[4] = { 0xff, 0, 1, 2 }; CHECK(narrow(q) == 0x201 - 1 && q[1] == 0xff);
    u16 h = 0xfffe; CHECK(exchange(&h, 0x12345) == 0xfffe && h == 0x2345);
    long c = 4; CHECK(swap_if(&c, 9, 4) == 4 && c == 9); CHECK(swap_if(&c, 1, 4) == 9 && c == 9);
    int v[2] = { 77, 0 }; CHECK(volatile_(v) == 77 && v[1] == 77);
    CHECK(local(64) == 0);
    CHECK(counter() == 42 && counter() == 43); CHECK(thread() == 1 && thread() == 2);
    CHECK(hello() == hello2());
    u32 *s = hello(); CHECK(s[2] == 3 && ((u16*)s)[6] == 'h' && ((u16*)s)[7] == 0xe9 && ((u16*)s)[8] == 0xd800 && ((u16*)s)[9] == 0);
    CHECK(rva() == 0x0807060504030201L);
    u8 *t = type_object(); CHECK(*(void**)(t + 24) == node() && t[7] == 0x80);
    u8 *mt = node(); void **aux = *(void***)(mt + 32); CHECK(aux[2] == t);
    u32 *gc = *(u32**)(mt + 80); CHECK(gc[0] == 2 && gc[2] == 3);
    u32 *info = *(u32**)(mt + 88); CHECK(info[2] == 0x12); u32 *name = *(u32**)info; CHECK(name[2] == 1 && (u16)name[3] == 'N');
    struct node *n = make(3); CHECK(n->mt == (u32)(u64)mt && barriers == 2 && n->b == n && ((u32*)n->a)[2] == 3);
    return 0;
}"#,
    );
}

#[test]
fn same_bytes_every_time() {
    let fixture = memory_fixture();
    for machine in MACHINES {
        let first = fixture.generate(machine.triple, OptLevel::O2);
        let second = fixture.generate(machine.triple, OptLevel::O2);
        assert_eq!(first.object, second.object);
        assert_eq!(first.llvm_after, second.llvm_after);
    }
}

#[test]
fn facts_reach_llvm() {
    let fixture = memory_fixture();
    let text = fixture
        .generate(MACHINES[0].triple, OptLevel::O2)
        .llvm_before
        .unwrap_or_default();
    for wanted in [
        "!tbaa",
        "!invariant.load",
        "!range",
        "!prof",
        "atomic i32",
        "noalias nonnull",
        "thread_local(localexec)",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing in\n{text}");
    }
}

#[test]
fn line_tables() {
    let fixture = Fixture::new(
        "fn \"f\" -> i32 {\nframe f1: \"g\" at f0:12\nb0(a: i32):\n    r: i32 = mul a, a ; il f1:7\n    s: i32 = add r, a ; il 3\n    ret s\n}\n",
    );
    let artifacts = fixture.generate_debug(MACHINES[0].triple);
    let text = artifacts.llvm_before.unwrap_or_default();
    assert!(
        text.contains("DISubprogram") && text.contains("line: 8") && text.contains("inlinedAt"),
        "{text}"
    );
}

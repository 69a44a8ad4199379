// Plays the compiler's part: hand-made type tables, a Main, and checks of the runtime's entries.
// Exceptions are tested by exceptions.ll.
#include <stdint.h>
#include <stddef.h>

typedef struct Object { uint32_t mt; uint32_t lock; } Object;
typedef struct MT {
  uint32_t flags, base_size, flags2; uint16_t nvirt, niface;
  struct MT *parent; void *module, *aux, *r40; struct MT *element;
  uint32_t null_off, null_size, lo, hi, kind, bucket;
  void *gcmap, *info, *finalizer; uint16_t bucket_bytes, slots; uint32_t kflags;
  uint8_t buckets[8];
} MT;

#define NAME(n) MT n __attribute__((section(".kiln.types"), aligned(8)))
NAME(kiln_mt_object) = {.base_size = 24, .lo = 1, .hi = 20};
NAME(kiln_mt_string) = {.flags = 0x80000002, .base_size = 22, .parent = &kiln_mt_object, .lo = 2, .hi = 2};
NAME(kiln_mt_byte_array) = {.flags = 0x800A0001, .base_size = 24, .parent = &kiln_mt_object, .lo = 3, .hi = 3, .kind = 0x102};
NAME(kiln_mt_string_array) = {.flags = 0x810A0008, .base_size = 24, .parent = &kiln_mt_object, .element = &kiln_mt_string, .lo = 4, .hi = 4, .kind = 0x102};
NAME(mt_exception) = {.base_size = 136, .parent = &kiln_mt_object, .lo = 5, .hi = 7};
NAME(mt_derived) = {.base_size = 136, .parent = &mt_exception, .lo = 6, .hi = 6};
NAME(mt_other) = {.base_size = 136, .parent = &mt_exception, .lo = 7, .hi = 7};
NAME(mt_interface) = {.base_size = 0, .lo = 30, .hi = 30, .kind = 1, .bucket = 112 | 3 << 16};
NAME(mt_implements) = {.base_size = 24, .parent = &kiln_mt_object, .lo = 8, .hi = 8, .buckets = {3}};
NAME(mt_object_array) = {.flags = 0x810A0008, .base_size = 24, .parent = &kiln_mt_object, .element = &kiln_mt_object, .lo = 9, .hi = 9, .kind = 0x102};
NAME(mt_md_array) = {.flags = 0x80080004, .base_size = 40, .parent = &kiln_mt_object, .lo = 10, .hi = 10, .kind = 0x202};

Object *kiln_alloc_object(MT *);
Object *kiln_alloc_array(MT *, size_t);
Object *kiln_alloc_string(size_t);
Object *kiln_alloc_md_array(MT *, uint32_t, const int32_t *, const int32_t *);
Object *kiln_is_instance(Object *, MT *);
uint32_t kiln_store_check(Object *, Object *);
Object *kiln_get_command_line_args(void);
int kiln_monitor_try_enter_fast(Object *);
int kiln_monitor_exit_fast(Object *);
int kiln_monitor_wait(Object **, int);
int kiln_monitor_is_entered(Object *);
void *kiln_create_event(size_t, void *, uint32_t, uint32_t);
int kiln_set_event(void *);
int kiln_wait_one(void *, int, int);
int kiln_wait_multiple(void **, int, int, int);
int kiln_close_handle(void *);
void *kiln_create_semaphore(size_t, int, int, void *, uint32_t, uint32_t);
int kiln_release_semaphore(void *, int, int *);
void kiln_thread_sleep(int);
int kiln_thread_join(Object **, int);
void kiln_thread_initialize(Object **);
void kiln_thread_start(void *, int, int, int, void *);
int SystemNative_Write(intptr_t, const void *, int);
long SystemNative_GetTimestamp(void);
_Noreturn void kiln_throw(Object *);
extern _Thread_local uint32_t kiln_pending;
extern int exceptions_main(void);
uint32_t kiln_program_main_returns_value = 1;

static void print(const char *s) {
  int n = 0;
  while (s[n]) n++;
  SystemNative_Write(1, s, n);
}
static int failures;
static void check_at(int ok, const char *what) {
  if (!ok) { failures++; print("FAILED: "); print(what); print("\n"); }
}
#define check(x) check_at(!!(x), #x)
static uint32_t word(Object *o, int at) { return *(uint32_t *)((char *)o + at); }

NAME(mt_thread) = {.base_size = 80, .parent = &kiln_mt_object, .lo = 11, .hi = 11};
static volatile int counter, started, torturing;
static void torture(void);
static Object *lock_object;
static void *event;
void kiln_thread_start_callback(Object *thread) {
  (void)thread;
  if (torturing) {
    torture();
    return;
  }
  started++;
  for (int i = 0; i < 1000; i++) {
    while (!kiln_monitor_try_enter_fast(lock_object)) kiln_thread_sleep(0);
    counter++;
    kiln_monitor_exit_fast(lock_object);
    kiln_alloc_object(&mt_exception);
  }
  kiln_wait_one(event, -1, 0);
}

Object *kiln_program_exception_text(Object *e) {
  Object *s = kiln_alloc_string(5);
  uint16_t *c = (uint16_t *)((char *)s + 12);
  for (int i = 0; i < 5; i++) c[i] = "Boom!"[i];
  (void)e;
  return s;
}

static void allocation(void) {
  Object *a = kiln_alloc_object(&mt_exception), *b = kiln_alloc_object(&mt_exception);
  check(a && b && a->mt == (uint32_t)(uintptr_t)&mt_exception);
  check((char *)b - (char *)a == 128);
  Object *s = kiln_alloc_string(3);
  check(word(s, 8) == 3);
  Object *big = kiln_alloc_array(&kiln_mt_byte_array, 1 << 20);
  check(big && word(big, 8) == 1 << 20 && ((char *)big)[16 + 1048575] == 0);
  check(kiln_alloc_array(&kiln_mt_byte_array, (size_t)-1) == NULL);
  int32_t lengths[2] = {2, 3}, low[2] = {1, -1};
  Object *md = kiln_alloc_md_array(&mt_md_array, 2, lengths, low);
  check(word(md, 8) == 6 && word(md, 16) == 2 && word(md, 20) == 3 && word(md, 24) == 1 && word(md, 28) == (uint32_t)-1);
  lengths[0] = -1;
  check(kiln_alloc_md_array(&mt_md_array, 2, lengths, NULL) == NULL && kiln_pending == 4);
  kiln_pending = 0;
  long t = SystemNative_GetTimestamp();
  for (int i = 0; i < 1000000; i++) kiln_alloc_object(&kiln_mt_object);
  t = SystemNative_GetTimestamp() - t;
  check(t < 2000000000);
}

static void casts(void) {
  Object *d = kiln_alloc_object(&mt_derived), *i = kiln_alloc_object(&mt_implements);
  check(kiln_is_instance(d, &mt_exception) == d);
  check(kiln_is_instance(d, &mt_other) == NULL);
  check(kiln_is_instance(NULL, &mt_other) == NULL);
  check(kiln_is_instance(d, &mt_interface) == NULL);
  check(kiln_is_instance(i, &mt_interface) == i);
  Object *strings = kiln_alloc_array(&kiln_mt_string_array, 2);
  check(kiln_is_instance(strings, &mt_object_array) == strings);
  check(kiln_is_instance(strings, &kiln_mt_byte_array) == NULL);
  check(kiln_store_check(strings, d) == 0 && kiln_store_check(strings, kiln_alloc_string(0)) == 1);
  check(kiln_store_check(strings, NULL) == 1);
}

static void locks(void) {
  Object *o = kiln_alloc_object(&kiln_mt_object);
  for (int i = 0; i < 300; i++) check(kiln_monitor_try_enter_fast(o));
  for (int i = 0; i < 300; i++) check(kiln_monitor_is_entered(o) && kiln_monitor_exit_fast(o) == 0);
  check(kiln_monitor_exit_fast(o) == 4 && !kiln_monitor_is_entered(o));
  kiln_monitor_try_enter_fast(o);
  check(kiln_monitor_wait(&o, 5) == 0 && kiln_monitor_is_entered(o));
  kiln_monitor_exit_fast(o);
  check(kiln_monitor_wait(&o, 0) == 0 && kiln_pending == 12);
  kiln_pending = 0;
}

static void waiting(void) {
  void *e = kiln_create_event(0, NULL, 0, 0), *s = kiln_create_semaphore(0, 1, 2, NULL, 0, 0);
  check(kiln_wait_one(e, 0, 0) == 0x102);
  kiln_set_event(e);
  check(kiln_wait_one(e, 10, 0) == 0 && kiln_wait_one(e, 1, 0) == 0x102);
  void *both[2] = {e, s};
  check(kiln_wait_multiple(both, 2, 1, 1) == 0x102);
  check(kiln_wait_multiple(both, 2, 0, 1) == 1);
  int before = -1;
  check(kiln_release_semaphore(s, 2, &before) && before == 0 && !kiln_release_semaphore(s, 1, NULL));
  kiln_set_event(e);
  check(kiln_wait_multiple(both, 2, 1, 1) == 0);
  kiln_close_handle(e);
}

static void threads(void) {
  lock_object = kiln_alloc_object(&kiln_mt_object);
  event = kiln_create_event(0, NULL, 1, 0);
  Object *t[4];
  for (int i = 0; i < 4; i++) {
    t[i] = kiln_alloc_object(&mt_thread);
    kiln_thread_initialize(&t[i]);
    kiln_thread_start(*(void **)((char *)t[i] + 40), 0, 2, 0, NULL);
  }
  check(kiln_thread_join(&t[0], 1) == 0 || 1);
  kiln_set_event(event);
  for (int i = 0; i < 4; i++) check(kiln_thread_join(&t[i], -1) == 1);
  check(counter == 4000 && started == 4);
  kiln_close_handle(event);
}

// A binary tree that is checked again and again while garbage is made: nodes are {left, right, value}.
static const struct { uint32_t words, pad; uint64_t bits; } map_node = {3, 0, 3}, map_refs = {1, 0, 1};
NAME(mt_node) = {.flags = 0x01000000, .base_size = 40, .parent = &kiln_mt_object, .lo = 12, .hi = 12, .gcmap = (void *)&map_node};
NAME(mt_refs) = {.flags = 0x810A0008, .base_size = 24, .parent = &kiln_mt_object, .element = &kiln_mt_object, .lo = 13, .hi = 13, .kind = 0x102, .gcmap = (void *)&map_refs};
typedef struct Node { Object o; struct Node *left, *right; long value; } Node;
static Node *tree(int depth, long value) {
  Node *n = (Node *)kiln_alloc_object(&mt_node);
  n->value = value;
  if (depth) {
    n->left = tree(depth - 1, 2 * value);
    n->right = tree(depth - 1, 2 * value + 1);
  }
  return n;
}
static int sound(Node *n, int depth, long value) {
  if (n->o.mt != (uint32_t)(uintptr_t)&mt_node || n->value != value) return 0;
  return !depth || (sound(n->left, depth - 1, 2 * value) && sound(n->right, depth - 1, 2 * value + 1));
}
void kiln_gc_collect(int, int, uint8_t);
long kiln_gc_total_memory(void);
void *kiln_gchandle_alloc(Object *, int);
void *kiln_dependent_alloc(Object *, Object *);
Object *kiln_dependent_get(void *);
void kiln_gc_wait_for_finalizers(void);
static volatile int finalised;
static void finaliser(Object *o) { (void)o; finalised++; }
NAME(mt_final) = {.flags = 0x00100000, .base_size = 24, .parent = &kiln_mt_object, .lo = 14, .hi = 14, .finalizer = (void *)finaliser};
static __attribute__((noinline)) void **make_handles(Object *key) {
  static void *h[6];
  h[0] = kiln_gchandle_alloc((Object *)tree(3, 1), 0);
  h[1] = kiln_gchandle_alloc((Object *)tree(3, 1), 2);
  h[2] = kiln_dependent_alloc(key, (Object *)tree(4, 1));
  h[3] = kiln_dependent_alloc((Object *)tree(0, 1), (Object *)tree(4, 1));
  for (int i = 0; i < 100; i++) kiln_alloc_object(&mt_final);
  return h;
}
static __attribute__((noinline)) void dirty_stack(int n) {
  volatile char area[8192];
  for (int i = 0; i < 8192; i++) area[i] = (char)n;
}
static int soundness(int rounds, int depth) {
  int ok = 1;
  Node *keep = tree(depth, 1);
  Object **table = (Object **)((char *)kiln_alloc_array(&mt_refs, 5000) + 16);
  for (int r = 0; r < rounds; r++) {
    for (int i = 0; i < 5000; i += 7) {
      switch ((i + r) % 5) {
      case 0: table[i] = kiln_alloc_array(&kiln_mt_byte_array, (i * 37 + r) % 3000); break;
      case 1: table[i] = kiln_alloc_string(i % 50); break;
      case 2: table[i] = (Object *)tree(2, 1); break;
      case 3: table[i] = i % 11 ? NULL : kiln_alloc_array(&kiln_mt_byte_array, 20000 + i); break;
      default: tree(4, 1);
      }
    }
    ok &= sound(keep, depth, 1);
    for (int i = 0; i < 5000; i++)
      if (table[i] && table[i]->mt == (uint32_t)(uintptr_t)&mt_node) ok &= sound((Node *)table[i], 2, 1);
      else if (table[i] && table[i]->mt != (uint32_t)(uintptr_t)&kiln_mt_byte_array && table[i]->mt != (uint32_t)(uintptr_t)&kiln_mt_string) ok = 0;
  }
  return ok;
}
static void collector(void) {
  check(soundness(60, 12));
  Object *key = (Object *)tree(2, 1);
  void **h = make_handles(key);
  dirty_stack(0);
  kiln_gc_collect(2, 2, 0);
  dirty_stack(0);
  check(*(Object **)h[0] == NULL);
  check(*(Object **)h[1] && sound(*(Node **)h[1], 3, 1));
  check(kiln_dependent_get(h[2]) && sound((Node *)kiln_dependent_get(h[2]), 4, 1));
  check(kiln_dependent_get(h[3]) == NULL);
  kiln_gc_wait_for_finalizers();
  check(finalised >= 95);
  check(sound((Node *)key, 2, 1));
  long t = SystemNative_GetTimestamp();
  for (int i = 0; i < 30; i++) tree(16, 1);
  t = SystemNative_GetTimestamp() - t;
  check(kiln_gc_total_memory() < 200 << 20);
}
static volatile int torture_failures;
static void torture(void) {
  if (!soundness(40, 9)) torture_failures++;
}

static int overflow(int n) {
  volatile char page[4096];
  page[n & 4095] = (char)n;
  return n < 0 ? 0 : overflow(n + 1) + page[n & 4095];
}

int kiln_program_main(void) {
  Object *args = kiln_get_command_line_args();
  if (word(args, 8) == 1) {
    Object *mode = *(Object **)((char *)args + 16);
    switch (*((char *)mode + 12)) {
    case 'u': kiln_throw(kiln_alloc_object(&mt_derived));
    case 's': return overflow(0);
    case 'a': *(volatile int *)0x12345678 = 1;
    }
  }
  allocation();
  casts();
  locks();
  waiting();
  threads();
  collector();
  torturing = 1;
  threads();
  check(!torture_failures);
  failures += exceptions_main();
  print(failures ? "harness: failed\n" : "harness: all passed\n");
  return failures ? 1 : 42;
}

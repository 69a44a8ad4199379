// Runs the tests of exceptions.ll and prints which failed.
#include <stdint.h>

int SystemNative_Write(intptr_t, const void *, int);
int test_catch(void), test_rethrow(void), test_filter(void), test_filter_false(void), test_nested(void),
    test_replace(void), test_same_frame(void);
long throw_cost(int);

static void print(const char *s) {
  int n = 0;
  while (s[n]) n++;
  SystemNative_Write(1, s, n);
}
static void number(long n) {
  char b[21], *p = b + 20;
  *p = 0;
  do *--p = '0' + n % 10; while (n /= 10);
  print(p);
}

static const struct { const char *name; int (*run)(void); } tests[] = {
  {"catch", test_catch}, {"rethrow", test_rethrow}, {"filter", test_filter},
  {"filter_false", test_filter_false}, {"nested", test_nested}, {"replace", test_replace},
  {"same_frame", test_same_frame},
};

int exceptions_main(void) {
  int failed = 0;
  for (unsigned i = 0; i < sizeof tests / sizeof *tests; i++) {
    int r = tests[i].run();
    if (r) { failed++; print("FAILED: "); print(tests[i].name); print(" "); number(r); print("\n"); }
  }
  for (int depth = 1; depth <= 50; depth = depth == 1 ? 10 : depth + 40) {
    print("throw over "); number(depth); print(" frames: "); number(throw_cost(depth)); print(" ns\n");
  }
  return failed;
}

// goto in and out of loops and switches, labels at block ends, jumping over declarations, state machines, break and continue nesting.
using System;

class Program
{
    static string Machine(string input) { int i = 0; string outp = ""; char c; s0: if (i >= input.Length) goto end; c = input[i++]; if (c == 'a') goto s1; if (c == 'b') goto s2; outp += "?"; goto s0; s1: outp += "A"; if (i < input.Length && input[i] == 'a') { i++; goto s1; } goto s0; s2: { int n = 0; again: n++; if (i < input.Length && input[i] == 'b') { i++; goto again; } outp += "B" + n; goto s0; } end: return outp; }
    static int Nested() { int found = -1; for (int i = 0; i < 10; i++) { for (int j = 0; j < 10; j++) { for (int k = 0; k < 10; k++) { if (k == 5) break; if (j == 3) goto nextI; if (i * j * k == 36) { found = i * 100 + j * 10 + k; goto done; } } if (j > 7) continue; } nextI: ; } done: return found; }
    static int Case(int n) { int r = 0; switch (n) { case 1: r += 1; goto case 3; case 2: r += 2; goto default; case 3: r += 3; break; case 4: case 5: r += 45; if (n == 5) goto case 1; break; default: r += 100; if (r > 200) break; goto case 2; } return r; }
    static int Closures() { int total = 0, n = 0; Func<int>[] fs = new Func<int>[3]; top: { int local = n * 10; fs[n] = () => local++; } if (++n < 3) goto top; foreach (var f in fs) total = total * 100 + f() + f(); return total; }
    static int DoWhile() { int i = 0, s = 0; do { if (i == 3) { i += 2; continue; } s += i; if (s > 20) break; } while (++i < 10); return s * 100 + i; }
    static int While(int n) { while (true) { switch (n % 4) { case 0: n /= 2; continue; case 1: goto out1; case 2: n++; break; default: n -= 2; break; } if (n > 1000) break; } out1: return n; }
    static string ForParts() { string s = ""; for (int i = 0, j = 10; i < j; i += 2, j--, s += ";") { if (i == 2) continue; s += i + "," + j; } for (; ; ) { s += "!"; break; } return s; }
    static int Collatz(int n) { int steps = 0; loop: if (n == 1) return steps; steps++; if ((n & 1) == 0) { n >>= 1; goto loop; } n = 3 * n + 1; goto loop; }
    static int Foreach(int[] xs) { int r = 0; foreach (int x in xs) { if (x < 0) continue; foreach (char c in x.ToString()) { if (c == '9') goto skip; r += c - '0'; } r *= 2; skip: r++; } return r; }
    static void Main() { Console.WriteLine(Machine("aaabbxab") + " " + Machine("") + " " + Machine("bbbb")); Console.WriteLine($"{Nested()} {Case(1)} {Case(2)} {Case(3)} {Case(4)} {Case(5)} {Case(6)} {Closures()} {DoWhile()} {While(16)} {While(7)} {ForParts()} {Collatz(27)} {Foreach(new[] { 12, -5, 394, 7 })}"); }
}

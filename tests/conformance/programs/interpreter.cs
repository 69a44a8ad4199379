// A little language: tokeniser, recursive-descent parser, tree-walking evaluator, closures and errors.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

abstract record Expr;
record Num(double Value) : Expr; record Str(string Value) : Expr; record Name(string Id) : Expr; record Bin(string Op, Expr L, Expr R) : Expr; record Fn(string[] Ps, Expr Body) : Expr; record Call(Expr F, Expr[] Args) : Expr; record Let(string Id, Expr V, Expr In) : Expr; record Cond(Expr C, Expr T, Expr E) : Expr;
class Env { readonly Dictionary<string, object> vars = new(); readonly Env up; public Env(Env up = null) => this.up = up; public object this[string n] { get => vars.TryGetValue(n, out object v) ? v : up != null ? up[n] : throw new KeyNotFoundException(n); set => vars[n] = value; } }
delegate object Function(object[] args);

class Parser
{
    readonly List<string> toks = new(); int at;
    public Parser(string s) { for (int i = 0; i < s.Length;) { char c = s[i]; int start = i; if (char.IsWhiteSpace(c)) { i++; continue; } if (char.IsLetter(c)) while (i < s.Length && char.IsLetterOrDigit(s[i])) i++; else if (char.IsDigit(c)) while (i < s.Length && (char.IsDigit(s[i]) || s[i] == '.')) i++; else if (c == '"') { i = s.IndexOf('"', i + 1) + 1; } else i += s[i..].StartsWith("=>") || s[i..].StartsWith("==") ? 2 : 1; toks.Add(s[start..i]); } toks.Add("end"); }
    string Peek => toks[at]; string Next() => toks[at++]; void Need(string t) { if (Next() != t) throw new FormatException($"expected {t} before {Peek}"); }
    public Expr All() { Expr e = Top(); if (Peek != "end") throw new FormatException("junk: " + Peek); return e; }
    Expr Top()
    {
        switch (Peek)
        {
            case "let": { Next(); string id = Next(); Need("="); Expr v = Top(); Need("in"); return new Let(id, v, Top()); }
            case "if": { Next(); Expr c = Top(); Need("then"); Expr t = Top(); Need("else"); return new Cond(c, t, Top()); }
            case "fn": { Next(); var ps = new List<string>(); while (Peek != "=>") ps.Add(Next()); Next(); return new Fn(ps.ToArray(), Top()); }
        }
        return Binary(0);
    }
    static readonly string[][] levels = { new[] { "==", "<", ">" }, new[] { "+", "-" }, new[] { "*", "/", "%" } };
    Expr Binary(int level) { if (level == levels.Length) return Postfix(); Expr l = Binary(level + 1); while (levels[level].Contains(Peek)) { string op = Next(); l = new Bin(op, l, Binary(level + 1)); } return l; }
    Expr Postfix() { Expr e = Atom(); while (Peek == "(") { Next(); var args = new List<Expr>(); while (Peek != ")") { args.Add(Top()); if (Peek == ",") Next(); } Next(); e = new Call(e, args.ToArray()); } return e; }
    Expr Atom() { string t = Next(); if (t == "(") { Expr e = Top(); Need(")"); return e; } if (char.IsDigit(t[0])) return new Num(double.Parse(t)); if (t[0] == '"') return new Str(t[1..^1]); if (char.IsLetter(t[0])) return new Name(t); throw new FormatException("unexpected " + t); }
}

class Program
{
    static int steps;
    static object Eval(Expr e, Env env)
    {
        steps++;
        switch (e)
        {
            case Num n: return n.Value; case Str s: return s.Value; case Name n: return env[n.Id];
            case Let l: { var inner = new Env(env); inner[l.Id] = Eval(l.V, inner); return Eval(l.In, inner); }
            case Cond c: return Eval(c.C, env) is not (false or 0.0) ? Eval(c.T, env) : Eval(c.E, env);
            case Fn f: return (Function)(args => { var inner = new Env(env); for (int i = 0; i < f.Ps.Length; i++) inner[f.Ps[i]] = args[i]; return Eval(f.Body, inner); });
            case Call c: return ((Function)Eval(c.F, env))(c.Args.Select(a => Eval(a, env)).ToArray());
            case Bin b:
                return (b.Op, Eval(b.L, env), Eval(b.R, env)) switch { ("+", double x, double y) => x + y, ("-", double x, double y) => x - y, ("*", double x, double y) => x * y, ("/", double x, double y) => x / y, ("%", double x, double y) => x % y, ("<", double x, double y) => x < y, (">", double x, double y) => x > y, ("==", var x, var y) => Equals(x, y), ("+", var x, var y) => $"{x}{y}", var t => throw new InvalidOperationException($"{t.Item1} on {t.Item2.GetType().Name}") };
            default: throw new NotSupportedException(e.ToString());
        }
    }

    static void Main()
    {
        string[] programs = { "1 + 2 * 3 - 4 / 8", "let x = 5 in x * x", "let fib = fn n => if n < 2 then n else fib(n - 1) + fib(n - 2) in fib(15)", "let add = fn a => fn b => a + b in add(3)(4)", "\"a\" + 1 + \"b\"", "let compose = fn f g => fn x => f(g(x)) in compose(fn x => x * 2, fn x => x + 1)(10)", "let gcd = fn a b => if b == 0 then a else gcd(b, a % b) in gcd(1071, 462)", "1 +", "(1", "y", "1 - \"s\"", "let s = fn f n acc => if n == 0 then acc else f(f, n - 1, acc + n) in s(s, 100, 0)" };
        foreach (string p in programs) { try { steps = 0; Console.WriteLine($"{p} = {Eval(new Parser(p).All(), new Env())} ({steps})"); } catch (Exception e) { Console.WriteLine($"{p}: {e.GetType().Name} {e.Message}"); } }
        Console.WriteLine(new Parser("let f = fn x => x + 1 in f(2)").All());
    }
}

using System;
struct P { public int X; public long Y; public P(int x) { X = x; Y = x * 2; } public void Inc() { X++; } }
struct Big { public long A, B, C, D, E; public string S; }
class Program { static P Make(int n) => new P(n); static Big Fill(Big b, int n) { b.A = n; b.E = n * 5; b.S = "s" + n; return b; } static void Main() { P p = Make(3), q = p; q.Inc(); Console.WriteLine(p.X); Console.WriteLine(q.X); Console.WriteLine(q.Y); P[] a = new P[2]; a[1].Inc(); Console.WriteLine(a[1].X); Big b = Fill(default, 4); Console.WriteLine(b.A + b.E); Console.WriteLine(b.S); object o = p; Console.WriteLine(((P)o).X); } }

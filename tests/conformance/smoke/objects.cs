using System;
class Point { public int X, Y; public Point(int x, int y) { X = x; Y = y; } public int Sum() => X + Y; }
class Node { public int V; public Node Next; }
class Program { static void Main() { var p = new Point(3, 4); Console.WriteLine(p.Sum()); p.X = 10; Console.WriteLine(p.Sum()); Node head = null; for (int i = 0; i < 5; i++) head = new Node { V = i, Next = head }; int s = 0; for (Node n = head; n != null; n = n.Next) s = s * 10 + n.V; Console.WriteLine(s); } }

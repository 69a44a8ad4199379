using System;
class Program { static void Main() { int keep = 0; byte[][] live = new byte[16][]; for (int i = 0; i < 100000; i++) { byte[] b = new byte[1024]; b[5] = (byte)i; live[i % 16] = b; keep += b[5]; } GC.Collect(); int s = 0; foreach (byte[] b in live) s += b[5]; Console.WriteLine(keep); Console.WriteLine(s); } }

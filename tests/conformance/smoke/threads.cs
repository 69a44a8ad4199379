using System; using System.Threading;
class Program { static int n; static void Main() { var t = new Thread(() => { for (int i = 0; i < 1000; i++) n++; }); t.Start(); t.Join(); Console.WriteLine(n); object gate = new object(); lock (gate) Console.WriteLine("locked"); } }

using System; using System.Threading.Tasks;
class Program { static async Task<int> Add(int a, int b) { await Task.CompletedTask; return a + b; } static async Task Main() { Console.WriteLine(await Add(1, 2)); await Task.Yield(); Console.WriteLine("after yield"); } }

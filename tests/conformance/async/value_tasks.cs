// ValueTask, custom task-like types with their method builders, custom awaiters of structs and classes, extension awaiters.
using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

[AsyncMethodBuilder(typeof(BoxBuilder<>))]
class Box<T> { public T Value; public Exception Error; public bool Done; public Awaiter GetAwaiter() => new(this); public struct Awaiter(Box<T> b) : INotifyCompletion { public bool IsCompleted => b.Done; public T GetResult() => b.Error != null ? throw b.Error : b.Value; public void OnCompleted(Action a) => throw new NotSupportedException(); } }
struct BoxBuilder<T>
{
    Box<T> box;
    public static BoxBuilder<T> Create() { Console.Write("create "); return new() { box = new() }; }
    public Box<T> Task => box;
    public void Start<S>(ref S s) where S : IAsyncStateMachine { Console.Write("begin "); s.MoveNext(); }
    public void SetStateMachine(IAsyncStateMachine s) { }
    public void SetResult(T v) { Console.Write("result "); box.Value = v; box.Done = true; }
    public void SetException(Exception e) { Console.Write("error "); box.Error = e; box.Done = true; }
    public void AwaitOnCompleted<A, S>(ref A a, ref S s) where A : INotifyCompletion where S : IAsyncStateMachine { Console.Write("suspend "); a.OnCompleted(s.MoveNext); }
    public void AwaitUnsafeOnCompleted<A, S>(ref A a, ref S s) where A : ICriticalNotifyCompletion where S : IAsyncStateMachine { Console.Write("unsafe "); a.UnsafeOnCompleted(s.MoveNext); }
}
class Later { Action next; public int Value; public bool IsCompleted => false; public Later GetAwaiter() => this; }
static class Gate { public static Action Next; }
struct Stop : INotifyCompletion { public bool IsCompleted => false; public int GetResult() { Console.Write("got "); return 5; } public void OnCompleted(Action a) { Console.Write("parked "); Gate.Next = a; } public Stop GetAwaiter() => this; }
static class Ext { public static TaskAwaiter<int> GetAwaiter(this int n) => Task.FromResult(n * 2).GetAwaiter(); public static Stop GetAwaiter(this string s) => new(); }

class Program
{
    static async ValueTask<int> Value(bool sync) { if (!sync) await Task.Yield(); return 42; }
    static async ValueTask Plain() => await Task.Yield();
    static async Box<int> Boxed(int x) { int y = await 10; int z = await new Stop(); return x + y + z; }
    static async Box<string> Failing() { await Task.CompletedTask; throw new Exception("boxed"); }
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] static async ValueTask<string> Pooled(int n) { await Task.Yield(); return n == 0 ? "end" : n + await Pooled(n - 1); }
    static async Task Main()
    {
        ValueTask<int> v = Value(true); Console.WriteLine($"{v.IsCompleted} {v.Result} {await Value(false)} {await new ValueTask<int>(7)}"); await Plain();
        Box<int> b = Boxed(1); Console.WriteLine($"| {b.Done}"); Gate.Next(); Console.WriteLine($"| {b.Done} {b.Value} {await b}");
        try { await Failing(); } catch (Exception e) { Console.WriteLine(e.Message); }
        Console.WriteLine(await Pooled(3)); Console.WriteLine(await Value(false).AsTask() + (await Value(false).Preserve()));
        async Box<int> Local() => await "text"; var l = Local(); Gate.Next(); Console.WriteLine(l.Value);
        Console.WriteLine(default(ValueTask).IsCompletedSuccessfully + " " + default(ValueTask<string>).Result + ValueTask.FromException(new Exception()).IsFaulted);
    }
}

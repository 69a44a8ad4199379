// TaskCompletionSource, cancellation, WhenAny, custom awaiters, ValueTask, semaphores, channels.
using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

class Awaitable { public Awaiter GetAwaiter() => new(); public struct Awaiter : INotifyCompletion { public bool IsCompleted => false; public void OnCompleted(Action c) { Console.Write("[scheduled] "); c(); } public string GetResult() => "custom"; } }

class Program
{
    static async Task<string> Wait(Task<string> t) => "got " + await t;
    static async Task Cancellable(CancellationToken token) { while (true) { token.ThrowIfCancellationRequested(); await Task.Delay(1, token); } }

    static async Task Main()
    {
        var source = new TaskCompletionSource<string>();
        Task<string> waiting = Wait(source.Task);
        Console.Write(waiting.IsCompleted + " ");
        source.SetResult("it");
        Console.WriteLine(await waiting);
        Console.WriteLine(await new Awaitable());
        var cancel = new CancellationTokenSource();
        Task c = Cancellable(cancel.Token);
        cancel.Cancel();
        try { await c; } catch (OperationCanceledException) { Console.WriteLine($"cancelled {c.IsCanceled}"); }
        Task never = Task.Delay(Timeout.Infinite), done = Task.CompletedTask;
        Console.WriteLine(await Task.WhenAny(never, done) == done);
        var failing = new TaskCompletionSource();
        failing.SetException(new FormatException("f"));
        try { await failing.Task; } catch (FormatException e) { Console.WriteLine(e.Message); }
        try { failing.Task.Wait(); } catch (AggregateException e) { Console.WriteLine(e.InnerException.Message); }
        Channel<int> channel = Channel.CreateBounded<int>(2);
        Task producer = Task.Run(async () => { for (int i = 0; i < 6; i++) await channel.Writer.WriteAsync(i); channel.Writer.Complete(); });
        int sum = 0;
        await foreach (int x in channel.Reader.ReadAllAsync()) sum = sum * 10 + x;
        await producer;
        Console.WriteLine(sum);
        var gate = new SemaphoreSlim(1);
        int shared = 0;
        await Task.WhenAll(Run(), Run(), Run());
        async Task Run() { for (int i = 0; i < 100; i++) { await gate.WaitAsync(); try { int v = shared; await Task.Yield(); shared = v + 1; } finally { gate.Release(); } } }
        Console.WriteLine(shared);
        Console.WriteLine(await new ValueTask<int>(3) + Task.FromResult(4).Result);
    }
}

using System.Diagnostics;
using System.Globalization;
using Ses.SendingTasks;

namespace Ses.Throughput;

/// <summary>What is sent, how long, and what is said about it.</summary>
internal sealed class Run(Sender sender, Arguments arguments, double signature)
{
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(2);

    /// <summary>The task to its end.</summary>
    public async Task<bool> ToTheEndAsync(SendingTask task)
    {
        var before = Figures.Now();
        var clock = Stopwatch.StartNew();
        while (task.State is not (TaskState.Sent or TaskState.Failed) && task.Progress.Settled < arguments.Count)
        {
            await Task.Delay(50);
            task = (await sender.Client.Tasks.FindAsync(task.Id))!;
        }

        var took = clock.Elapsed;
        var after = Figures.Now();
        var cpu = (after.Cpu - before.Cpu).TotalMicroseconds / arguments.Count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            delivered        {task.Progress.Delivered} of {arguments.Count} {task.StateReason}
            rate             {arguments.Count / took.TotalSeconds:F0} messages/s
            CPU              {cpu:F0} us/message, of which the signature {signature:F0}: {cpu - signature:F0} without it
            allocated        {(after.Allocated - before.Allocated) / arguments.Count:F0} octets/message
            peak memory      {after.PeakMemory / 1048576} MB
            """));
        return task.Progress.Delivered == arguments.Count;
    }

    /// <summary>Until standard input says so, or ends. The one who says it counts by the mail server's own counter.</summary>
    public static async Task UntilToldAsync()
    {
        Console.WriteLine("sending");
        while (await HearAsync() is "mark")
            Console.WriteLine($"mark\t{Figures.Now()}");

        // On a thread of its own: the console's reader blocks, and one of two threads of the pool that waits there costs a sixth of the rate.
        static Task<string?> HearAsync() => Task.Factory.StartNew(Console.In.ReadLine, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Single messages alone, then beside the task.</summary>
    public async Task<bool> SinglesAsync(Watch watch, Func<Task> begin)
    {
        var singles = new SingleMessages(sender, watch, arguments.Singles, arguments.Domains);
        await singles.SendForAsync(Warmup);
        var idle = await singles.SendForAsync(TimeSpan.FromSeconds(arguments.Seconds));
        await begin();
        await singles.SendForAsync(Warmup);
        var before = watch.OfTask;
        var beside = await singles.SendForAsync(TimeSpan.FromSeconds(arguments.Seconds));
        var batch = watch.OfTask - before;
        var (p50, p99) = (Percentile(idle, 0.50), Percentile(beside, 0.99));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            idle_p50_ms	{p50:F2}
            idle_p99_ms	{Percentile(idle, 0.99):F2}
            beside_p50_ms	{Percentile(beside, 0.50):F2}
            beside_p99_ms	{p99:F2}
            p99_vs_idle_p50	{p99 / p50:F2}
            bulk_between_p50	{beside.Select(single => single.Overtaken).Order().ElementAt(beside.Count / 2)}
            bulk_between_max	{beside.Max(single => single.Overtaken)}
            bulk_per_second	{batch / (double)arguments.Seconds:F0}
            """));
        return batch > 0;
    }

    private static double Percentile(IReadOnlyList<SingleMessage> singles, double share) =>
        singles.Select(single => single.Took.TotalMilliseconds).Order().ElementAt((int)(singles.Count * share));
}

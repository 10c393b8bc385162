using System.Diagnostics;
using System.Globalization;
using Ses.SendingTasks;
using Ses.Throughput;
using Ses.Throughput.Mail;

Arguments arguments;
try
{
    arguments = Arguments.Parse(args);
}
catch (ArgumentException error)
{
    Console.Error.WriteLine($"{error.Message}\n\n{Arguments.Usage}");
    return 2;
}

if (arguments.Csv is { } csv)
{
    await using var file = File.Create(csv);
    await using var recipients = new RecipientFile(arguments.Count, arguments.Domains);
    await recipients.CopyToAsync(file);
    return 0;
}

await using var sender = new Sender(arguments);
var clock = Stopwatch.StartNew();
var group = await sender.PrepareAsync();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"imported\t{group.Count}\t{clock.Elapsed.TotalSeconds:F1}\t{Figures.Now()}"));
if (arguments.OnlyPrepares)
    return 0;

var signature = Figures.SignatureMicroseconds();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"signature\t{signature:F1}"));
using var stop = new CancellationTokenSource();
var before = Figures.Now();
clock.Restart();
var engine = sender.RunAsync(stop.Token);
var task = arguments.Joins ? null : await sender.BeginAsync(group);
if (arguments.RunsUntilTold)
{
    while (await Console.In.ReadLineAsync() is "mark")
        Console.WriteLine($"mark\t{Figures.Now()}");
}
else
{
    while (task is { State: not (TaskState.Sent or TaskState.Failed) } && task.Progress.Settled < arguments.Count)
    {
        await Task.Delay(50);
        task = await sender.Client.Tasks.FindAsync(task.Id);
    }

    var took = clock.Elapsed;
    var after = Figures.Now();
    var cpu = (after.Cpu - before.Cpu).TotalMicroseconds / arguments.Count;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
        delivered        {task?.Progress.Delivered} of {arguments.Count} {task?.StateReason}
        rate             {arguments.Count / took.TotalSeconds:F0} messages/s
        CPU              {cpu:F0} us/message, of which the signature {signature:F0}: {cpu - signature:F0} without it
        allocated        {(after.Allocated - before.Allocated) / arguments.Count:F0} octets/message
        peak memory      {after.PeakMemory / 1048576} MB
        """));
}

await stop.CancelAsync();
await engine;
return task is null || task.Progress.Delivered > 0 || arguments.RunsUntilTold ? 0 : 1;

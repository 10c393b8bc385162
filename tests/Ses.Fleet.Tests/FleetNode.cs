using System.Collections.Concurrent;
using System.Diagnostics;
using Ses.Judges;
using Ses.Testing;

namespace Ses.Fleet.Tests;

/// <summary>A node in a process of its own, and a mail server in this one that nobody else sends to: what it logs is what this node did.</summary>
internal sealed class FleetNode : IAsyncDisposable
{
    private readonly ConcurrentQueue<long> _taken = [];
    private readonly SimulatedMailServer _server;
    private readonly JudgeProcess _process;

    private FleetNode(string name, FleetStore store, int leaseSeconds, int answerMilliseconds)
    {
        Name = name;
        _server = SimulatedMailServer.Start(new() { KeepMessages = false, OfferStartTls = false, SlowAnswer = TimeSpan.FromMilliseconds(answerMilliseconds), Fault = Take });
        _process = JudgeProcess.Start(Program, [name, .. store.Arguments(name), Scale.Text(_server.Port), Scale.Text(leaseSeconds)]);
    }

    public string Name { get; }

    /// <summary>How often its server took a mail for each recipient.</summary>
    public IReadOnlyDictionary<string, int> Accepted => _server.Log.AcceptedPerRecipient;

    public long AcceptedCount => _server.Log.Accepted;

    public string Output => _process.Output;

    /// <summary>Mails that its server had begun to take, and not answered, when it was killed.</summary>
    public int InFlight { get; private set; }

    /// <summary>Mails that its server took in the last moment before it was killed (<see cref="Scale.Unsettled"/>).</summary>
    public int RecentlyTaken { get; private set; }

    public int LeasesLost => Output.Split("lost its lease").Length - 1;

    // Built beside the tests, in the same configuration.
    public static string Program =>
        Path.Combine(AppContext.BaseDirectory, "..", "..", "Ses.Fleet.Sender", new DirectoryInfo(AppContext.BaseDirectory).Name, "Ses.Fleet.Sender");

    public static FleetNode Start(string name, FleetStore store, int leaseSeconds = 3, int answerMilliseconds = 20) => new(name, store, leaseSeconds, answerMilliseconds);

    public Task WaitForAcceptedAsync(long count, CancellationToken cancellationToken) => Within(_server.Log.WaitForAcceptedAsync(count, cancellationToken), cancellationToken);

    /// <summary>Waits until its log says something so many times.</summary>
    public async Task WaitForOutputAsync(string text, CancellationToken cancellationToken, int times = 1)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Scale.Patience);
        while (Output.Split(text).Length <= times)
        {
            Assert.False(patience.IsCancellationRequested, $"{Name} did not say '{text}':\n{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    public void Freeze() => _process.Signal("STOP");

    public void Wake() => _process.Signal("CONT");

    /// <summary>Ends it as a power cut does; its server is closed behind it, so that the log is final.</summary>
    public async Task KillAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        // No mail is refused here: what was begun and not taken was not answered.
        InFlight = (int)(_server.Log.Begun - _server.Log.Accepted);
        _process.Kill();
        RecentlyTaken = _taken.Count(taken => taken >= begun - (long)(Scale.Unsettled.TotalSeconds * Stopwatch.Frequency));
        await _process.WaitForExitAsync();
        await _server.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // A frozen process ends too: KILL is not put off.
        await _process.DisposeAsync();
        await _server.DisposeAsync();
    }

    private SimulatedFault Take(SimulatedMessage _)
    {
        _taken.Enqueue(Stopwatch.GetTimestamp());
        return SimulatedFault.None;
    }

    private async Task Within(Task condition, CancellationToken cancellationToken)
    {
        try
        {
            await condition.WaitAsync(Scale.Patience, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{Name} had {AcceptedCount} mails taken and goes no further:\n{Output}");
        }
    }
}

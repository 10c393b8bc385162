using System.Runtime.ExceptionServices;
using Ses.Storage.InMemory;

namespace Ses.Testing;

/// <summary>
/// A world of its own on one thread: a clock that jumps to the next timer, dice from a seed, a DNS, mail servers that do what they are told, a store that may
/// fail before or after it has done its work, and any number of nodes. The same seed gives the same run, so a failing seed is the bug report.
/// </summary>
public sealed class FakeWorld : IDisposable
{
    private readonly List<(FakeNode? Node, Action Action)> _ready = [];
    private readonly List<FakeNode> _nodes = [];
    private int _thread;

    /// <summary>Begins a world on 2027-01-04 08:00 UTC, a Monday.</summary>
    public FakeWorld(ulong seed)
    {
        Seed = seed;
        Dice = new(seed);
        Clock = new(new(2027, 1, 4, 8, 0, 0, TimeSpan.Zero));
        Servers = new(this);
    }

    /// <summary>What the run follows from.</summary>
    public ulong Seed { get; }

    /// <summary>The time of the world.</summary>
    public VirtualClock Clock { get; }

    /// <summary>The DNS of the world.</summary>
    public InMemoryDns Dns { get; } = new();

    /// <summary>The mail servers of the world.</summary>
    public FakeMailServers Servers { get; }

    /// <summary>Who receives the callbacks of the world.</summary>
    public FakeCallbackReceivers Callbacks { get; } = new();

    /// <summary>The store that all nodes share, without its faults: for looking.</summary>
    public InMemoryStorage Storage { get; } = new();

    /// <summary>How the store fails; not at all unless set.</summary>
    public StoreFaults StoreFaults { get; set; } = StoreFaults.None;

    /// <summary>The nodes, dead ones among them.</summary>
    public IReadOnlyList<FakeNode> Nodes => _nodes;

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    internal FakeDice Dice { get; }

    /// <summary>Adds a process: a client, and an engine that runs once <see cref="FakeNode.Start"/> is called.</summary>
    public FakeNode AddNode(Action<SesOptions>? configure = null)
    {
        var node = new FakeNode(this, $"node{_nodes.Count + 1}", configure);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Does something on the world's own thread, as everything in it must be; the other verbs do so by themselves.</summary>
    public void Do(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (Environment.CurrentManagedThreadId == _thread)
        {
            action();
            return;
        }

        // A plain thread has neither a context nor a scheduler that would send continuations elsewhere, as a test framework's thread has.
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            _thread = Environment.CurrentManagedThreadId;
            try
            {
                action();
            }
#pragma warning disable CA1031 // It is thrown again where it belongs.
            catch (Exception error)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
            finally
            {
                // The number of a thread that has ended may be given to another.
                _thread = 0;
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>Begins some work and runs the world until it has ended. Throws what it throws, and <see cref="TimeoutException"/> after <paramref name="limit"/> (a day by default) of virtual time.</summary>
    public void Run(Func<Task> work, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        Do(() =>
        {
            var task = work();
            if (!RunUntil(() => task.IsCompleted, limit))
                throw new TimeoutException($"seed {Seed}: not done by {Clock.GetUtcNow():u}");
            task.GetAwaiter().GetResult();
        });
    }

    /// <summary>Begins some work and runs the world until it has ended, for its result.</summary>
    public T Run<T>(Func<Task<T>> work, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        T result = default!;
        // A block, so that it is work without a result: an expression would choose this very overload.
        Run(async () => { result = await work().ConfigureAwait(false); }, limit);
        return result;
    }

    /// <summary>Runs the world until something holds; false where it does not within <paramref name="limit"/> (a day by default) of virtual time.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var holds = false;
        Do(() =>
        {
            var end = Clock.GetUtcNow() + (limit ?? TimeSpan.FromDays(1));
            while (!(holds = condition()) && Step(end))
            {
            }
        });
        return holds;
    }

    /// <summary>Runs the world for a while.</summary>
    public void RunFor(TimeSpan time) => Do(() =>
    {
        var end = Clock.GetUtcNow() + time;
        while (Step(end))
        {
        }

        Clock.Advance(end - Clock.GetUtcNow());
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var node in _nodes)
            node.Dispose();
    }

    /// <summary>Puts an action among those that are ready; which goes first, the dice say. A dead node's actions never run, a frozen node's wait.</summary>
    internal void Post(FakeNode? node, Action action)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException("A fake world runs on a thread of its own: begin work in it by Run or Do, and let it await only ports, the clock and the engine's scheduler.");
        _ready.Add((node, action));
    }


    /// <summary>A moment in which others may go first.</summary>
    internal Task YieldAsync(FakeNode? node)
    {
        var turn = new TaskCompletionSource();
        Post(node, turn.SetResult);
        return turn.Task;
    }

    // Does one thing that is ready, or jumps to the next timer; false where there is neither before the end.
    private bool Step(DateTimeOffset end)
    {
        Steps++;
        _ready.RemoveAll(static entry => entry.Node is { IsDead: true });
        var runnable = _ready.Count(static entry => entry.Node is not { IsFrozen: true });
        if (runnable > 0)
        {
            var chosen = Dice.Roll(runnable);
            var index = _ready.FindIndex(entry => entry.Node is not { IsFrozen: true } && chosen-- == 0);
            var action = _ready[index].Action;
            _ready.RemoveAt(index);
            action();
            return true;
        }

        if (Clock.NextTimerAt is not { } due || due > end)
            return false;
        Clock.FireNext();
        return true;
    }
}

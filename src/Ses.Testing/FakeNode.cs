using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ses.Scheduling.Internal;

namespace Ses.Testing;

/// <summary>A process in a <see cref="FakeWorld"/>: it can be started, stopped, frozen and killed.</summary>
public sealed class FakeNode : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ServiceProvider _provider;
    private readonly List<Action> _heldTimers = [];
    private readonly FakeLog _log = new();

    internal FakeNode(FakeWorld world, string name, Action<SesOptions>? configure)
    {
        World = world;
        Name = name;
        var services = new ServiceCollection();
        Clock = new FakeNodeClock(this);
        services.AddSingleton(Clock);
        services.AddSingleton<ILoggerFactory>(_log);
        services.AddSingleton<EngineScheduler>(new FakeNodeScheduler(this));
        services.AddSingleton<SesDice>(world.Dice);
        services.AddSes(ses => ses
            .UseStorage(_ => FaultyStorage.Around(world.Storage, this))
            .UseTransport(_ => new FakeTransport(this))
            .UseDns(_ => world.Dns)
            .UseCallbackSender(_ => new FakeCallbackSender(this))
            .Configure(options => options.Engine.NodeName = name)
            .Configure(configure ?? (static _ => { })));
        _provider = services.BuildServiceProvider();
        Client = _provider.GetRequiredService<ISesClient>();
        Engine = _provider.GetRequiredService<SesEngine>();
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its client.</summary>
    public ISesClient Client { get; }

    /// <summary>Its engine; <see cref="Start"/> runs it.</summary>
    public SesEngine Engine { get; }

    /// <summary>Ends when the engine has stopped.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>True once it was killed.</summary>
    public bool IsDead { get; private set; }

    /// <summary>True while it is frozen.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>The last thousand lines that it logged, from Information on: level, event id, category, text.</summary>
    public IReadOnlyList<string> LogLines => _log.Lines;

    internal FakeWorld World { get; }

    internal TimeProvider Clock { get; }

    internal IServiceProvider Services => _provider;

    /// <summary>Runs the engine.</summary>
    public FakeNode Start()
    {
        var running = new TaskCompletionSource();
        Running = running.Task;
        World.Do(() => World.Post(this, async void () =>
        {
            try
            {
                await Engine.RunAsync(_stopping.Token).ConfigureAwait(false);
                running.SetResult();
            }
#pragma warning disable CA1031 // The task carries it.
            catch (Exception error)
#pragma warning restore CA1031
            {
                running.SetException(error);
            }
        }));
        return this;
    }

    /// <summary>Asks the engine to stop; run the world until <see cref="Running"/> has ended.</summary>
    public void Stop() => World.Do(() => World.Post(this, _stopping.Cancel));

    /// <summary>Ends the process as a power cut would: nothing of it runs any more, and what it had in memory is gone.</summary>
    public void Kill() => IsDead = true;

    /// <summary>Stops the process as SIGSTOP would: nothing of it runs until <see cref="Thaw"/>, and it does not notice.</summary>
    public void Freeze() => IsFrozen = true;

    /// <summary>Lets a frozen process go on; timers that ran out meanwhile fire now.</summary>
    public void Thaw() => World.Do(() =>
    {
        IsFrozen = false;
        foreach (var timer in _heldTimers)
            World.Post(this, timer);
        _heldTimers.Clear();
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        IsDead = true;
        _provider.Dispose();
        _stopping.Dispose();
    }

    // A timer of a dead node never fires, one of a frozen node fires when it wakes.
    internal void Fire(Action timer)
    {
        if (IsDead)
            return;
        if (IsFrozen)
            _heldTimers.Add(timer);
        else
            timer();
    }

    private sealed class FakeNodeScheduler(FakeNode node) : EngineScheduler
    {
        public override void Post(Action action) => node.World.Post(node, action);
    }

    private sealed class FakeNodeClock(FakeNode node) : TimeProvider
    {
        private readonly VirtualClock _clock = node.World.Clock;

        public override long TimestampFrequency => _clock.TimestampFrequency;

        public override TimeZoneInfo LocalTimeZone => _clock.LocalTimeZone;

        public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

        public override long GetTimestamp() => _clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _clock.CreateTimer(held => node.Fire(() => callback(held)), state, dueTime, period);
    }
}

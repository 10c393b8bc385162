namespace Ses.Scheduling.Internal;

/// <summary>When a pump was to make a step, and whether it did. Written by its loop, read by the watchdog and by whoever asks how the engine does.</summary>
internal sealed class PumpProgress(IPump pump, EngineOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _dueAt = time.GetUtcNow();
    private DateTimeOffset? _lastStepAt;
    private string? _lastError;

    public string Name => pump.Name;

    /// <summary>When the step became due that is to end next.</summary>
    public DateTimeOffset DueAt
    {
        get
        {
            lock (_lock)
                return _dueAt;
        }
    }

    /// <summary>The last error; null where the last step ended well.</summary>
    public string? LastError
    {
        get
        {
            lock (_lock)
                return _lastError;
        }
    }

    /// <summary>A step begins; one that was woken early is due only now.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            if (_lastError is null)
                _dueAt = time.GetUtcNow();
        }
    }

    /// <summary>A step has ended; the next is due after a sleep.</summary>
    public void End(TimeSpan sleep)
    {
        lock (_lock)
            (_lastStepAt, _lastError, _dueAt) = (time.GetUtcNow(), null, time.GetUtcNow() + sleep);
    }

    /// <summary>A step failed, so it is still due.</summary>
    public void Fail(Exception error)
    {
        lock (_lock)
            _lastError = $"{error.GetType().Name}: {error.Message}";
    }

    /// <summary>Since when it has stalled; null where it has not.</summary>
    public DateTimeOffset? StalledSince(DateTimeOffset now) => !pump.WaitsForOthers && DueAt is var since && now - since >= options.StallLimit ? since : null;

    public PumpHealth ToHealth(DateTimeOffset now)
    {
        lock (_lock)
            return new(Name, _lastStepAt, StalledSince(now), _lastError);
    }
}

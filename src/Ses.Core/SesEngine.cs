using Microsoft.Extensions.Logging;
using Ses.Domains.Internal;
using Ses.Primitives;
using Ses.Scheduling;
using Ses.Scheduling.Internal;

namespace Ses;

/// <summary>
/// What sends: all that a host must call is <see cref="RunAsync"/>, or <c>ses.RunInHost()</c> does. Any number of processes may run one over the same
/// store; <see cref="EngineManifest"/> lists what it does.
/// </summary>
public sealed class SesEngine
{
    private readonly SesServices _services;
    private readonly ILogger _logger;
    private int _running;
    private Standing _standing;

    internal SesEngine(SesServices services)
    {
        _services = services;
        _logger = services.Loggers.CreateLogger("Ses.Engine");
        _standing = new(EngineState.Stopped, services.Time.GetUtcNow(), []);
    }

    /// <summary>How the engine does now. Cheap; for a health check: <c>engine.Health.IsHealthy</c>.</summary>
    public EngineHealth Health
    {
        get
        {
            var (standing, now) = (Volatile.Read(ref _standing), _services.Time.GetUtcNow());
            return new(standing.State, standing.Since, [.. standing.Pumps.Select(pump => pump.ToHealth(now))]);
        }
    }

    private EngineOptions Options => _services.Options.Engine;

    /// <summary>
    /// Runs until canceled, then lets attempts under way end (<see cref="EngineOptions.DrainTimeout"/>) and returns. Waits for a store that does not
    /// answer. Throws only for what is not configured, for a store that is wrong for good, and where this engine runs already.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ThrowIfNotConfigured();
        SecretsNotice.Give(_services.Protector, _services.Loggers.CreateLogger("Ses.Secrets"));
        if (Interlocked.Exchange(ref _running, 1) == 1)
            throw new InvalidOperationException("This engine is running already: call RunAsync once, or use RunInHost(), not both.");
        try
        {
            while (await JoinAsync(cancellationToken).ConfigureAwait(false) is { } session)
            {
                using (session)
                    await RunSessionAsync(session, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Stand(EngineState.Stopped, []);
            Volatile.Write(ref _running, 0);
        }
    }

    internal void ThrowIfNotConfigured()
    {
        List<SesException> missing = [];
        if (_services.Transport is null)
            missing.Add(NotConfigured.Transport());
        if (_services.Dns is NotConfiguredDns)
            missing.Add(NotConfigured.Dns());
        if (missing.Count > 0)
            throw new SesException(SesErrorCode.NotConfigured, string.Join(Environment.NewLine, missing.Select(error => error.Message)));
    }

    private async Task<NodeSession?> JoinAsync(CancellationToken cancellationToken)
    {
        var delay = TimeSpan.FromMilliseconds(500);
        Stand(EngineState.Joining, []);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var asked = AskedAt.Of(_services.Time);
                var lease = await _services.Storage.Nodes.JoinAsync(StorableText.Of(Options.NodeName), Options.LeaseTimeToLive, asked.Now, cancellationToken).ConfigureAwait(false);
                _logger.NodeJoined(Options.NodeName, lease.Epoch.Value);
                return new(lease, asked, Options, _services.Time);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (SesException error) when (error.Code == SesErrorCode.StorageFailed && !error.IsTransient)
            {
                // Waiting mends neither a wrong password nor a foreign schema: the host is to know at once.
                throw;
            }
#pragma warning disable CA1031 // Whatever keeps the store from answering: the engine says so and waits.
            catch (Exception error)
#pragma warning restore CA1031
            {
                _logger.JoinFailed(error, Options.NodeName, delay);
                await _services.Nudge.SleepAsync(delay, cancellationToken).ConfigureAwait(false);
                delay = delay < TimeSpan.FromSeconds(10) ? delay * 2 : delay;
            }
        }

        return null;
    }

    private async Task RunSessionAsync(NodeSession session, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Lost);
        var pumps = EngineManifest.Create(_services, session);
        var progress = pumps.Select(pump => new PumpProgress(pump, Options, _services.Time)).ToArray();
        Stand(EngineState.Running, progress);
        var watchdog = new EngineWatchdog(progress, Options, _services.Time, _logger);
        var loops = pumps
            .Select((pump, i) => new EngineLoop(pump, progress[i], _services.Nudge, Options, _services.Time, _services.Dice, _services.Metrics.Engine, _logger))
            .Select(loop => _services.Scheduler.RunAsync(() => loop.RunAsync(stopping.Token)))
            .Append(_services.Scheduler.RunAsync(() => watchdog.RunAsync(stopping.Token)))
            .ToArray();
        await Task.WhenAll(loops).ConfigureAwait(false);
        if (session.Lost.IsCancellationRequested)
        {
            _logger.LeaseLost(Options.NodeName, session.Epoch.Value);
            _services.Metrics.Engine.LeaseLost();
        }
        else
        {
            await LeaveAsync(pumps, session).ConfigureAwait(false);
        }

        foreach (var pump in pumps.OfType<IDisposable>())
            pump.Dispose();
    }

    // The host gives us a moment: what is under way ends and is settled, what was not begun is given back, then the node leaves in peace.
    private async Task LeaveAsync(IReadOnlyList<IPump> pumps, NodeSession session)
    {
        using var patience = new CancellationTokenSource(Options.DrainTimeout, _services.Time);
        try
        {
            foreach (var draining in pumps.OfType<IDrainingPump>())
                await draining.DrainAsync(patience.Token).ConfigureAwait(false);
            await _services.Storage.Nodes.LeaveAsync(session.Epoch, session.Now, patience.Token).ConfigureAwait(false);
            _logger.NodeLeft(Options.NodeName, session.Epoch.Value);
        }
#pragma warning disable CA1031 // Leaving is a courtesy: without it the lease runs out and the claims are taken over.
        catch (Exception error)
#pragma warning restore CA1031
        {
            session.Lose();
            _logger.LeaveFailed(error, Options.NodeName);
        }
    }

    private void Stand(EngineState state, IReadOnlyList<PumpProgress> pumps) => Volatile.Write(ref _standing, new(state, _services.Time.GetUtcNow(), pumps));

    private sealed record Standing(EngineState State, DateTimeOffset Since, IReadOnlyList<PumpProgress> Pumps);
}

using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Ses.Primitives;
using Ses.Scheduling.Internal;

namespace Ses.Callbacks.Internal;

/// <summary>The calls of a node: those under way, those that ended and are not stored yet, and how each endpoint may be called at the moment.</summary>
internal sealed class CallbackCalls(SesServices services, NodeSession session)
{
    private readonly CallbacksOptions _options = services.Options.Callbacks;
    private readonly MessageFinder _messages = new(services.Storage.Ledger, services.Templates);
    private readonly ILogger _logger = services.Loggers.CreateLogger("Ses.Callbacks");
    private readonly Lock _lock = new();
    private readonly Dictionary<CallbackEndpointId, int> _inHand = [];
    private readonly Dictionary<CallbackEndpointId, EndpointPace> _paces = [];
    private readonly List<CallbackOutcome> _outcomes = [];
    private int _underWay;
    private TaskCompletionSource? _drained;

    /// <summary>How many of each endpoint may be taken now.</summary>
    public IReadOnlyList<CallbackClaim> Share(IReadOnlyList<CallbackEndpoint> due)
    {
        lock (_lock)
        {
            var claims = new List<CallbackClaim>();
            var free = _options.MaxConcurrency - _inHand.Values.Sum();
            foreach (var endpoint in due)
            {
                var room = Math.Min(free, PaceOf(endpoint.Id).Room(_inHand.GetValueOrDefault(endpoint.Id), _options.MaxConcurrencyPerEndpoint, session.Now));
                if (room > 0)
                    claims.Add(new(endpoint.Id, room));
                free -= Math.Max(0, room);
            }

            return claims;
        }
    }

    /// <summary>When the first of these may be called again that may not be now; null for none.</summary>
    public DateTimeOffset? FirstPauseEnd(IReadOnlyList<CallbackEndpoint> due)
    {
        lock (_lock)
            return due.Select(endpoint => PaceOf(endpoint.Id).PausedUntil).Where(until => until > session.Now).Select(until => (DateTimeOffset?)until).Min();
    }

    public void Start(IReadOnlyList<CallbackEndpoint> endpoints, IReadOnlyList<ClaimedCallback> claimed)
    {
        var byId = endpoints.ToDictionary(endpoint => endpoint.Id);
        lock (_lock)
        {
            _underWay += claimed.Count;
            foreach (var callback in claimed)
                _inHand[callback.Due.Endpoint] = _inHand.GetValueOrDefault(callback.Due.Endpoint) + 1;
        }

        foreach (var callback in claimed)
            services.Scheduler.Post(async void () => await RunAsync(byId[callback.Due.Endpoint], callback).ConfigureAwait(false));
    }

    /// <summary>What ended since; it stays in hand until <see cref="Stored"/>.</summary>
    public IReadOnlyList<CallbackOutcome> TakeOutcomes()
    {
        lock (_lock)
        {
            IReadOnlyList<CallbackOutcome> taken = [.. _outcomes];
            _outcomes.Clear();
            return taken;
        }
    }

    public void PutBack(IReadOnlyList<CallbackOutcome> outcomes)
    {
        lock (_lock)
            _outcomes.InsertRange(0, outcomes);
    }

    public void Stored(IReadOnlyList<CallbackOutcome> outcomes)
    {
        lock (_lock)
        {
            foreach (var outcome in outcomes)
                LetGo(outcome.Callback);
        }
    }

    /// <summary>Waits for the calls under way; those that do not end in time are made again later, by whoever takes them.</summary>
    public async ValueTask DrainAsync(CancellationToken patience)
    {
        Task drained;
        lock (_lock)
            drained = _underWay == 0 ? Task.CompletedTask : (_drained = new()).Task;
        using var impatient = patience.UnsafeRegister(static calls => ((CallbackCalls)calls!)._drained?.TrySetCanceled(), this);
        await drained.ConfigureAwait(false);
    }

    private async Task RunAsync(CallbackEndpoint endpoint, ClaimedCallback callback)
    {
        CallbackOutcome? outcome = null;
        try
        {
            outcome = await CallAsync(endpoint, callback).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (session.Lost.IsCancellationRequested)
        {
            // It is due again when its time is over, for whichever node.
        }
#pragma warning disable CA1031 // The store's fault or ours, not the endpoint's: it is due again when its time is over.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _logger.CallbackNotMade(error, CallbackAttempt.EventIdOf(callback.Due.Fact.Delivery, callback.Due.Fact.Sequence));
        }

        lock (_lock)
        {
            if (outcome is null)
                LetGo(callback);
            else
                End(outcome);
            if (--_underWay == 0)
                _drained?.TrySetResult();
        }

        services.Nudge.Wake(Work.Facts);
    }

    private async Task<CallbackOutcome> CallAsync(CallbackEndpoint endpoint, ClaimedCallback callback)
    {
        var body = CallbackBody.Write(callback.Due, await _messages.FindAsync(callback.Due, session.Lost).ConfigureAwait(false));
        var (startedAt, ticks) = (session.Now, services.Time.GetTimestamp());
        using var observation = services.Metrics.Callbacks.Call(callback, startedAt);
        var reply = Sign(endpoint, body, startedAt) is { } signature
            ? await SendAsync(endpoint, callback, body, signature).ConfigureAwait(false)
            : new(null, "its signing secret cannot be opened: the key that sealed it is missing (docs/secrets.md)");
        var outcome = CallbackDecider.Decide(callback, reply, startedAt, services.Time.GetElapsedTime(ticks), _options, services.Dice.Share());
        observation?.Ended(outcome.Attempt);
        return outcome;
    }

    private string? Sign(CallbackEndpoint endpoint, byte[] body, DateTimeOffset now)
    {
        try
        {
            return CallbackSignature.Create(services.CallbackSecrets.Open(endpoint, now), body, now);
        }
        catch (CryptographicException error)
        {
            _logger.SecretNotOpened(error, endpoint.Url);
            return null;
        }
    }

    private async Task<CallbackReply> SendAsync(CallbackEndpoint endpoint, ClaimedCallback callback, byte[] body, string signature)
    {
        var request = new CallbackRequest
        {
            Url = new(endpoint.Url),
            Body = body,
            Signature = signature,
            EventId = CallbackAttempt.EventIdOf(callback.Due.Fact.Delivery, callback.Due.Fact.Sequence),
            Timeout = _options.Timeout,
        };
        return await services.CallbackSender.SendAsync(request, session.Lost).ConfigureAwait(false);
    }

    private void End(CallbackOutcome outcome)
    {
        _outcomes.Add(outcome);
        var attempt = outcome.Attempt;
        var pace = PaceOf(attempt.Endpoint).After(attempt.Result == CallbackResult.Succeeded, attempt.At, attempt.At + attempt.Duration);
        if (pace == EndpointPace.Full)
            _paces.Remove(attempt.Endpoint);
        else
            _paces[attempt.Endpoint] = pace;
    }

    private void LetGo(ClaimedCallback callback)
    {
        if (--_inHand[callback.Due.Endpoint] == 0)
            _inHand.Remove(callback.Due.Endpoint);
    }

    private EndpointPace PaceOf(CallbackEndpointId endpoint) => _paces.GetValueOrDefault(endpoint, EndpointPace.Full);
}

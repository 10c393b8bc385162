using Ses.Ledger;
using Ses.Scheduling.Internal;

namespace Ses.Delivery.Internal;

/// <summary>
/// What a node knows of its sites: the conditions in the store, and those that its own answers lead to, which hold at once and are stored by the next
/// <see cref="SynchronizeAsync"/>. Also the circuits: a site that cannot be reached several times in a row is left alone for a while.
/// </summary>
internal sealed class SiteConditions(ISiteConditionStore store, ProviderTable providers, DeliveryOptions options, NodeSession session)
{
    private const int CircuitThreshold = 5;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Source, string Site, ShapingAction Action), SiteCondition> _conditions = [];
    private readonly Dictionary<(string Source, string Site, ShapingRule Rule), Queue<DateTimeOffset>> _answers = [];
    private readonly Dictionary<(string Source, string Site), (int Failures, int Openings)> _circuits = [];
    private List<SiteCondition> _unsaved = [];
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;
    private int _version;

    /// <summary>Counts changes: what was derived from the conditions holds while it stands.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>When a site may be sent to again; null where it may now.</summary>
    public SiteCondition? Suspension(string source, string site)
    {
        lock (_lock)
            return Find(source, site, ShapingAction.SuspendSite) ?? Find(source, "", ShapingAction.SuspendSource);
    }

    /// <summary>Messages a second from a source to a site at the moment; null for no limit.</summary>
    public double? MaxPerSecond(string source, string site, ProviderProfile provider)
    {
        lock (_lock)
            return PaceRates.OfSite(options, provider, Find(source, site, ShapingAction.SlowDown));
    }

    /// <summary>Connections from a source to a site at the moment.</summary>
    public int MaxConnections(string source, string site, ProviderProfile provider)
    {
        lock (_lock)
            return Math.Min(provider.MaxConnections, Find(source, site, ShapingAction.FewerConnections)?.MaxConnections ?? int.MaxValue);
    }

    /// <summary>What holds now.</summary>
    public IReadOnlyList<SiteCondition> List()
    {
        lock (_lock)
            return [.. _conditions.Values.Where(condition => condition.Until > session.Now)];
    }

    /// <summary>Learns from an answer.</summary>
    /// <returns>True where a rule says that a 5xx is about pace, so that the delivery is to be tried again.</returns>
    public bool Learn(Route route, TransportReply reply)
    {
        var (source, now) = (route.SourceName, session.Now);
        lock (_lock)
        {
            if (reply is TransportReply.Unreachable unreachable)
            {
                Fail(source, route.Site, unreachable.Reason, now);
                return false;
            }

            _circuits.Remove((source, route.Site));
            return reply is TransportReply.Refused refused && Apply(source, route, refused.Reply, now);
        }
    }

    /// <summary>Stores what was learnt, and reads what other nodes learnt, at most every few seconds.</summary>
    public async ValueTask SynchronizeAsync(CancellationToken cancellationToken)
    {
        List<SiteCondition> unsaved;
        lock (_lock)
            (unsaved, _unsaved) = (_unsaved, []);
        try
        {
            if (unsaved.Count > 0)
                await store.PutAsync(unsaved, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            lock (_lock)
                _unsaved.InsertRange(0, unsaved);
            throw;
        }

        if (session.Now - _readAt < Freshness)
            return;
        var stored = await store.ListAsync(session.Now, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            foreach (var condition in stored)
                Put(condition);
            foreach (var ended in _conditions.Where(pair => pair.Value.Until <= session.Now).Select(pair => pair.Key).ToList())
            {
                _conditions.Remove(ended);
                Interlocked.Increment(ref _version);
            }
        }

        _readAt = session.Now;
    }

    private bool Apply(string source, Route route, SmtpReplyFact reply, DateTimeOffset now)
    {
        var temporary = false;
        foreach (var rule in ShapingPolicy.Matching(options.Shaping.Concat(providers.Named(route.Provider).Rules).Concat(route.Provider is ProviderProfile.Default or ProviderProfile.Relay ? [] : providers.Default.Rules), route.Provider, reply))
        {
            temporary |= rule.IsTemporary;
            if (IsReached(source, route.Site, rule, now) && ShapingPolicy.ConditionOf(rule, source, route.Site, reply, now) is { } condition)
                Learn(condition);
        }

        return temporary;
    }

    private bool IsReached(string source, string site, ShapingRule rule, DateTimeOffset now)
    {
        if (rule.Threshold <= 1)
            return true;
        var answers = _answers.TryGetValue((source, site, rule), out var known) ? known : _answers[(source, site, rule)] = [];
        answers.Enqueue(now);
        while (answers.Peek() < now - rule.Within)
            answers.Dequeue();
        if (answers.Count < rule.Threshold)
            return false;
        answers.Clear();
        return true;
    }

    private void Fail(string source, string site, string reason, DateTimeOffset now)
    {
        var (failures, openings) = _circuits.GetValueOrDefault((source, site));
        failures++;
        if (failures >= CircuitThreshold)
        {
            openings++;
            // Behind the pause a single failure opens it again: one attempt is enough to see whether the site is back.
            failures = CircuitThreshold - 1;
            Learn(new(source, site, ShapingAction.SuspendSite, $"cannot be reached: {reason}", now + ShapingPolicy.CircuitPause(openings)));
        }

        _circuits[(source, site)] = (failures, openings);
    }

    private void Learn(SiteCondition condition) => _unsaved.Add(Put(condition));

    private SiteCondition Put(SiteCondition condition)
    {
        var key = (condition.Source, condition.Site, condition.Action);
        Interlocked.Increment(ref _version);
        return _conditions[key] = ShapingPolicy.Merge(_conditions.GetValueOrDefault(key), condition, session.Now);
    }

    private SiteCondition? Find(string source, string site, ShapingAction action) =>
        _conditions.TryGetValue((source, site, action), out var condition) && condition.Until > session.Now ? condition : null;
}

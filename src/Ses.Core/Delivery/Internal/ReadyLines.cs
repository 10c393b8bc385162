using System.Diagnostics.CodeAnalysis;
using Ses.Ledger;

namespace Ses.Delivery.Internal;

/// <summary>
/// Deliveries that passed the gates, in lines by what they wait for. Transactional lines go first, also before one that is only on its way; then lines take turns. A line sleeps until its rates allow it, or
/// waits for a place at its site; nobody else waits with it. Not safe for threads: its user holds a lock.
/// </summary>
internal sealed class ReadyLines(PaceBook pace, PaceRates rates, RightOfWay way)
{
    private readonly Dictionary<LineKey, ReadyLine> _lines = [];
    private readonly Dictionary<(string Source, string Site), SitePlaces> _places = [];
    private readonly Queue<ReadyLine> _transactional = [];
    private readonly Queue<ReadyLine> _marketing = [];
    private readonly PriorityQueue<ReadyLine, DateTimeOffset> _sleeping = new();

    /// <summary>When the next sleeping line wakes; null where none sleeps, or all wait for <see cref="WakeAll"/>.</summary>
    public DateTimeOffset? NextAt => _sleeping.TryPeek(out _, out var at) && at != DateTimeOffset.MaxValue ? at : null;

    /// <summary>True where a line waits and its site has a place; its rates may still say no.</summary>
    public bool MayHaveMore => TryPeek(_transactional, out _) || (way.HasRoom && TryPeek(_marketing, out _));

    /// <summary>How many wait by rate: what the store is to be asked for.</summary>
    public IReadOnlyDictionary<PaceRate, int> Demand()
    {
        var demand = new Dictionary<PaceRate, int>();
        foreach (var line in _lines.Values.Where(line => line.Count > 0))
        {
            foreach (var rate in line.Rates(rates))
                demand[rate] = demand.GetValueOrDefault(rate) + line.Count;
        }

        return demand;
    }

    /// <summary>How many of a line wait.</summary>
    public int CountOf(LineKey key) => _lines.TryGetValue(key, out var line) ? line.Count : 0;

    /// <summary>Where a delivery waits; null where it does not. For people: it looks through all of them.</summary>
    public ReadyPlace? Find(Primitives.DeliveryId delivery)
    {
        foreach (var line in _lines.Values)
        {
            if (line.IndexOf(delivery) is >= 0 and var before)
                return new(before, line.Places.UnderWay, rates.Places(line.Key, line.Places.Provider), [.. line.Rates(rates).Select(rate => (rate, pace.NotBefore(rate)))]);
        }

        return null;
    }

    public void Enqueue(AdmittedDelivery admitted, ProviderProfile provider)
    {
        var key = LineKey.Of(admitted);
        if (!_lines.TryGetValue(key, out var line))
        {
            var site = (key.Source, key.Site);
            var places = _places.TryGetValue(site, out var known) ? known : _places[site] = new(provider);
            _lines[key] = line = new(key, places);
            places.Lines++;
            Run(line);
        }

        line.Enqueue(admitted);
    }

    /// <summary>The next delivery that may begin now; it holds a place at its site until <see cref="Done"/>.</summary>
    public bool TryTake(DateTimeOffset now, [NotNullWhen(true)] out AdmittedDelivery? next)
    {
        while (_sleeping.TryPeek(out var line, out var at) && at <= now)
        {
            _sleeping.Dequeue();
            Run(line);
        }

        if (TryTake(_transactional, now, out next))
            return true;
        if (!way.HasRoom || !TryTake(_marketing, now, out next))
            return false;
        way.Pass();
        return true;
    }

    /// <summary>An attempt has ended: its place is free.</summary>
    public void Done(AdmittedDelivery admitted)
    {
        if (!_places.TryGetValue((admitted.Route.SourceName, admitted.Route.Site), out var places))
            return;
        places.UnderWay--;
        if (places.WaitingTransactional.TryDequeue(out var line) || places.WaitingMarketing.TryDequeue(out line))
            Run(line);
        Forget(places, admitted.Route.SourceName, admitted.Route.Site);
    }

    /// <summary>Lets every sleeping line look again: there are new windows.</summary>
    public void WakeAll()
    {
        while (_sleeping.TryDequeue(out var line, out _))
            Run(line);
    }

    /// <summary>Takes out what matches: a site was suspended, or the engine stops.</summary>
    public IReadOnlyList<AdmittedDelivery> Clear(Func<LineKey, bool> matches)
    {
        var cleared = new List<AdmittedDelivery>();
        foreach (var line in _lines.Values.Where(line => matches(line.Key)))
        {
            while (line.Count > 0)
                cleared.Add(line.Dequeue());
        }

        return cleared;
    }

    private bool TryTake(Queue<ReadyLine> runnable, DateTimeOffset now, [NotNullWhen(true)] out AdmittedDelivery? next)
    {
        next = null;
        while (TryPeek(runnable, out var line))
        {
            runnable.Dequeue();
            // What has expired needs no permit: whoever takes it gives it back.
            if (line.ExpiresAt > now && pace.TryTake(line.Rates(rates)) is { } notBefore)
            {
                var wakeAt = notBefore < line.ExpiresAt ? notBefore : line.ExpiresAt;
                _sleeping.Enqueue(line, wakeAt > now ? wakeAt : now.AddTicks(1));
                continue;
            }

            next = line.Dequeue();
            line.Places.UnderWay++;
            runnable.Enqueue(line);
            return true;
        }

        return false;
    }

    // The first line that has something and a place for it. Those before it are forgotten where they are empty, or wait for a place.
    private bool TryPeek(Queue<ReadyLine> runnable, [NotNullWhen(true)] out ReadyLine? line)
    {
        while (runnable.TryPeek(out line))
        {
            if (line.Count > 0 && line.Places.UnderWay < rates.Places(line.Key, line.Places.Provider))
                return true;
            runnable.Dequeue();
            if (line.Count > 0)
            {
                (line.Key.Stream == MailStream.Transactional ? line.Places.WaitingTransactional : line.Places.WaitingMarketing).Enqueue(line);
                continue;
            }

            _lines.Remove(line.Key);
            line.Places.Lines--;
            Forget(line.Places, line.Key.Source, line.Key.Site);
        }

        return false;
    }

    private void Forget(SitePlaces places, string source, string site)
    {
        if (places is { Lines: 0, UnderWay: 0 })
            _places.Remove((source, site));
    }

    private void Run(ReadyLine line) => (line.Key.Stream == MailStream.Transactional ? _transactional : _marketing).Enqueue(line);
}

using System.Net;
using Ses.Dns;
using Ses.Domains;

namespace Ses.Testing;

/// <summary>A DNS of one's own: serves the records that were put in, and fails where it is told to. Names without records do not exist.</summary>
public sealed class InMemoryDns : IDnsResolver
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<string>> _texts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<MxHost>> _exchangers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<IPAddress>> _addresses = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DnsStatus> _failures = new(StringComparer.OrdinalIgnoreCase);
    private long _questions;

    /// <summary>Questions asked.</summary>
    public long Questions => Interlocked.Read(ref _questions);

    /// <summary>Publishes all that a sender domain must publish; what stands here already is not published twice.</summary>
    public InMemoryDns Publish(SenderDomain domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        foreach (var record in domain.Records)
        {
            if (record.Type == "MX" && record.ExpectedValue.Split(' ') is [var preference, var host])
                Add(_exchangers, record.Name, new(int.Parse(preference, System.Globalization.CultureInfo.InvariantCulture), host), once: true);
            else
                Add(_texts, record.Name, record.ExpectedValue, once: true);
        }

        return this;
    }

    /// <summary>Creates a sender domain, publishes its records here, and verifies it.</summary>
    public async Task<SenderDomain> CreateVerifiedAsync(ISesClient client, string domain, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        Publish(await client.Domains.CreateAsync(domain, cancellationToken).ConfigureAwait(false));
        return await client.Domains.VerifyAsync(domain, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds a text record.</summary>
    public InMemoryDns AddText(string name, string text) => Add(_texts, name, text);

    /// <summary>Adds a mail exchanger; host <c>.</c> is the null MX.</summary>
    public InMemoryDns AddMx(string name, int preference, string host) => Add(_exchangers, name, new(preference, host));

    /// <summary>Adds an address.</summary>
    public InMemoryDns AddAddress(string name, IPAddress address) => Add(_addresses, name, address);

    /// <summary>Takes all records of a name away.</summary>
    public InMemoryDns Remove(string name)
    {
        lock (_lock)
            _addresses.Remove(Key(name));
        return RemoveTexts(name).RemoveExchangers(name);
    }

    /// <summary>Takes the text records of a name away.</summary>
    public InMemoryDns RemoveTexts(string name)
    {
        lock (_lock)
            _texts.Remove(Key(name));
        return this;
    }

    /// <summary>Takes the mail exchangers of a name away.</summary>
    public InMemoryDns RemoveExchangers(string name)
    {
        lock (_lock)
            _exchangers.Remove(Key(name));
        return this;
    }

    /// <summary>From now on, questions about a name fail; <see cref="DnsStatus.Found"/> ends that.</summary>
    public InMemoryDns Fail(string name, DnsStatus status)
    {
        lock (_lock)
        {
            if (status == DnsStatus.Found)
                _failures.Remove(Key(name));
            else
                _failures[Key(name)] = status;
        }

        return this;
    }

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<MxHost>> GetMxAsync(string name, CancellationToken cancellationToken) => Answer(_exchangers, name);

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<string>> GetTxtAsync(string name, CancellationToken cancellationToken) => Answer(_texts, name);

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<IPAddress>> GetAddressesAsync(string name, CancellationToken cancellationToken) => Answer(_addresses, name);

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<string>> GetNamesAsync(IPAddress address, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Interlocked.Increment(ref _questions);
            var names = _addresses.Where(entry => entry.Value.Contains(address)).Select(entry => entry.Key).ToList();
            return new(names.Count > 0 ? DnsAnswer<string>.Found(names, TimeToLive) : DnsAnswer<string>.None(DnsStatus.NoSuchName));
        }
    }

    private InMemoryDns Add<T>(Dictionary<string, List<T>> records, string name, T record, bool once = false)
    {
        lock (_lock)
        {
            var list = records.TryGetValue(Key(name), out var known) ? known : records[Key(name)] = [];
            if (!once || !list.Contains(record))
                list.Add(record);
        }

        return this;
    }

    private ValueTask<DnsAnswer<T>> Answer<T>(Dictionary<string, List<T>> records, string name)
    {
        lock (_lock)
        {
            Interlocked.Increment(ref _questions);
            var key = Key(name);
            if (_failures.TryGetValue(key, out var failure))
                return new(DnsAnswer<T>.None(failure));
            if (records.TryGetValue(key, out var found))
                return new(DnsAnswer<T>.Found([.. found], TimeToLive));
            var exists = _texts.ContainsKey(key) || _exchangers.ContainsKey(key) || _addresses.ContainsKey(key);
            return new(DnsAnswer<T>.None(exists ? DnsStatus.NoRecords : DnsStatus.NoSuchName));
        }
    }

    private static string Key(string name) => name.TrimEnd('.');
}

using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;
using Ses.Dns;

namespace Ses.Smtp.Resolving;

/// <summary>Asks the DNS by DnsClient, which keeps answers for their time to live and asks again over TCP where an answer was cut short.</summary>
internal sealed class DnsClientResolver : IDnsResolver
{
    private const int MaxAliases = 8;

    private readonly LookupClient _client;

    public DnsClientResolver(ICollection<IPEndPoint> nameServers, TimeSpan? timeout = null)
    {
        var options = nameServers.Count == 0 ? new LookupClientOptions() : new LookupClientOptions([.. nameServers]);
        options.UseCache = true;
        options.CacheFailedResults = false;
        options.ThrowDnsErrors = false;
        options.Timeout = timeout ?? TimeSpan.FromSeconds(5);
        options.Retries = 2;
        _client = new(options);
    }

    public async ValueTask<DnsAnswer<MxHost>> GetMxAsync(string name, CancellationToken cancellationToken) =>
        await AskAsync<MxRecord, MxHost>(name, QueryType.MX, record => new(record.Preference, record.Exchange.Value is "." ? "." : record.Exchange.Value.TrimEnd('.')), cancellationToken).ConfigureAwait(false);

    public async ValueTask<DnsAnswer<string>> GetTxtAsync(string name, CancellationToken cancellationToken) =>
        await AskAsync<TxtRecord, string>(name, QueryType.TXT, record => string.Concat(record.Text), cancellationToken).ConfigureAwait(false);

    public async ValueTask<DnsAnswer<IPAddress>> GetAddressesAsync(string name, CancellationToken cancellationToken)
    {
        var asking6 = AskAsync<AaaaRecord, IPAddress>(name, QueryType.AAAA, record => record.Address, cancellationToken);
        var v4 = await AskAsync<ARecord, IPAddress>(name, QueryType.A, record => record.Address, cancellationToken).ConfigureAwait(false);
        var v6 = await asking6.ConfigureAwait(false);
        if (v4.Status == DnsStatus.Found && v6.Status == DnsStatus.Found)
            return v4 with { Records = [.. v4.Records, .. v6.Records], TimeToLive = v4.TimeToLive < v6.TimeToLive ? v4.TimeToLive : v6.TimeToLive };
        return v4.Status == DnsStatus.Found || v6.Status is DnsStatus.NoRecords or DnsStatus.NoSuchName ? v4 : v6;
    }

    public async ValueTask<DnsAnswer<string>> GetNamesAsync(IPAddress address, CancellationToken cancellationToken) =>
        await AskAsync<PtrRecord, string>(address.GetArpaName(), QueryType.PTR, record => record.PtrDomainName.Value.TrimEnd('.'), cancellationToken).ConfigureAwait(false);

    // A server that names an alias and leaves it at that is asked for the alias, too.
    private async Task<DnsAnswer<TValue>> AskAsync<TRecord, TValue>(string name, QueryType type, Func<TRecord, TValue> read, CancellationToken cancellationToken)
        where TRecord : DnsResourceRecord
    {
        var aliases = new List<string>();
        while (true)
        {
            var answer = await AskOnceAsync(name, type, read, cancellationToken).ConfigureAwait(false);
            aliases.AddRange(answer.Aliases);
            if (answer.Status != DnsStatus.NoRecords || answer.Aliases.Count == 0)
                return answer with { Aliases = aliases };
            if (aliases.Count > MaxAliases)
                return DnsAnswer<TValue>.None(DnsStatus.ServerFailure);
            name = answer.Aliases[^1];
        }
    }

    private async Task<DnsAnswer<TValue>> AskOnceAsync<TRecord, TValue>(string name, QueryType type, Func<TRecord, TValue> read, CancellationToken cancellationToken)
        where TRecord : DnsResourceRecord
    {
        try
        {
            return AnswerOf(await _client.QueryAsync(name, type, QueryClass.IN, cancellationToken).ConfigureAwait(false), read);
        }
        catch (DnsResponseException error)
        {
            return DnsAnswer<TValue>.None(error.Code == DnsResponseCode.ConnectionTimeout ? DnsStatus.Timeout : DnsStatus.ServerFailure);
        }
        catch (ArgumentException)
        {
            // A label of more than 63 octets, or a name that is none: it cannot exist.
            return DnsAnswer<TValue>.None(DnsStatus.NoSuchName);
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return DnsAnswer<TValue>.None(DnsStatus.Timeout);
        }
#pragma warning disable CA1031 // What a server sends that is no DNS is read with many an exception; none of them says anything about the name.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return DnsAnswer<TValue>.None(DnsStatus.ServerFailure);
        }
    }

    private static DnsAnswer<TValue> AnswerOf<TRecord, TValue>(IDnsQueryResponse response, Func<TRecord, TValue> read)
        where TRecord : DnsResourceRecord
    {
        switch (response.Header.ResponseCode)
        {
            case DnsHeaderResponseCode.NotExistentDomain:
                return DnsAnswer<TValue>.None(DnsStatus.NoSuchName);
            case not DnsHeaderResponseCode.NoError:
                return DnsAnswer<TValue>.None(DnsStatus.ServerFailure);
        }

        var aliases = response.Answers.OfType<CNameRecord>().Select(alias => alias.CanonicalName.Value.TrimEnd('.')).ToList();
        var records = response.Answers.OfType<TRecord>().ToList();
        if (records.Count == 0)
            return DnsAnswer<TValue>.None(DnsStatus.NoRecords) with { Aliases = aliases };
        var timeToLive = TimeSpan.FromSeconds(response.Answers.Min(record => record.TimeToLive));
        return new(DnsStatus.Found, records.ConvertAll(record => read(record)), timeToLive, aliases);
    }
}

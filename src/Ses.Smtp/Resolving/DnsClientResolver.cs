using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;
using Ses.Dns;

namespace Ses.Smtp.Resolving;

/// <summary>Asks the DNS by DnsClient, which keeps answers for their time to live.</summary>
internal sealed class DnsClientResolver : IDnsResolver
{
    private readonly LookupClient _client;

    public DnsClientResolver(ICollection<IPEndPoint> nameServers)
    {
        var options = nameServers.Count == 0 ? new LookupClientOptions() : new LookupClientOptions([.. nameServers]);
        options.UseCache = true;
        options.CacheFailedResults = false;
        options.ThrowDnsErrors = false;
        options.Timeout = TimeSpan.FromSeconds(5);
        options.Retries = 2;
        _client = new(options);
    }

    public async ValueTask<DnsAnswer<MxHost>> GetMxAsync(string name, CancellationToken cancellationToken) =>
        await AskAsync<MxRecord, MxHost>(name, QueryType.MX, record => new(record.Preference, record.Exchange.Value is "." ? "." : record.Exchange.Value.TrimEnd('.')), cancellationToken).ConfigureAwait(false);

    public async ValueTask<DnsAnswer<string>> GetTxtAsync(string name, CancellationToken cancellationToken) =>
        await AskAsync<TxtRecord, string>(name, QueryType.TXT, record => string.Concat(record.Text), cancellationToken).ConfigureAwait(false);

    public async ValueTask<DnsAnswer<IPAddress>> GetAddressesAsync(string name, CancellationToken cancellationToken)
    {
        var v6 = await AskAsync<AaaaRecord, IPAddress>(name, QueryType.AAAA, record => record.Address, cancellationToken).ConfigureAwait(false);
        var v4 = await AskAsync<ARecord, IPAddress>(name, QueryType.A, record => record.Address, cancellationToken).ConfigureAwait(false);
        if (v4.Status == DnsStatus.Found && v6.Status == DnsStatus.Found)
            return DnsAnswer<IPAddress>.Found([.. v4.Records, .. v6.Records], v4.TimeToLive < v6.TimeToLive ? v4.TimeToLive : v6.TimeToLive);
        return v4.Status == DnsStatus.Found || v6.Status is DnsStatus.NoRecords or DnsStatus.NoSuchName ? v4 : v6;
    }

    public async ValueTask<DnsAnswer<string>> GetNamesAsync(IPAddress address, CancellationToken cancellationToken) =>
        await AskAsync<PtrRecord, string>(ReverseName(address), QueryType.PTR, record => record.PtrDomainName.Value.TrimEnd('.'), cancellationToken).ConfigureAwait(false);

    private static string ReverseName(IPAddress address) => address.GetArpaName();

    private async Task<DnsAnswer<TValue>> AskAsync<TRecord, TValue>(string name, QueryType type, Func<TRecord, TValue> read, CancellationToken cancellationToken)
        where TRecord : DnsResourceRecord
    {
        IDnsQueryResponse response;
        try
        {
            response = await _client.QueryAsync(name, type, QueryClass.IN, cancellationToken).ConfigureAwait(false);
        }
        catch (DnsResponseException error)
        {
            return DnsAnswer<TValue>.None(error.Code == DnsResponseCode.ConnectionTimeout ? DnsStatus.Timeout : DnsStatus.ServerFailure);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ArgumentException && !cancellationToken.IsCancellationRequested)
        {
            return DnsAnswer<TValue>.None(error is ArgumentException ? DnsStatus.NoSuchName : DnsStatus.Timeout);
        }

        return AnswerOf(response, read);
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

        var records = response.Answers.OfType<TRecord>().ToList();
        if (records.Count == 0)
            return DnsAnswer<TValue>.None(DnsStatus.NoRecords);
        var aliases = response.Answers.OfType<CNameRecord>().Select(alias => alias.CanonicalName.Value.TrimEnd('.')).ToList();
        return new(DnsStatus.Found, records.ConvertAll(record => read(record)), TimeSpan.FromSeconds(records.Min(record => record.TimeToLive)), aliases);
    }
}

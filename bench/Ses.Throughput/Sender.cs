using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Ses.Delivery;
using Ses.Domains;
using Ses.Ledger;
using Ses.Recipients;
using Ses.SendingTasks;
using Ses.Testing;
using Ses.Throughput.Mail;

namespace Ses.Throughput;

/// <summary>An application that sends: Ses as it is used, with a DNS in memory that leads all mail to one server, and without limits of quantity.</summary>
internal sealed class Sender : IAsyncDisposable
{
    public const string From = "editor@letters.harbour.example";
    private const string Domain = "letters.harbour.example";
    private const string Exchanger = "mx.readers.example";

    private readonly Arguments _arguments;
    private readonly InMemoryDns _dns = new();
    private readonly ServiceProvider _provider;

    public Sender(Arguments arguments, Action<IServiceCollection>? further = null)
    {
        _arguments = arguments;
        var services = new ServiceCollection();
        services.AddSes(ses => UseStore(ses)
            .UseSmtp(smtp =>
            {
                smtp.AllowPrivateExchangers = true;            // the sink is on this machine
                smtp.MaxConnectionsPerHost = arguments.Connections;
                smtp.MaxMessagesPerConnection = int.MaxValue;
            })
            .UseDns(_ => _dns)
            .UseUnlimited()
            .Configure(Configure));
        further?.Invoke(services);
        _provider = services.BuildServiceProvider();
        _dns.AddAddress(Exchanger, IPAddress.Parse(arguments.Host));
        for (var i = 0; i < arguments.Domains; i++)
            _dns.AddMx($"r{i}.example", 10, Exchanger);
        Client = _provider.GetRequiredService<ISesClient>();
    }

    public ISesClient Client { get; }

    public Task RunAsync(CancellationToken stop) => _provider.GetRequiredService<SesEngine>().RunAsync(stop);

    /// <summary>The group of the recipients, with sender domain and template; what an earlier run left in the store is used again.</summary>
    public async Task<RecipientGroup> PrepareAsync()
    {
        _dns.Publish(await Client.Domains.FindAsync(Domain) ?? await Client.Domains.CreateAsync(Domain));
        var domain = await Client.Domains.VerifyAsync(Domain);
        if (domain.Status != DomainStatus.Verified)
            throw new InvalidOperationException($"{Domain} is {domain.Status}");
        if (await Client.Addresses.FindAsync(From) is null)
            await Client.Addresses.CreateAsync(From, "The Harbour Letter");
        if (await Client.Templates.FindAsync("letter") is null)
            await Client.Templates.CreateAsync(Letter.Draft());
        var name = $"{_arguments.Count} readers";
        var found = await Client.Recipients.ListAsync(name);
        var group = found.Items.FirstOrDefault(group => group.Name == name) ?? await Client.Recipients.CreateAsync(name, name);
        if (group.Count == _arguments.Count)
            return group;
        await using var file = new ReaderFile(_arguments.Count, _arguments.Domains);
        var report = await Client.Recipients.ImportCsvAsync(group.Id, file);
        return report.Valid == _arguments.Count
            ? (await Client.Recipients.FindAsync(group.Id))!
            : throw new InvalidOperationException($"{report.Valid} of {_arguments.Count} recipients were imported: {string.Join("; ", report.Errors.Take(3).Select(error => error.Reason))}");
    }

    /// <summary>Where the key to verify the mails by is published, and what stands there, parted by a tab.</summary>
    public async Task<string> DkimRecordAsync()
    {
        var records = (await Client.Domains.FindAsync(Domain))!.Records;
        var record = records.First(record => record.Name.Contains("._domainkey.", StringComparison.Ordinal));
        return $"{record.Name}\t{record.ExpectedValue}";
    }

    public async Task<SendingTask> BeginAsync(RecipientGroup group) => await Client.Tasks.CreateAsync(new()
    {
        From = From,
        Groups = [group.Id],
        Template = (await Client.Templates.FindAsync("letter"))!.Id,
        Subject = Letter.Subject,
        Stream = _arguments.IsPlain ? MailStream.Transactional : MailStream.Marketing,
    });

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private SesBuilder UseStore(SesBuilder ses) => _arguments.Store switch
    {
        "sqlite" => ses.UseSqlite(_arguments.Place),
        "postgres" => ses.UsePostgreSql(_arguments.Place),
        _ => ses.UseInMemory(),
    };

    private void Configure(SesOptions options)
    {
        options.Identity.EhloName = "out.harbour.example";
        if (!_arguments.IsPlain)
            options.Identity.ReturnPathMx = "bounces.harbour.example";
        options.Engine.NodeName = $"{Environment.MachineName}-{Environment.ProcessId}";
        options.Delivery.MxPort = _arguments.Port == 0 ? 25 : _arguments.Port;
        options.Delivery.Providers.Add(new() { Name = ProviderProfile.Default, MaxConnections = _arguments.Connections, MaxMessagesPerConnection = int.MaxValue });
    }
}

using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Testing;

namespace Ses.Storage.Sql.Tests;

/// <summary>A host with a database of its own in which Ses lives too, and a transport that takes all mail.</summary>
public sealed class Shop : IMailTransport, IAsyncDisposable
{
    private readonly ServiceProvider _provider;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<DbConnection> _connect;
    private Task _engine = Task.CompletedTask;

    private Shop(Func<DbConnection> connect, Action<SesBuilder> useStorage)
    {
        _connect = connect;
        var services = new ServiceCollection();
        services.AddSes(ses =>
        {
            ses.UseTransport(_ => this).UseDns(_ => Dns).UseUnlimited().Configure(options =>
            {
                options.Engine.PollInterval = TimeSpan.FromMilliseconds(100);
                options.Delivery.Relays.Add(new("relay.example", 25));
            });
            useStorage(ses);
        });
        _provider = services.BuildServiceProvider();
        Client = _provider.GetRequiredService<ISesClient>();
    }

    /// <summary>The client.</summary>
    public ISesClient Client { get; }

    /// <summary>The DNS.</summary>
    public InMemoryDns Dns { get; } = new();

    /// <summary>To whom mail was sent.</summary>
    public ConcurrentBag<string> Sent { get; } = [];

    /// <summary>Opens a shop whose sender domain is verified and that has a table of orders.</summary>
    public static async Task<Shop> OpenAsync(Func<DbConnection> connect, Action<SesBuilder> useStorage)
    {
        var shop = new Shop(connect, useStorage);
        var domain = await shop.Client.Domains.CreateAsync("shop.example", TestContext.Current.CancellationToken);
        shop.Dns.Publish(domain);
        await shop.Client.Domains.VerifyAsync("shop.example", TestContext.Current.CancellationToken);
        await using var connection = await shop.ConnectAsync();
        await using var create = connection.CreateCommand();
        create.CommandText = "CREATE TABLE IF NOT EXISTS orders (id integer PRIMARY KEY, customer text NOT NULL)";
        await create.ExecuteNonQueryAsync();
        return shop;
    }

    /// <summary>An open connection of the host's own.</summary>
    public async Task<DbConnection> ConnectAsync()
    {
        var connection = _connect();
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs the engine until the shop closes.</summary>
    public Shop Run()
    {
        _engine = _provider.GetRequiredService<SesEngine>().RunAsync(_stopping.Token);
        return this;
    }

    /// <summary>Waits until every recipient of a message has its fate.</summary>
    public async Task<IReadOnlyList<MailDelivery>> SettledAsync(MessageId message)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            var rows = await Client.MailLog.ListDeliveriesAsync(message, patience.Token).ToListAsync(patience.Token);
            if (rows.Count > 0 && rows.TrueForAll(row => row.State != DeliveryState.Queued))
                return rows;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>The customers with orders.</summary>
    public async Task<IReadOnlyList<string>> OrdersAsync()
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT customer FROM orders ORDER BY id";
        await using var reader = await command.ExecuteReaderAsync();
        var customers = new List<string>();
        while (await reader.ReadAsync())
            customers.Add(reader.GetString(0));
        return customers;
    }

    public ValueTask<TransportReply> SendAsync(TransportRequest request, CancellationToken cancellationToken)
    {
        Sent.Add(request.Recipient.ToString());
        return new(new TransportReply.Accepted(new(250, "2.0.0", "ok")));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _engine;
        await _provider.DisposeAsync();
        _stopping.Dispose();
    }
}

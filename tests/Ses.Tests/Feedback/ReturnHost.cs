using Microsoft.Extensions.DependencyInjection;
using Ses.Ledger;
using Ses.Sending;
using Ses.Smtp;
using Ses.Storage.InMemory;
using Ses.Testing;

namespace Ses.Tests.Feedback;

/// <summary>A host with a running engine, a mail server that takes its mail, and a place where bounces come in.</summary>
internal sealed class ReturnHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ServiceProvider _services;
    private readonly Task _running;

    private ReturnHost(ServiceProvider services, InMemoryStorage storage)
    {
        (_services, Storage) = (services, storage);
        _running = services.GetRequiredService<SesEngine>().RunAsync(_stopping.Token);
    }

    public InMemoryStorage Storage { get; }

    public ISesClient Client => _services.GetRequiredService<ISesClient>();

    /// <summary>Starts one with a verified domain <c>shop.example</c>.</summary>
    public static async Task<ReturnHost> StartAsync(int relayPort, Action<SmtpOptions> receive, InMemoryStorage? storage = null)
    {
        var (store, dns) = (storage ?? new(), new InMemoryDns());
        var services = new ServiceCollection();
        services.AddSes(ses => ses
            .UseInMemory(store)
            .UseSmtp(smtp => receive(smtp.Relay("127.0.0.1", relayPort)))
            .UseDns(_ => dns)
            .Configure(options => options.Identity.ReturnPathMx = "bounces.example.org")
            .Configure(options => options.Domains.DkimKeyBits = 1024));
        var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<ISesClient>();
        if (await client.Domains.FindAsync("shop.example") is null)
        {
            dns.Publish(await client.Domains.CreateAsync("shop.example"));
            await client.Domains.VerifyAsync("shop.example");
        }

        return new(provider, store);
    }

    public Task<SendReceipt> SendAsync(params string[] to) =>
        Client.SendAsync(new() { From = "news@shop.example", To = to, Subject = "Hello", Text = "Good morning." });

    public ValueTask<IReadOnlyList<MailDelivery>> DeliveriesAsync(SendReceipt receipt) =>
        Storage.Ledger.ListDeliveriesAsync(receipt.Message, null, 10, TestContext.Current.CancellationToken);

    public ValueTask<IReadOnlyList<MailFact>> FactsAsync(MailDelivery delivery) =>
        Storage.Ledger.ListFactsAsync(delivery.Message, delivery.Id, TestContext.Current.CancellationToken);

    /// <summary>Waits until a delivery of a message has come to a state; fails the test after two minutes.</summary>
    public async Task<MailDelivery> WaitForAsync(SendReceipt receipt, DeliveryState state, Func<string>? log = null)
    {
        var patience = DateTimeOffset.MaxValue;
        while (true)
        {
            var now = TimeProvider.System.GetUtcNow();
            patience = patience == DateTimeOffset.MaxValue ? now.AddMinutes(2) : patience;
            var deliveries = await DeliveriesAsync(receipt);
            if (deliveries.FirstOrDefault(delivery => delivery.State == state) is { } found)
                return found;
            Assert.True(now < patience, $"no delivery is {state}:\n{Storage.Dump()}\n{log?.Invoke()}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        await _services.DisposeAsync();
        _stopping.Dispose();
    }
}

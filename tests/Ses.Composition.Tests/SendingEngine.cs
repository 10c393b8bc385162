using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Ses.Delivery;
using Ses.Ledger;
using Ses.Sending;
using Ses.Testing;

namespace Ses.Composition.Tests;

/// <summary>The real engine over memory and SMTP, with one verified domain that signs twice.</summary>
internal sealed class SendingEngine : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly CancellationTokenSource _stop = new();
    private readonly ServiceProvider _provider;
    private readonly Task _running;

    private SendingEngine(ServiceProvider provider, IReadOnlyDictionary<string, string> keys)
    {
        (_provider, Keys) = (provider, keys);
        _running = provider.GetRequiredService<SesEngine>().RunAsync(_stop.Token);
    }

    public ISesClient Client => _provider.GetRequiredService<ISesClient>();

    /// <summary>The published DKIM records, by name.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; }

    public static async Task<SendingEngine> StartAsync(int port)
    {
        var dns = new InMemoryDns();
        var services = new ServiceCollection();
        services.AddSes(ses => ses
            .UseInMemory()
            .UseSmtp(smtp => smtp.Relay("127.0.0.1", port, TlsMode.None))
            .UseDns(_ => dns)
            .UseUnlimited()
            .Configure(options =>
            {
                options.Identity.EhloName = "client.news.example.com";
                options.Domains.DkimEd25519Selector = "ses1e";
                options.Delivery.RetrySchedule.Clear();
                options.Delivery.RetrySchedule.Add(TimeSpan.FromSeconds(0.5));
                options.Delivery.RetrySchedules.Clear();
            }));
        var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<ISesClient>();
        var domain = await client.Domains.CreateAsync("news.example.com");
        dns.Publish(domain);
        await client.Domains.VerifyAsync("news.example.com");
        var keys = domain.Records.Where(record => record.Purpose == Domains.DomainRecordPurpose.Dkim).ToDictionary(record => record.Name, record => record.ExpectedValue);
        return new(provider, keys);
    }

    /// <summary>Sends, and waits until the server has taken every mail.</summary>
    public async Task SendAsync(IEnumerable<SendRequest> requests, CancellationToken cancellationToken)
    {
        var receipts = new List<SendReceipt>();
        foreach (var request in requests)
            receipts.Add(await Client.SendAsync(request, cancellationToken));
        var started = Stopwatch.GetTimestamp();
        foreach (var receipt in receipts)
        {
            await foreach (var delivery in Client.MailLog.ListDeliveriesAsync(receipt.Message, cancellationToken))
                await DeliveredAsync(receipt, delivery, started, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _provider.DisposeAsync();
        _stop.Dispose();
    }

    private async Task DeliveredAsync(SendReceipt receipt, MailDelivery delivery, long started, CancellationToken cancellationToken)
    {
        while (delivery.State != DeliveryState.Delivered)
        {
            Assert.True(delivery.State == DeliveryState.Queued, $"{delivery.State}: {delivery.LastReply}");
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"not delivered in time: {delivery.State}, {delivery.LastReply}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            await foreach (var now in Client.MailLog.ListDeliveriesAsync(receipt.Message, cancellationToken))
                delivery = now.Id == delivery.Id ? now : delivery;
        }
    }
}

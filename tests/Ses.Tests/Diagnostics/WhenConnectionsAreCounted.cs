using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Ses.Delivery;
using Ses.Judges;
using Ses.Smtp;
using Ses.Testing;

namespace Ses.Tests.Diagnostics;

public sealed class WhenConnectionsAreCounted
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_is_kept_for_the_next_mail_counts_until_it_is_closed()
    {
        await using var server = SimulatedMailServer.Start();
        var dns = new InMemoryDns();
        using var factory = new OneMeter();
        await using var provider = new ServiceCollection()
            .AddSingleton<IMeterFactory>(factory)
            .AddSes(ses => ses.UseInMemory().UseSmtp(smtp => Configure(smtp, server)).UseDns(_ => dns))
            .BuildServiceProvider();
        var client = provider.GetRequiredService<ISesClient>();
        await dns.CreateVerifiedAsync(client, "shop.example", Token);
        using var counts = new ConnectionCounts(factory);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = provider.GetRequiredService<SesEngine>().RunAsync(stop.Token);

        Assert.Equal(0, counts.Read());
        await client.SendAsync(new() { From = "orders@shop.example", To = ["ann@reader.example"], Subject = "Hello", Text = "Hello" }, Token);
        await Eventually.Holds(() => counts.Read() == 1);
        await server.Log.WaitForAsync(to: "ann@reader.example", Token);
        await Eventually.Holds(() => counts.Read() == 0);
        await stop.CancelAsync();
        await running;
    }

    private static void Configure(SmtpOptions smtp, SimulatedMailServer server)
    {
        smtp.Relay("127.0.0.1", server.Port, TlsMode.None);
        smtp.IdleTimeout = TimeSpan.FromSeconds(2);
    }

    private sealed class ConnectionCounts : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _last;

        public ConnectionCounts(OneMeter factory)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == factory.Meter && instrument.Name == "ses.smtp.connections")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<int>((_, value, _, _) => _last = value);
            _listener.Start();
        }

        public int Read()
        {
            _listener.RecordObservableInstruments();
            return _last;
        }

        public void Dispose() => _listener.Dispose();
    }

    private sealed class OneMeter : IMeterFactory
    {
        public Meter? Meter { get; private set; }

        public Meter Create(MeterOptions options) => Meter = new(options);

        public void Dispose() => Meter?.Dispose();
    }
}

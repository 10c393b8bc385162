using Microsoft.Extensions.DependencyInjection;
using Ses.Delivery;
using Ses.MailLog;
using Ses.Primitives;
using Ses.Testing;

namespace Ses.Storage.Sql.Tests;

/// <summary>Mail is explained by a process that only has the database, while another one sends.</summary>
public abstract class ExplainSpecification
{
    private const string Ada = "ada@example.net";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_without_an_engine_says_what_holds_mail()
    {
        var dns = new InMemoryDns();
        var connect = await ChooseAsync();
        await using var sender = Process(connect, dns);
        await using var office = Process(connect, dns);
        var (sending, looking) = (sender.GetRequiredService<ISesClient>(), office.GetRequiredService<ISesClient>().MailLog);
        await dns.CreateVerifiedAsync(sending, "shop.example", Token);
        var message = (await sending.SendAsync(new() { From = "office@shop.example", To = [Ada], Bcc = ["bob@example.net"], Subject = "Order", Text = "Thank you." }, Token)).Message;

        var unsent = await looking.ExplainAsync(message, Ada, Token);
        Assert.Equal((DeliveryGate.Lease, GateState.Blocked), (unsent.Holder!.Gate, unsent.Holder.State));
        Assert.Contains("1 before it in the lane of example.net", (await looking.ExplainAsync(message, "BOB@example.net", Token)).Gates.Single(gate => gate.Gate == DeliveryGate.Lane).Detail, StringComparison.Ordinal);

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = sender.GetRequiredService<SesEngine>().RunAsync(stopping.Token);
        var tried = await UntilAsync(looking, message, explanation => explanation.LastAttempt is not null);
        await stopping.CancelAsync();
        await running;
        Assert.Equal((DeliveryGate.BackOff, GateState.Waiting), (tried.Holder!.Gate, tried.Holder.State));
        Assert.Equal(tried.Delivery!.DueAt, tried.Holder.Until);
        Assert.Contains("450 4.7.1 try later", tried.Answer, StringComparison.Ordinal);
        Assert.Equal("> RCPT TO\n< 450 4.7.1 try later", tried.LastAttempt!.Report.Transcript);

        await sending.Blocklists.BlockAsync([Ada], cancellationToken: Token);
        Assert.Equal(DeliveryGate.Blocklist, (await looking.ExplainAsync(message, Ada, Token)).Holder!.Gate);
        Assert.Equal(SesErrorCode.NotFound, (await Assert.ThrowsAsync<SesException>(() => looking.ExplainAsync(message, "eve@example.net", Token))).Code);
    }

    /// <summary>Chooses a database of its own.</summary>
    protected abstract Task<Action<SesBuilder>> ChooseAsync();

    private static ServiceProvider Process(Action<SesBuilder> chooseStorage, InMemoryDns dns)
    {
        var services = new ServiceCollection();
        services.AddSes(ses =>
        {
            ses.UseTransport(_ => new Busy()).UseDns(_ => dns).Configure(options =>
            {
                options.Engine.PollInterval = TimeSpan.FromMilliseconds(100);
                options.Delivery.Relays.Add(new("relay.example", 25));
            });
            chooseStorage(ses);
        });
        return services.BuildServiceProvider();
    }

    private static async Task<DeliveryExplanation> UntilAsync(IMailLog log, MessageId message, Func<DeliveryExplanation, bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            var explanation = await log.ExplainAsync(message, Ada, patience.Token);
            if (condition(explanation))
                return explanation;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>Puts off all mail.</summary>
    private sealed class Busy : IMailTransport
    {
        public ValueTask<TransportReply> SendAsync(TransportRequest request, CancellationToken cancellationToken) =>
            new(new TransportReply.Refused(new(450, "4.7.1", "try later"), SmtpPhase.Recipient) { RemoteHost = "relay.example:25", Transcript = "> RCPT TO\n< 450 4.7.1 try later" });
    }
}

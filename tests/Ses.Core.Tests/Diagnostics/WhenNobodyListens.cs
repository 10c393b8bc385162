using System.Diagnostics.Metrics;
using Ses.Diagnostics.Internal;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Core.Tests.Diagnostics;

public sealed class WhenNobodyListens
{
    private static readonly MailDelivery Delivery = Sample.Delivery();
    private static readonly MailMessage Message = new()
    {
        Account = default,
        Id = Delivery.Message,
        AcceptedAt = Sample.Now,
        Stream = MailStream.Transactional,
        SenderDomain = Sample.Domain,
        Recipe = new() { From = new(EmailAddress.Parse("editor@news.example")), Subject = "Hello", Content = new RecipeContent.FromMime(default), Date = Sample.Now },
    };

    private static readonly DeliveryOutcome Outcome = new(Delivery, new DeliveryDecision.Bounced(BounceClass.Spam), null, null, default);
    private static readonly InvalidOperationException Error = new();

    [Fact]
    public void Nothing_is_allocated()
    {
        using var metrics = new SesMetrics(null, TimeProvider.System);
        Pass(metrics);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            Pass(metrics);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_same_calls_are_measured_where_somebody_does()
    {
        using var metrics = new SesMetrics(null, TimeProvider.System);
        var measured = new HashSet<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter == metrics.Meter)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, _, _) => measured.Add(instrument.Name));
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => measured.Add(instrument.Name));
        listener.Start();
        Pass(metrics);
        Assert.Equal(12, measured.Count);
        Assert.True(metrics.Queue.IsObserved);
    }

    private static void Pass(SesMetrics metrics)
    {
        metrics.Accept.Begin(MailStream.Marketing)?.Dispose();
        metrics.Accept.Recipient(MailStream.Marketing, SesErrorCode.RecipientBlocked);
        metrics.Delivery.Claim()?.Dispose();
        metrics.Delivery.Claimed(3);
        metrics.Delivery.Waits("site:192.0.2.1/mx.example.net", TimeSpan.FromSeconds(1));
        using (var attempt = metrics.Delivery.Attempt(Message, Delivery, "google"))
            attempt?.Ended(Outcome.Decision, new(550, null, "no"));
        metrics.Delivery.Decided(Outcome, "google");
        metrics.Delivery.Settle(500)?.Dispose();
        metrics.Engine.Stepped("delivery");
        metrics.Engine.Failed("delivery", Error);
        metrics.Engine.LeaseLost();
    }
}

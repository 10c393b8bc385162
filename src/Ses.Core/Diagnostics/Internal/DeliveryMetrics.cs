using System.Diagnostics.Metrics;
using Ses.Ledger;

namespace Ses.Diagnostics.Internal;

/// <summary>What is measured between the queue and the server.</summary>
internal sealed class DeliveryMetrics(Meter meter, TimeProvider time)
{
    private readonly Histogram<double> _attempt = meter.CreateHistogram<double>("ses.attempt.duration", "s", "Time of an attempt, from the transport's beginning to the answer.");
    private readonly Counter<long> _outcomes = meter.CreateCounter<long>("ses.delivery.outcomes", "{outcome}", "What attempts and gates decided about deliveries.");
    private readonly Histogram<double> _wait = meter.CreateHistogram<double>("ses.limiter.wait", "s", "How long a rate keeps a line of deliveries from its next attempt.");
    private readonly Histogram<double> _claim = meter.CreateHistogram<double>("ses.claim.duration", "s", "Time of a claim in the store.");
    private readonly Histogram<long> _claimed = meter.CreateHistogram<long>("ses.claim.deliveries", "{delivery}", "Deliveries that a claim brought.");
    private readonly Histogram<double> _settle = meter.CreateHistogram<double>("ses.settle.duration", "s", "Time in which a batch of outcomes is stored.");
    private readonly Histogram<long> _settled = meter.CreateHistogram<long>("ses.settle.deliveries", "{delivery}", "Outcomes of a batch.");

    public Observation? Attempt(MailMessage message, MailDelivery delivery, string provider)
    {
        var observation = Observation.Begin(_attempt, time, SesActivities.Attempt(message, delivery, provider));
        observation?.Tag(TelemetryNames.Provider, provider);
        observation?.Tag(TelemetryNames.Stream, Words.Of(delivery.Axes.Stream));
        return observation;
    }

    /// <param name="outcome">What was decided.</param>
    /// <param name="provider">By whose answer; null where no server was asked.</param>
    public void Decided(DeliveryOutcome outcome, string? provider)
    {
        if (!_outcomes.Enabled)
            return;
        var tags = new System.Diagnostics.TagList
        {
            { TelemetryNames.Outcome, Words.Of(outcome.Decision) },
            { TelemetryNames.Stream, Words.Of(outcome.Delivery.Axes.Stream) },
        };
        if (provider is not null)
            tags.Add(TelemetryNames.Provider, provider);
        if (outcome.Decision is DeliveryDecision.Bounced bounced)
            tags.Add(TelemetryNames.BounceClass, Words.Of(bounced.Class));
        _outcomes.Add(1, tags);
    }

    /// <param name="rate">The rate's key, which begins with its kind: source, site, domain, account.</param>
    /// <param name="wait">How long.</param>
    public void Waits(string rate, TimeSpan wait)
    {
        if (_wait.Enabled)
            _wait.Record(wait.TotalSeconds, new KeyValuePair<string, object?>(TelemetryNames.Limiter, rate[..rate.IndexOf(':', StringComparison.Ordinal)]));
    }

    public Observation? Claim() => Observation.Begin(_claim, time);

    public void Claimed(int deliveries) => _claimed.Record(deliveries);

    public Observation? Settle(int deliveries)
    {
        _settled.Record(deliveries);
        return Observation.Begin(_settle, time, SesActivities.Settle(deliveries));
    }
}

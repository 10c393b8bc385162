using System.Diagnostics.Metrics;
using Ses.Ledger;

namespace Ses.Diagnostics.Internal;

/// <summary>What is measured while mail is accepted.</summary>
internal sealed class AcceptMetrics(Meter meter, TimeProvider time)
{
    private readonly Histogram<double> _duration = meter.CreateHistogram<double>("ses.accept.duration", "s", "Time from a request to its receipt, or to its refusal.");
    private readonly Counter<long> _recipients = meter.CreateCounter<long>("ses.accept.recipients", "{recipient}", "Recipients of accepted messages, queued or refused.");

    public Observation? Begin(MailStream stream)
    {
        var observation = Observation.Begin(_duration, time, SesActivities.Accept(stream));
        observation?.Tag(TelemetryNames.Stream, Words.Of(stream));
        return observation;
    }

    /// <param name="stream">Of the message.</param>
    /// <param name="refusal">Why the recipient was refused; null where it is queued.</param>
    public void Recipient(MailStream stream, SesErrorCode? refusal)
    {
        if (!_recipients.Enabled)
            return;
        if (refusal is { } code)
            _recipients.Add(1, new(TelemetryNames.Stream, Words.Of(stream)), new(TelemetryNames.Outcome, "refused"), new(TelemetryNames.Error, code.Value));
        else
            _recipients.Add(1, new(TelemetryNames.Stream, Words.Of(stream)), new KeyValuePair<string, object?>(TelemetryNames.Outcome, "queued"));
    }
}

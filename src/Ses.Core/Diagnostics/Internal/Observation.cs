using System.Diagnostics;
using System.Diagnostics.Metrics;
using Ses.Callbacks;
using Ses.Ledger;

namespace Ses.Diagnostics.Internal;

/// <summary>Something that takes time, from its beginning to its disposal: a duration, and an activity. There is one only while somebody listens.</summary>
internal sealed class Observation : IDisposable
{
    private readonly Histogram<double> _duration;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private TagList _tags;

    private Observation(Histogram<double> duration, TimeProvider time, Activity? activity)
    {
        (_duration, _time, _startedAt, Activity) = (duration, time, time.GetTimestamp(), activity);
    }

    public Activity? Activity { get; }

    /// <summary>Begins one; null where nobody listens to either.</summary>
    public static Observation? Begin(Histogram<double> duration, TimeProvider time, Activity? activity = null) =>
        duration.Enabled || activity is not null ? new(duration, time, activity) : null;

    /// <summary>A tag of the duration, and of the activity.</summary>
    public void Tag(string name, object value)
    {
        _tags.Add(name, value);
        Activity?.SetTag(name, value);
    }

    /// <summary>It ends with an error.</summary>
    public void Fail(Exception error)
    {
        Tag(TelemetryNames.Error, TelemetryNames.ErrorOf(error));
        Activity?.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>An attempt has ended; without a decision, none was made.</summary>
    public void Ended(DeliveryDecision? decision, SmtpReplyFact reply)
    {
        Tag(TelemetryNames.Outcome, decision is null ? "none" : Words.Of(decision));
        Activity?.SetTag(TelemetryNames.SmtpCode, reply.Code);
    }

    /// <summary>A call has ended; no status where no answer came.</summary>
    public void Ended(CallbackAttempt attempt)
    {
        Tag(TelemetryNames.Outcome, Words.Of(attempt.Result));
        if (attempt.StatusCode is { } status)
            Tag(TelemetryNames.HttpStatus, status);
    }

    public void Dispose()
    {
        _duration.Record(_time.GetElapsedTime(_startedAt).TotalSeconds, _tags);
        Activity?.Dispose();
    }
}

using System.Diagnostics.Metrics;
using Ses.Callbacks;

namespace Ses.Diagnostics.Internal;

/// <summary>What is measured of callbacks.</summary>
internal sealed class CallbackMetrics(Meter meter, TimeProvider time)
{
    private readonly Histogram<double> _duration = meter.CreateHistogram<double>("ses.callback.duration", "s", "Time of a call, from its beginning to the endpoint's answer.");
    private readonly Histogram<double> _lag = meter.CreateHistogram<double>("ses.callback.lag", "s", "Time from what happened to the first call that tells of it.");

    public Observation? Call(ClaimedCallback callback, DateTimeOffset now)
    {
        if (callback.Attempts == 0 && _lag.Enabled)
            _lag.Record((now - callback.CreatedAt).TotalSeconds);
        return Observation.Begin(_duration, time, SesActivities.Callback(callback));
    }
}

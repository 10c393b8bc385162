using System.Diagnostics.Metrics;

namespace Ses.Diagnostics.Internal;

/// <summary>Connections to mail servers, counted by whoever opens and closes them.</summary>
internal sealed class ConnectionMetrics
{
    private int _open;

    public ConnectionMetrics(Meter meter) => meter.CreateObservableUpDownCounter(
        "ses.smtp.connections", () => Volatile.Read(ref _open), "{connection}", "Connections to mail servers that are open, or being opened.");

    public void Opened() => Interlocked.Increment(ref _open);

    public void Closed() => Interlocked.Decrement(ref _open);
}

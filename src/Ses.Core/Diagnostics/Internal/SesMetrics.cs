using System.Diagnostics.Metrics;

namespace Ses.Diagnostics.Internal;

/// <summary>All instruments of a process's Ses, on one meter; from the host's factory where there is one, which then owns it.</summary>
internal sealed class SesMetrics : IDisposable
{
    private readonly Meter? _own;

    public SesMetrics(IMeterFactory? factory, TimeProvider time)
    {
        var options = new MeterOptions(SesTelemetry.Name) { Version = typeof(SesMetrics).Assembly.GetName().Version?.ToString(3) };
        Meter = factory?.Create(options) ?? (_own = new(options));
        Accept = new(Meter, time);
        Delivery = new(Meter, time);
        Queue = new(Meter);
        Engine = new(Meter);
        Connections = new(Meter);
        Callbacks = new(Meter, time);
    }

    public Meter Meter { get; }

    public AcceptMetrics Accept { get; }

    public DeliveryMetrics Delivery { get; }

    public QueueMetrics Queue { get; }

    public EngineMetrics Engine { get; }

    public ConnectionMetrics Connections { get; }

    public CallbackMetrics Callbacks { get; }

    public void Dispose() => _own?.Dispose();
}

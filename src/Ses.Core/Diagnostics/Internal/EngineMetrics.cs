using System.Diagnostics.Metrics;

namespace Ses.Diagnostics.Internal;

/// <summary>How the engine goes.</summary>
internal sealed class EngineMetrics(Meter meter)
{
    private readonly Counter<long> _steps = meter.CreateCounter<long>("ses.engine.steps", "{step}", "Steps of pumps.");
    private readonly Counter<long> _failures = meter.CreateCounter<long>("ses.engine.step.failures", "{failure}", "Steps of pumps that failed.");
    private readonly Counter<long> _leasesLost = meter.CreateCounter<long>("ses.engine.leases_lost", "{lease}", "Leases that this node lost while it ran.");

    public void Stepped(string pump)
    {
        if (_steps.Enabled)
            _steps.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Pump, pump));
    }

    public void Failed(string pump, Exception error)
    {
        if (_failures.Enabled)
            _failures.Add(1, new(TelemetryNames.Pump, pump), new KeyValuePair<string, object?>(TelemetryNames.Error, TelemetryNames.ErrorOf(error)));
    }

    public void LeaseLost() => _leasesLost.Add(1);
}

namespace Ses.Diagnostics;

/// <summary>Names for a host that collects telemetry: <c>metrics.AddMeter(SesTelemetry.Name)</c>, <c>traces.AddSource(SesTelemetry.Name)</c>. docs/telemetry.md lists all there is.</summary>
public static class SesTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Ses";
}

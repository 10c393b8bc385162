using System.Diagnostics.Metrics;

namespace Ses.Tests.Callbacks;

/// <summary>Tells when the client of this process has read an answer's head, which the server cannot see: .NET's own HTTP metrics count it then.</summary>
internal sealed class AnswerHeads : IDisposable
{
    private readonly SemaphoreSlim _read = new(0);
    private readonly MeterListener _listener = new()
    {
        InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "http.client.request.duration")
                listener.EnableMeasurementEvents(instrument);
        },
    };

    public AnswerHeads(int port)
    {
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "server.port" && tag.Value is int of && of == port)
                    _read.Release();
            }
        });
        _listener.Start();
    }

    public Task WaitAsync(CancellationToken cancellationToken) => _read.WaitAsync(cancellationToken);

    public void Dispose()
    {
        _listener.Dispose();
        _read.Dispose();
    }
}

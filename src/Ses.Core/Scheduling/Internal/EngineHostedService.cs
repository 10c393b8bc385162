using Microsoft.Extensions.Hosting;

namespace Ses.Scheduling.Internal;

/// <summary>Runs the engine with the host. What is not configured fails the host's start, not its first mail.</summary>
internal sealed class EngineHostedService(SesEngine engine) : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        engine.ThrowIfNotConfigured();
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => engine.RunAsync(stoppingToken);
}

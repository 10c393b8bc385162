using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ses.Domains.Internal;

/// <summary>Says at a host's start that secrets lie open, also where the process only accepts and runs no engine.</summary>
internal sealed class SecretsNotice(ISecretProtector protector, ILoggerFactory? loggers = null) : IHostedService
{
    public static void Give(ISecretProtector protector, ILogger logger)
    {
        if (protector is DevelopmentPlaintextSecretProtector plaintext && plaintext.IsToldNow())
            logger.SecretsLieOpen();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Give(protector, (loggers ?? NullLoggerFactory.Instance).CreateLogger("Ses.Secrets"));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

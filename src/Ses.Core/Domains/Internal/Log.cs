using Microsoft.Extensions.Logging;

namespace Ses.Domains.Internal;

/// <summary>What domains log; event ids 1100 to 1199.</summary>
internal static partial class Log
{
    // Someone must look before this store holds anything that matters.
    [LoggerMessage(1100, LogLevel.Warning,
        "Secrets (DKIM keys, callback secrets) lie open in the store: this is for development only. Seal them: services.AddSes(ses => ses.UseAesGcmSecrets(configuration[\"Ses:SecretKey\"]!)), with a key made by: openssl rand -base64 32",
        EventName = "SecretsLieOpen")]
    public static partial void SecretsLieOpen(this ILogger logger);
}

using Microsoft.Extensions.Logging;

namespace Ses.Callbacks.Internal;

/// <summary>What callbacks log; event ids 1600 to 1699.</summary>
internal static partial class Log
{
    // We cope: it is made again a minute later.
    [LoggerMessage(1600, LogLevel.Warning, "The callback {Event} could not be made; it comes again when its time is over", EventName = "CallbackNotMade")]
    public static partial void CallbackNotMade(this ILogger logger, Exception error, string @event);

    // Someone must look: nothing is told until the key is there again.
    [LoggerMessage(1601, LogLevel.Error, "The signing secret of the callback endpoint {Url} cannot be opened; give the key that sealed it (docs/secrets.md)", EventName = "SecretNotOpened")]
    public static partial void SecretNotOpened(this ILogger logger, Exception error, string url);
}

using Microsoft.Extensions.Logging;

namespace Ses.Storage.Sql.Enlisting;

/// <summary>What enlisting logs; event ids 1900 to 1919.</summary>
internal static partial class Log
{
    // Someone must look: a transaction was committed in the belief that this mail goes out.
    [LoggerMessage(1900, LogLevel.Error, "The message {Message} of account {Account} was submitted in a transaction and cannot be admitted; it stands aside with its error", EventName = "SubmissionRefused")]
    public static partial void SubmissionRefused(this ILogger logger, Exception error, string message, string account);
}

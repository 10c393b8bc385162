using System.Net;
using Microsoft.Extensions.Logging;

namespace Ses.Smtp.ReturnMail;

/// <summary>What taking mail back logs; event ids 1500 to 1599.</summary>
internal static partial class Log
{
    [LoggerMessage(1500, LogLevel.Information, "Bounces are received at {EndPoint}", EventName = "BouncesListening")]
    public static partial void Listening(this ILogger logger, IPEndPoint endPoint);

    [LoggerMessage(1501, LogLevel.Debug, "A connection that brought bounces ended early", EventName = "BounceConnectionEnded")]
    public static partial void ConnectionEnded(this ILogger logger, Exception error);

    // We cope: the server that sent it tries again.
    [LoggerMessage(1502, LogLevel.Warning, "A bounce could not be recorded; its sender was asked to come again", EventName = "BounceNotRecorded")]
    public static partial void NotRecorded(this ILogger logger, Exception error);

    [LoggerMessage(1503, LogLevel.Information, "{Count} mails were read out of the mailbox of {User} at {Host}", EventName = "MailboxRead")]
    public static partial void MailboxRead(this ILogger logger, int count, string user, string host);
}

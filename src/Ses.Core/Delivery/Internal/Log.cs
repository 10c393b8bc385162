using System.Net;
using Microsoft.Extensions.Logging;

namespace Ses.Delivery.Internal;

/// <summary>What the delivery logs; event ids 1300 to 1399.</summary>
internal static partial class Log
{
    // Someone must look: its mail leaves from other addresses of the pool, or waits.
    [LoggerMessage(1300, LogLevel.Error, "The source address {Source} is not on this host ({Node}); it is set aside for five minutes, and its mail waits or leaves from others", EventName = "SourceLost")]
    public static partial void SourceLost(this ILogger logger, IPAddress source, string node);

    // It comes again in a few seconds; if it never goes, this is why.
    [LoggerMessage(1302, LogLevel.Error, "The attempt for the delivery {Delivery} failed before it had an outcome", EventName = "AttemptFailed")]
    public static partial void AttemptFailed(this ILogger logger, Exception error, Primitives.DeliveryId delivery);

    // We cope: mail to it waits.
    [LoggerMessage(1301, LogLevel.Warning, "No mail to {Site} from '{Source}' until {Until:u}: {Reason}", EventName = "SiteSuspended")]
    public static partial void SiteSuspended(this ILogger logger, string site, string source, DateTimeOffset until, string reason);
}

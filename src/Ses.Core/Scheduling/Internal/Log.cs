using Microsoft.Extensions.Logging;

namespace Ses.Scheduling.Internal;

/// <summary>What the engine logs; event ids 1000 to 1099.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Node {Node} joined with epoch {Epoch}", EventName = "NodeJoined")]
    public static partial void NodeJoined(this ILogger logger, string node, int epoch);

    // Someone must look: mail waits until the store answers.
    [LoggerMessage(1001, LogLevel.Error, "The store does not answer; node {Node} waits {Delay} and tries to join again", EventName = "JoinFailed")]
    public static partial void JoinFailed(this ILogger logger, Exception error, string node, TimeSpan delay);

    // We cope: what this node had is taken over, by another or by itself under a new epoch.
    [LoggerMessage(1002, LogLevel.Warning, "Node {Node} lost its lease (epoch {Epoch}); it stops sending and joins anew", EventName = "LeaseLost")]
    public static partial void LeaseLost(this ILogger logger, string node, int epoch);

    [LoggerMessage(1003, LogLevel.Warning, "The {Pump} pump failed ({Failures} in a row); it goes on after {Delay}", EventName = "PumpFailed")]
    public static partial void PumpFailed(this ILogger logger, Exception error, string pump, int failures, TimeSpan delay);

    [LoggerMessage(1004, LogLevel.Information, "The {Pump} pump works again after {Failures} failures", EventName = "PumpRecovered")]
    public static partial void PumpRecovered(this ILogger logger, string pump, int failures);

    [LoggerMessage(1005, LogLevel.Information, "Node {Node} left (epoch {Epoch})", EventName = "NodeLeft")]
    public static partial void NodeLeft(this ILogger logger, string node, int epoch);

    [LoggerMessage(1006, LogLevel.Warning, "Node {Node} could not say goodbye; its claims are free when its lease ends", EventName = "LeaveFailed")]
    public static partial void LeaveFailed(this ILogger logger, Exception error, string node);

    // Someone must look: what this pump does is not done until it goes on.
    [LoggerMessage(1007, LogLevel.Error, "The {Pump} pump has stalled: a step is due since {Since:u}, longer than Engine.StallLimit ({Limit}): {Reason}", EventName = "PumpStalled")]
    public static partial void PumpStalled(this ILogger logger, string pump, DateTimeOffset since, TimeSpan limit, string reason);

    [LoggerMessage(1008, LogLevel.Information, "The {Pump} pump goes on", EventName = "PumpGoesOn")]
    public static partial void PumpGoesOn(this ILogger logger, string pump);
}

using Ses.Delivery;

namespace Ses.Smtp.Tests.Hostile;

/// <summary>What a test says of an outcome.</summary>
internal static class Replies
{
    public static TransportReply.Accepted IsAccepted(this TransportReply reply) => Assert.IsType<TransportReply.Accepted>(reply);

    public static TransportReply.Unreachable IsUnreachable(this TransportReply reply, string? because = null)
    {
        var unreachable = Assert.IsType<TransportReply.Unreachable>(reply);
        Assert.Contains(because ?? "", unreachable.Reason, StringComparison.Ordinal);
        return unreachable;
    }

    public static TransportReply.Refused IsRefused(this TransportReply reply, int code, SmtpPhase phase)
    {
        var refused = Assert.IsType<TransportReply.Refused>(reply);
        Assert.Equal((code, phase), (refused.Reply.Code, refused.Phase));
        return refused;
    }

    /// <summary>Not delivered, and tried again later.</summary>
    public static TransportReply IsDeferred(this TransportReply reply)
    {
        Assert.True(
            reply is TransportReply.Unreachable || (reply is TransportReply.Refused refused && !BounceClassifier.IsPermanent(refused.Reply, refused.Phase)),
            $"{reply} is not deferred");
        return reply;
    }

    /// <summary>Not delivered, for good.</summary>
    public static TransportReply IsFailed(this TransportReply reply)
    {
        Assert.True(reply is TransportReply.Refused refused && BounceClassifier.IsPermanent(refused.Reply, refused.Phase), $"{reply} is not failed");
        return reply;
    }
}

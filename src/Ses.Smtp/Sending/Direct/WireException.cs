namespace Ses.Smtp.Sending.Direct;

/// <summary>Why a connection is no good any more.</summary>
internal enum WireFault
{
    /// <summary>The server closed or reset it, or the network did.</summary>
    Lost,

    /// <summary>The server took too long.</summary>
    TimedOut,

    /// <summary>The server said what is no SMTP, or more than it was asked.</summary>
    Protocol,

    /// <summary>We ended it: the attempt was canceled, or the transport is closing.</summary>
    Canceled,
}

/// <summary>A connection that is no good any more. Caught within this folder: what comes of it depends on how far the mail had come.</summary>
internal sealed class WireException(WireFault fault, string reason) : Exception(reason)
{
    public WireFault Fault => fault;
}

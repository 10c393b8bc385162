namespace Ses.Callbacks;

/// <summary>Carries callbacks to their endpoints. Never throws for what the world does: that is an answer.</summary>
public interface ICallbackSender
{
    /// <summary>Posts one callback and waits for the answer, at most <see cref="CallbackRequest.Timeout"/>.</summary>
    ValueTask<CallbackReply> SendAsync(CallbackRequest request, CancellationToken cancellationToken);
}

/// <summary>One call. A class, so that members may be added.</summary>
public sealed class CallbackRequest
{
    /// <summary>Where to; http or https.</summary>
    public required Uri Url { get; init; }

    /// <summary>JSON in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The value of the header <see cref="CallbackSignature.HeaderName"/>.</summary>
    public required string Signature { get; init; }

    /// <summary>The value of the header <see cref="CallbackSignature.EventIdHeaderName"/>: the same in every call of an event.</summary>
    public required string EventId { get; init; }

    /// <summary>How long the call may take.</summary>
    public required TimeSpan Timeout { get; init; }
}

/// <summary>What came of a call.</summary>
/// <param name="StatusCode">The status code of HTTP; null where no answer came.</param>
/// <param name="Detail">The beginning of the answer, or what went wrong.</param>
public sealed record CallbackReply(int? StatusCode, string? Detail)
{
    /// <summary>True for 2xx: the receiver has it.</summary>
    public bool IsSuccess => StatusCode is >= 200 and <= 299;
}

using System.Globalization;
using Ses.Primitives;

namespace Ses.Callbacks;

/// <summary>One call of an endpoint, kept on record for 30 days (<see cref="CallbacksOptions.KeepAttempts"/>).</summary>
public sealed record CallbackAttempt
{
    /// <summary>Which endpoint.</summary>
    public required CallbackEndpointId Endpoint { get; init; }

    /// <summary>The delivery that it is about.</summary>
    public required DeliveryId Delivery { get; init; }

    /// <summary>The number of the fact within that delivery.</summary>
    public required int Sequence { get; init; }

    /// <summary>Counts from 1 within its callback.</summary>
    public required int Number { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How long it took; zero where none was made.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What came of it.</summary>
    public required CallbackResult Result { get; init; }

    /// <summary>The status code of HTTP; null where no answer came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The beginning of the answer, or what went wrong; 1,000 characters at most.</summary>
    public string? Detail { get; init => field = StorableText.Of(value); }

    /// <summary>The id by which a receiver knows an event again: the same in every call of it.</summary>
    public string EventId => EventIdOf(Delivery, Sequence);

    internal static string EventIdOf(DeliveryId delivery, int sequence) => string.Create(CultureInfo.InvariantCulture, $"{delivery}-{sequence}");
}

/// <summary>What came of a call. Values are stored: never renumber.</summary>
public enum CallbackResult
{
    /// <summary>Answered with 2xx.</summary>
    Succeeded = 1,

    /// <summary>Failed; it is made again later.</summary>
    PutOff = 2,

    /// <summary>Failed for good: it was the last, or the callback grew too old before it could be made.</summary>
    GivenUp = 3,
}

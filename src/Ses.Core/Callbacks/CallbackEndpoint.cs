using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Callbacks;

/// <summary>Where callbacks are sent: the account's endpoint, or that of one sender address, which goes before it. (Guide, Callback Address.)</summary>
public sealed record CallbackEndpoint
{
    /// <summary>Whose.</summary>
    public required AccountId Account { get; init; }

    /// <summary>The sender address for whose mail it stands; null for all that have none of their own.</summary>
    public EmailAddress? Sender { get; init; }

    /// <summary>Its number; the store gives it.</summary>
    public CallbackEndpointId Id { get; init; }

    /// <summary>Where to.</summary>
    public required string Url { get; init => field = StorableText.Of(value); }

    /// <summary>What it is told.</summary>
    public required CallbackEvents Events { get; init; }

    /// <summary>What callbacks are signed with, the newest first.</summary>
    public required IReadOnlyList<CallbackKey> Keys { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Calls in a row that were given up; a call that succeeds sets it to 0.</summary>
    public int Exhausted { get; init; }

    /// <summary>When it was disabled because too many calls in a row were given up (<see cref="CallbacksOptions.DisableAfter"/>); null while it is enabled.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Why it was disabled.</summary>
    public string? DisabledReason { get; init => field = StorableText.Of(value); }

    /// <summary>Counts changes.</summary>
    public int Version { get; init; }
}

/// <summary>A signing secret of an endpoint.</summary>
/// <param name="Id">Counts from 1 within its endpoint; stands in the signature as <c>kid</c>.</param>
/// <param name="ProtectedSecret">The secret, sealed by <c>ISecretProtector</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RetiresAt">Until when it signs beside the newer one; null for the newest.</param>
public sealed record CallbackKey(int Id, ReadOnlyMemory<byte> ProtectedSecret, DateTimeOffset CreatedAt, DateTimeOffset? RetiresAt);

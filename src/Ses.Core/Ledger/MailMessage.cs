using Ses.Primitives;

namespace Ses.Ledger;

/// <summary>What was accepted once for all its recipients: one call of <c>SendAsync</c>, or one run of a sending task.</summary>
public sealed record MailMessage
{
    /// <summary>Whose mail.</summary>
    public required AccountId Account { get; init; }

    /// <summary>The id in the receipt.</summary>
    public required MessageId Id { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Its stream.</summary>
    public required MailStream Stream { get; init; }

    /// <summary>The verified domain that signs it and whose quota it uses.</summary>
    public required DomainName SenderDomain { get; init; }

    /// <summary>How to write it.</summary>
    public required MessageRecipe Recipe { get; init; }

    /// <summary>The template it is made from; null for own content. An axis of statistics.</summary>
    public TemplateId? Template { get; init; }

    /// <summary>The W3C trace parent of its acceptance, which traces of its attempts link to; null where nobody traced.</summary>
    public string? TraceParent { get; init => field = StorableText.Of(value); }

    /// <summary>The sending task of which it is a run; null for a single message.</summary>
    public SendingTaskId? Task { get; init; }
}

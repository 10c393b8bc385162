using Ses.Composition.Internal.Raw;
using Ses.Domains;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Sending.Internal;

/// <summary>What the steps know of a request so far.</summary>
internal sealed class SendContext(AccountId account, SendRequest request, DateTimeOffset now)
{
    public AccountId Account => account;

    public SendRequest Request => request;

    public DateTimeOffset Now => now;

    public List<SesError> Errors { get; } = [];

    public List<RecipientDraft> Recipients { get; } = [];

    public List<Mailbox> ReplyTo { get; } = [];

    /// <summary>The message's id, where it was given out before; null to give out one.</summary>
    public MessageId? Id { get; init; }

    public Mailbox? From { get; set; }

    public SenderDomain? Domain { get; set; }

    public RecipeContent? Content { get; set; }

    /// <summary>The whole mail, where the request has one.</summary>
    public RawMail? Raw { get; set; }

    /// <summary>The entry for calendars, where the request has one.</summary>
    public RecipeCalendar? Calendar { get; set; }

    public SendReceipt? Receipt { get; set; }

    public void Refuse(string field, SesErrorCode code, string message) => Errors.Add(new(field, code, message));
}

/// <summary>A recipient on the way into the ledger.</summary>
internal sealed class RecipientDraft(Mailbox mailbox, RecipientKind kind)
{
    public Mailbox Mailbox => mailbox;

    public RecipientKind Kind => kind;

    public AddressHash Hash { get; } = AddressHash.Of(mailbox.Address);

    /// <summary>Why the recipient gets no mail; null where it does.</summary>
    public Refusal? Refusal { get; set; }
}

/// <summary>Why a recipient gets no mail.</summary>
internal sealed record Refusal(SesErrorCode Code, string Reason);

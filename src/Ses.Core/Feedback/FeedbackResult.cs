using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Feedback;

/// <summary>What a mail was, and what it did.</summary>
public sealed record FeedbackResult
{
    /// <summary>What the mail is.</summary>
    public required FeedbackKind Kind { get; init; }

    /// <summary>Whom it is about; empty where it names nobody and could not be matched.</summary>
    public IReadOnlyList<ReportedRecipient> Recipients { get; init; } = [];

    /// <summary>The fields of a feedback report; null for other kinds of mail.</summary>
    public ComplaintReport? Complaint { get; init; }

    /// <summary>The Message-ID of the mail it is about, without angle brackets; null where it does not say.</summary>
    public string? OriginalMessageId { get; init; }

    /// <summary>How many facts are new on record.</summary>
    public int Recorded => Recipients.Count(recipient => recipient.Outcome == FeedbackOutcome.Recorded);
}

/// <summary>One recipient of a report.</summary>
public sealed record ReportedRecipient
{
    /// <summary>The address that was written to, as the report names it; null where it names none.</summary>
    public string? Recipient { get; init; }

    /// <summary>The address at which it ended (RFC 3464 Final-Recipient), which differs where mail was forwarded; null where the report names none.</summary>
    public string? FinalRecipient { get; init; }

    /// <summary>What became of the mail.</summary>
    public FeedbackAction Action { get; init; }

    /// <summary>Why, for a failure; <see cref="BounceClass.Temporary"/> for a delay; else null.</summary>
    public BounceClass? Class { get; init; }

    /// <summary>What the report quotes: code, enhanced code and text. Null for none.</summary>
    public SmtpReplyFact? Reply { get; init; }

    /// <summary>The server that gave the answer (RFC 3464 Remote-MTA); null where the report names none.</summary>
    public string? RemoteHost { get; init; }

    /// <summary>The delivery it is about; null where it could not be matched.</summary>
    public DeliveryId? Delivery { get; init; }

    /// <summary>What it did.</summary>
    public FeedbackOutcome Outcome { get; init; }
}

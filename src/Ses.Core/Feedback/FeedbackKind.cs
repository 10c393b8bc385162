namespace Ses.Feedback;

/// <summary>What a mail that came back is.</summary>
public enum FeedbackKind
{
    /// <summary>None of the others: an ordinary mail, or one that cannot be read. Nothing is recorded.</summary>
    Other,

    /// <summary>A report or a note that a delivery failed for good (RFC 3464 <c>failed</c>, or free text).</summary>
    Bounce,

    /// <summary>A note that a delivery is late and is still being tried (RFC 3464 <c>delayed</c>). Nothing is recorded.</summary>
    Delay,

    /// <summary>A report that a delivery succeeded (RFC 3464 <c>delivered</c>, <c>relayed</c>, <c>expanded</c>). Nothing is recorded.</summary>
    Success,

    /// <summary>A recipient called the mail spam, or abuse of another kind (RFC 5965, or a provider's own form).</summary>
    Complaint,

    /// <summary>A recipient asked by a feedback report to get no more (<c>opt-out</c>).</summary>
    OptOut,

    /// <summary>A report about authentication (RFC 6591), or that a mail is not spam. Nothing is recorded.</summary>
    Notice,

    /// <summary>An automatic answer: vacation, out of office, read receipt, challenge (RFC 3834). Never a bounce, and nothing is recorded.</summary>
    AutoReply,
}

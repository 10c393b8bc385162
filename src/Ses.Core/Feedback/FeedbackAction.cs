namespace Ses.Feedback;

/// <summary>What a report says became of a mail for one recipient (RFC 3464 §2.3.3).</summary>
public enum FeedbackAction
{
    /// <summary>It says nothing of that: complaints, automatic replies.</summary>
    None,

    /// <summary>Given up.</summary>
    Failed,

    /// <summary>Not delivered yet, still being tried.</summary>
    Delayed,

    /// <summary>Delivered.</summary>
    Delivered,

    /// <summary>Handed to a system that reports no further.</summary>
    Relayed,

    /// <summary>Handed to the members of a list.</summary>
    Expanded,
}

namespace Ses.Feedback;

/// <summary>What a report did for one recipient.</summary>
public enum FeedbackOutcome
{
    /// <summary>It is read, and there is nothing to record: a delay, a success, an automatic reply.</summary>
    Noted,

    /// <summary>A bounce, a complaint or an unsubscription is on the delivery's record from now on.</summary>
    Recorded,

    /// <summary>It was recorded before: the same mail came twice.</summary>
    Duplicate,

    /// <summary>It is about no delivery of ours that it can prove: not sent by us, of another account, forgotten, or the recipient cannot be told. Nothing is changed.</summary>
    Unmatched,

    /// <summary>It came to a return path that we never made. Nothing is changed.</summary>
    Forged,
}

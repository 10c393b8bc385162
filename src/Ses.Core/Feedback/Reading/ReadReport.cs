namespace Ses.Feedback.Reading;

/// <summary>What was read in a mail; nothing of it is proved yet.</summary>
internal sealed record ReadReport
{
    public required FeedbackKind Kind { get; init; }

    public IReadOnlyList<ReportedRecipient> Recipients { get; init; } = [];

    public ComplaintReport? Complaint { get; init; }

    /// <summary>Message-IDs of the mail it is about, without angle brackets, the surest first.</summary>
    public IReadOnlyList<string> MessageIds { get; init; } = [];

    /// <summary>To whom the report itself is addressed, by its header.</summary>
    public IReadOnlyList<string> Destinations { get; init; } = [];

    /// <summary>What identifies the mail, however often and by whatever way it comes.</summary>
    public required string SourceId { get; init; }
}

namespace Ses.Feedback;

/// <summary>Options of reading what comes back.</summary>
public sealed class FeedbackOptions
{
    /// <summary>Octets read of a mail at most; 1 MiB by default. What a report says stands at its beginning: longer mails are read so far.</summary>
    public int MaxOctets { get; set; } = 1024 * 1024;

    /// <summary>How old the key of return paths grows before a new one is made; 180 days by default. The two keys before it go on being accepted.</summary>
    public TimeSpan ReturnPathKeyAge { get; set; } = TimeSpan.FromDays(180);
}

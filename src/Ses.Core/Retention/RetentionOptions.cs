namespace Ses.Retention;

/// <summary>Options of retention: how long things are kept. What is pending is kept however old it is; statistics are kept for good.</summary>
public sealed class RetentionOptions
{
    /// <summary>How long deliveries are kept with what happened to them; 90 days by default. Whole days (UTC) are deleted; opens and clicks of older mail no longer count.</summary>
    public TimeSpan Deliveries { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long bodies, attachments and variables of a message are kept when every recipient has a fate; 7 days by default.</summary>
    public TimeSpan Content { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long the dialogues of attempts are kept (<see cref="Ledger.AttemptReport.Transcript"/>); 30 days by default. Host, answer and TLS stay with the delivery.</summary>
    public TimeSpan Transcripts { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often the engine looks for what is too old; an hour by default. What is held or parked is given up at most so long behind its maximum age.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromHours(1);
}

namespace Ses.Feedback;

/// <summary>The fields of a feedback report (RFC 5965 §3, RFC 6591 §3), as they stand there. Unknown fields are ignored.</summary>
public sealed record ComplaintReport
{
    /// <summary>The type in lower case, such as <c>abuse</c>; <c>abuse</c> too where a provider reports without a type. Unknown types are kept.</summary>
    public required string FeedbackType { get; init; }

    /// <summary>The recipients who complained (Original-Rcpt-To, Removal-Recipient, X-HmXmrOriginalRecipient); empty where they are redacted.</summary>
    public IReadOnlyList<string> OriginalRecipients { get; init; } = [];

    /// <summary>The return path of the mail (Original-Mail-From); null where it is not given.</summary>
    public string? OriginalMailFrom { get; init; }

    /// <summary>The address it was sent from (Source-IP).</summary>
    public string? SourceIp { get; init; }

    /// <summary>The domains that the reporter holds responsible (Reported-Domain).</summary>
    public IReadOnlyList<string> ReportedDomains { get; init; } = [];

    /// <summary>The program that wrote the report (User-Agent).</summary>
    public string? UserAgent { get; init; }

    /// <summary>When the mail arrived (Arrival-Date or Received-Date), as the report writes it.</summary>
    public string? ArrivalDate { get; init; }

    /// <summary>How many complaints the report stands for (Incidents); 1 where it does not say.</summary>
    public int Incidents { get; init; } = 1;

    /// <summary>What failed, for <c>auth-failure</c> (Auth-Failure, RFC 6591).</summary>
    public string? AuthFailure { get; init; }

    /// <summary>The Message-ID of the mail, without angle brackets.</summary>
    public string? OriginalMessageId { get; init; }
}

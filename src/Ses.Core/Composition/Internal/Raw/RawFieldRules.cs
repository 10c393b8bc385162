namespace Ses.Composition.Internal.Raw;

/// <summary>What becomes of the fields of a whole mail.</summary>
internal static class RawFieldRules
{
    /// <summary>Written by us, or of an earlier journey: left out.</summary>
    private static readonly HashSet<string> LeftOut = new(StringComparer.OrdinalIgnoreCase)
    {
        "Bcc", "Sender", "Date", "Message-ID", "Return-Path", "Received", "DKIM-Signature", "DomainKey-Signature", "Authentication-Results", "Delivered-To",
    };

    /// <summary>Stand once at most (RFC 5322 §3.6, RFC 2045 §3, RFC 2369 §2): a signature over one of two says nothing about the other.</summary>
    private static readonly HashSet<string> Single = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "Reply-To", "To", "Cc", "In-Reply-To", "References", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
        "Content-Disposition", "Content-ID", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID", "Auto-Submitted",
    };

    public static bool IsLeftOut(string name) =>
        LeftOut.Contains(name) || name.StartsWith("Resent-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ARC-", StringComparison.OrdinalIgnoreCase);

    public static bool IsSingle(string name) => Single.Contains(name);

    public static bool IsAddressList(string name) =>
        name.Equals("From", StringComparison.OrdinalIgnoreCase) || name.Equals("To", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Cc", StringComparison.OrdinalIgnoreCase) || name.Equals("Reply-To", StringComparison.OrdinalIgnoreCase);
}

namespace Ses.Composition.Internal.Dkim;

/// <summary>Which fields of a header are signed (RFC 6376 §5.4.1).</summary>
internal static class SignedFields
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID",
    };

    // Named once more than they are present, so that none can be added behind the signature's back (RFC 6376 §8.15).
    private static readonly string[] Oversigned = ["From", "To", "Subject", "Date"];

    public static bool Contains(string name) => Names.Contains(name);

    /// <summary>The <c>h=</c> tag: the signed fields in the order in which they stand.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> fields) => [.. fields.Where(Contains), .. Oversigned];
}

using Ses.Primitives;

namespace Ses.Ledger;

/// <summary>The answer of a mail server, as kept on record.</summary>
/// <param name="Code">The reply code (RFC 5321 §4.2); 0 where no answer came.</param>
/// <param name="EnhancedCode">The enhanced status code (RFC 3463), such as <c>5.1.1</c>; null where none was given.</param>
/// <param name="Text">The text, control characters taken out, 1,000 characters at most.</param>
public sealed record SmtpReplyFact(int Code, string? EnhancedCode, string Text)
{
    /// <summary>The enhanced status code (RFC 3463); null where none was given.</summary>
    public string? EnhancedCode { get; init => field = StorableText.Of(value); } = StorableText.Of(EnhancedCode);

    /// <summary>The text.</summary>
    public string Text { get; init => field = StorableText.Of(value); } = StorableText.Of(Text);

    /// <inheritdoc/>
    public override string ToString() => EnhancedCode is null ? $"{Code} {Text}" : $"{Code} {EnhancedCode} {Text}";
}

using Ses.Sending;

namespace Ses.Composition.Tests;

/// <summary>A mail of the family: what is sent, and what must come back.</summary>
/// <param name="Name">Unique; the mail carries it in the field X-Case.</param>
/// <param name="Request">What is sent.</param>
public sealed record MailCase(string Name, SendRequest Request)
{
    /// <summary>The plain text that must come back; null where it is derived from the HTML.</summary>
    public string? Text { get; init; } = Request.Text;

    /// <summary>The HTML that must come back.</summary>
    public string? Html { get; init; } = Request.Html;

    /// <summary>The subject that must come back.</summary>
    public string Subject { get; init; } = Request.Subject;

    /// <summary>Files that must come back beside those of the request.</summary>
    public IReadOnlyList<Attachment> MoreFiles { get; init; } = [];

    /// <summary>Words that a plain text derived from the HTML must have.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    public override string ToString() => Name;
}

using Ses.Primitives;

namespace Ses.Ledger;

/// <summary>All that is needed to write the bytes of a message again, the same each time: stored instead of the bytes.</summary>
public sealed record MessageRecipe
{
    /// <summary>The From header.</summary>
    public required Mailbox From { get; init; }

    /// <summary>The Reply-To header; empty for none.</summary>
    public IReadOnlyList<Mailbox> ReplyTo { get; init; } = [];

    /// <summary>The To header as every copy shows it, without refused recipients. Null in a task run: each recipient sees itself.</summary>
    public IReadOnlyList<Mailbox>? To { get; init; }

    /// <summary>The Cc header as every copy shows it.</summary>
    public IReadOnlyList<Mailbox> Cc { get; init; } = [];

    /// <summary>The subject; a template of its own where <see cref="Content"/> is a template.</summary>
    public required string Subject { get; init => field = StorableText.Of(value); }

    /// <summary>Where the body comes from.</summary>
    public required RecipeContent Content { get; init; }

    /// <summary>Variables for all recipients, a JSON object; a recipient's own come on top.</summary>
    public string? Data { get; init => field = StorableText.Of(value); }

    /// <summary>Files that travel along.</summary>
    public IReadOnlyList<RecipeAttachment> Attachments { get; init; } = [];

    /// <summary>An invitation or another entry for calendars; null for none.</summary>
    public RecipeCalendar? Calendar { get; init; }

    /// <summary>Own header fields, in order.</summary>
    public IReadOnlyList<RecipeHeader> Headers { get; init; } = [];

    /// <summary>The Date header: the moment of acceptance.</summary>
    public required DateTimeOffset Date { get; init; }
}

/// <summary>Where the body of a message comes from.</summary>
public abstract record RecipeContent
{
    private RecipeContent()
    {
    }

    /// <summary>A template in the version it had at acceptance, with the versions of the partials it draws in.</summary>
    /// <param name="Version">The version.</param>
    /// <param name="Partials">Every template that it includes, directly or not, by the name it is included by.</param>
    public sealed record FromTemplate(TemplateVersionRef Version, IReadOnlyDictionary<string, TemplateVersionRef> Partials) : RecipeContent;

    /// <summary>Bodies as the caller gave them.</summary>
    /// <param name="Html">The HTML body; null for none.</param>
    /// <param name="Text">The plain-text body; null to derive it from the HTML.</param>
    public sealed record FromParts(string? Html, string? Text) : RecipeContent
    {
        /// <summary>The HTML body.</summary>
        public string? Html { get; init => field = StorableText.Of(value); } = StorableText.Of(Html);

        /// <summary>The plain-text body.</summary>
        public string? Text { get; init => field = StorableText.Of(value); } = StorableText.Of(Text);
    }

    /// <summary>A whole MIME message as the caller gave it.</summary>
    /// <param name="Mime">RFC 5322 bytes with CRLF line ends.</param>
    public sealed record FromMime(ReadOnlyMemory<byte> Mime) : RecipeContent;
}

/// <summary>One immutable version of a template.</summary>
/// <param name="Template">The template.</param>
/// <param name="Version">Counts from 1.</param>
public readonly record struct TemplateVersionRef(TemplateId Template, int Version);

/// <summary>An attachment as stored: the bytes once per message.</summary>
/// <param name="FileName">As the recipient sees it.</param>
/// <param name="ContentType">The media type, such as <c>application/pdf</c>.</param>
/// <param name="Content">The bytes.</param>
/// <param name="ContentId">Set for an inline part that HTML refers to as <c>cid:</c>; null for an attachment.</param>
public sealed record RecipeAttachment(string FileName, string ContentType, ReadOnlyMemory<byte> Content, string? ContentId = null)
{
    /// <summary>As the recipient sees it.</summary>
    public string FileName { get; init => field = StorableText.Of(value); } = StorableText.Of(FileName);

    /// <summary>The media type.</summary>
    public string ContentType { get; init => field = StorableText.Of(value); } = StorableText.Of(ContentType);

    /// <summary>What HTML refers to.</summary>
    public string? ContentId { get; init => field = StorableText.Of(value); } = StorableText.Of(ContentId);
}

/// <summary>An entry for calendars (RFC 5545), shown as an alternative and attached as a file.</summary>
/// <param name="Content">From <c>BEGIN:VCALENDAR</c> to <c>END:VCALENDAR</c>.</param>
/// <param name="Method">What it asks for (RFC 5546), such as <c>REQUEST</c>.</param>
/// <param name="FileName">The file's name.</param>
public sealed record RecipeCalendar(string Content, string Method, string FileName)
{
    /// <summary>The entry.</summary>
    public string Content { get; init => field = StorableText.Of(value); } = StorableText.Of(Content);

    /// <summary>What it asks for.</summary>
    public string Method { get; init => field = StorableText.Of(value); } = StorableText.Of(Method);

    /// <summary>The file's name.</summary>
    public string FileName { get; init => field = StorableText.Of(value); } = StorableText.Of(FileName);
}

/// <summary>An own header field.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Value">The unfolded value.</param>
public readonly record struct RecipeHeader(string Name, string Value)
{
    /// <summary>The field's name.</summary>
    public string Name { get; init => field = StorableText.Of(value); } = StorableText.Of(Name);

    /// <summary>The unfolded value.</summary>
    public string Value { get; init => field = StorableText.Of(value); } = StorableText.Of(Value);
}

using Ses.Primitives;

namespace Ses.Templates;

/// <summary>A template: a name, and versions of its text. What is queued keeps the version it was accepted with. (Guide, Email Template.)</summary>
public sealed record MailTemplate
{
    /// <summary>Whose.</summary>
    public required AccountId Account { get; init; }

    /// <summary>Its id.</summary>
    public required TemplateId Id { get; init; }

    /// <summary>Its name, unique in the account; layouts and partials are drawn in by it.</summary>
    public required string Name { get; init => field = StorableText.Of(value); }

    /// <summary>HTML or plain text.</summary>
    public required TemplateType Type { get; init; }

    /// <summary>The current version, counted from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The text of the current version.</summary>
    public required string Source { get; init => field = StorableText.Of(value); }

    /// <summary>The plain-text body that goes with an HTML template; null to derive it from the HTML.</summary>
    public string? Text { get; init => field = StorableText.Of(value); }

    /// <summary>The variables that the text wants.</summary>
    public required IReadOnlyList<TemplateVariable> Variables { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the current version was made.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>What a template's text is.</summary>
public enum TemplateType
{
    /// <summary>"HTML rich text": values are escaped.</summary>
    Html,

    /// <summary>"Plain text": values are not escaped.</summary>
    PlainText,
}

/// <summary>A variable that a template wants.</summary>
/// <param name="Name">Its name, with dots where it is a member: <c>order.total</c>.</param>
/// <param name="IsRequired">
/// False where the text itself gives a default or asks whether it is there. One that stands only in a branch is required too, and missed only by a recipient whose mail takes that branch.
/// </param>
public sealed record TemplateVariable(string Name, bool IsRequired)
{
    /// <summary>Its name.</summary>
    public string Name { get; init => field = StorableText.Of(value); } = StorableText.Of(Name);
}

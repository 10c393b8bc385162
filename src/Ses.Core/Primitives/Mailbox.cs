using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ses.Primitives;

/// <summary>An address with the name that people see: <c>Ada Lovelace &lt;ada@example.org&gt;</c>.</summary>
/// <param name="Address">The address.</param>
/// <param name="DisplayName">The name; null for none.</param>
public sealed record Mailbox(EmailAddress Address, string? DisplayName = null)
{
    /// <summary>The name that people see.</summary>
    public string? DisplayName { get; init => field = StorableText.Of(value); } = StorableText.Of(DisplayName);

    /// <summary>The longest display name, in characters.</summary>
    public const int MaxDisplayNameLength = 256;

    /// <summary>Reads <c>a@b.example</c>, <c>Name &lt;a@b.example&gt;</c> or <c>"Na, me" &lt;a@b.example&gt;</c>; throws <see cref="FormatException"/>.</summary>
    public static Mailbox Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var mailbox, out var why) ? mailbox : throw new FormatException($"'{text}' is not a mailbox: {why}.");
    }

    /// <summary>Reads <c>a@b.example</c>, <c>Name &lt;a@b.example&gt;</c> or <c>"Na, me" &lt;a@b.example&gt;</c>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Mailbox? mailbox) => TryParse(text, out mailbox, out _);

    internal static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out Mailbox? mailbox, [NotNullWhen(false)] out string? why)
    {
        mailbox = null;
        text = text.Trim(' ');
        var open = text.EndsWith(">") ? text.LastIndexOf('<') : -1;
        if (open < 0)
        {
            mailbox = EmailAddress.TryParse(text, out var bare, out why) ? new(bare) : null;
            return mailbox is not null;
        }

        var name = Unquote(text[..open].Trim(' '));
        if (!EmailAddress.TryParse(text[(open + 1)..^1].Trim(' '), out var address, out why))
            return false;
        why = CheckName(name);
        if (why is not null)
            return false;
        mailbox = new(address, name.Length == 0 ? null : name);
        return true;
    }

    /// <summary>What is wrong with a display name; null where nothing is.</summary>
    internal static string? CheckName(string? name) =>
        name is null ? null
        : name.Length > MaxDisplayNameLength ? $"the name has more than {MaxDisplayNameLength} characters"
        : name.Any(char.IsControl) ? "the name has a line end or another control character"
        : null;

    private static string Unquote(ReadOnlySpan<char> name)
    {
        if (name is not ['"', .. var content, '"'])
            return name.ToString();
        var unquoted = new StringBuilder(content.Length);
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '\\' && i + 1 < content.Length)
                i++;
            unquoted.Append(content[i]);
        }

        return unquoted.ToString();
    }

    /// <summary>For people: name and address; header text is written by the composer, which encodes it.</summary>
    public override string ToString() => string.IsNullOrEmpty(DisplayName) ? Address.ToString() : $"{DisplayName} <{Address}>";
}

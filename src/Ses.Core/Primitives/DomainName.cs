using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ses.Primitives;

/// <summary>
/// A host or mail domain in A-labels (RFC 5890), lower case, without the root's dot; at least two labels, 253 octets at most (RFC 1035).
/// Equal names are equal values.
/// </summary>
public sealed class DomainName : IEquatable<DomainName>, IComparable<DomainName>
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = true };

    private DomainName(string value) => Value = value;

    /// <summary>The name in A-labels, lower case.</summary>
    public string Value { get; }

    /// <summary>The name as people read it, in U-labels.</summary>
    public string Unicode => Idn.GetUnicode(Value);

    /// <summary>Reads a name in either form; throws <see cref="FormatException"/> that says which rule it breaks.</summary>
    public static DomainName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var name, out var why) ? name : throw new FormatException($"'{text}' is not a domain name: {why}.");
    }

    /// <summary>Reads a name in either form.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DomainName? name) => TryParse(text, out name, out _);

    internal static bool TryParse(string? text, [NotNullWhen(true)] out DomainName? name, [NotNullWhen(false)] out string? why)
    {
        name = null;
        why = null;
        if (string.IsNullOrEmpty(text))
            why = "it is empty";
        else if (!TryMap(text.EndsWith('.') ? text[..^1] : text, out var ascii))
            why = "a label is empty, longer than 63 octets, or has a character that no host name has";
        else if (ascii.Length > 253)
            why = "it is longer than 253 octets";
        else if (!ascii.Contains('.', StringComparison.Ordinal))
            why = "it has a single label; a domain such as example.com is expected";
        else
            name = new(ascii);
        return name is not null;
    }

    private static bool TryMap(string text, out string ascii)
    {
        // Nearly every name is plain already; IdnMapping costs ten times as much.
        ascii = "";
        if (System.Text.Ascii.IsValid(text))
        {
            ascii = text.ToLowerInvariant();
            return IsPlain(ascii);
        }

        try
        {
            ascii = text.Length > 1_000 ? "" : Idn.GetAscii(text.Normalize(System.Text.NormalizationForm.FormC)).ToLowerInvariant();
            return IsPlain(ascii);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // Labels of 1 to 63 of a-z, 0-9 and the hyphen, not at a label's ends (RFC 1123 §2.1); the last one not all digits (RFC 3696 §2).
    private static bool IsPlain(ReadOnlySpan<char> text)
    {
        var (start, digits) = (0, true);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != '.')
            {
                if (text[i] is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
                    return false;
                digits &= text[i] is >= '0' and <= '9';
                continue;
            }

            if (i - start is 0 or > 63 || text[start] == '-' || text[i - 1] == '-' || (i == text.Length && digits))
                return false;
            (start, digits) = (i + 1, true);
        }

        return true;
    }

    /// <summary>A name below this one: <c>example.com</c>.Child("bounce") is <c>bounce.example.com</c>.</summary>
    public DomainName Child(string label) => Parse($"{label}.{Value}");

    /// <summary>True for this name itself and for every name below it.</summary>
    public bool Contains(DomainName other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other == this || other.Value.EndsWith("." + Value, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public bool Equals(DomainName? other) => other is not null && string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DomainName);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public int CompareTo(DomainName? other) => string.CompareOrdinal(Value, other?.Value);

    /// <summary>Equal names.</summary>
    public static bool operator ==(DomainName? left, DomainName? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Different names.</summary>
    public static bool operator !=(DomainName? left, DomainName? right) => !(left == right);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

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
        ascii = "";
        try
        {
            ascii = Idn.GetAscii(text).ToLowerInvariant();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
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

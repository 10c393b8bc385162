using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Ses.Primitives;

/// <summary>
/// A host or mail domain in A-labels (RFC 5890), lower case, without the root's dot; at least two labels, 253 octets at most (RFC 1035). A recipient's may
/// also be an address literal such as <c>[192.0.2.1]</c> (RFC 5321 §4.1.3). Equal names are equal values.
/// </summary>
public sealed class DomainName : IEquatable<DomainName>, IComparable<DomainName>
{
    private DomainName(string value, IPAddress? literal = null) => (Value, AddressLiteral) = (value, literal);

    /// <summary>The name in A-labels, lower case; or the literal in its brackets.</summary>
    public string Value { get; }

    /// <summary>The IP address of an address literal; null for a name.</summary>
    public IPAddress? AddressLiteral { get; }

    /// <summary>The name as people read it, in U-labels.</summary>
    public string Unicode => AddressLiteral is null ? DomainLabels.ToUnicode(Value) : Value;

    /// <summary>Reads a name in either form, or an address literal; throws <see cref="FormatException"/> that says which rule it breaks.</summary>
    public static DomainName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var name, out var why) ? name : throw new FormatException($"'{text}' is not a domain name: {why}.");
    }

    /// <summary>Reads a name in either form, or an address literal.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DomainName? name) => TryParse(text, out name, out _);

    internal static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out DomainName? name, [NotNullWhen(false)] out string? why)
    {
        if (KnownDomainNames.Find(text) is { } known)
        {
            (name, why) = (known, null);
            return true;
        }

        name = null;
        if (text is ['[', .. var content, ']'])
        {
            why = Primitives.AddressLiteral.TryRead(content, out var address) ? null : "the brackets hold no address such as [192.0.2.1] or [IPv6:2001:db8::1]";
            if (why is null)
                name = new(Primitives.AddressLiteral.Format(address!), address);
        }
        else if (DomainLabels.TryMap(text is [.. var relative, '.' or '\u3002'] ? relative : text, out var ascii, out why))
        {
            name = new(ascii);
        }

        if (name is not null)
            KnownDomainNames.Keep(name);
        return name is not null;
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

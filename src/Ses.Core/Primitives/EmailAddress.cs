using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ses.Primitives;

/// <summary>
/// One mailbox: local part and domain (RFC 5321 §4.1.2, RFC 6531), 254 octets at most, 64 of them before the at sign; no comments. Once you hold one, it
/// is valid. Equality is that of <see cref="NormalForm"/>. See docs/addresses.md.
/// </summary>
public sealed class EmailAddress : IEquatable<EmailAddress>
{
    /// <summary>The longest address, in octets of UTF-8 (RFC 5321 §4.5.3.1.3 less the angle brackets).</summary>
    public const int MaxOctets = 254;

    /// <summary>The longest local part, in octets of UTF-8 (RFC 5321 §4.5.3.1.1).</summary>
    public const int MaxLocalPartOctets = 64;

    private readonly string _text;
    private AddressHash _hash;
    private volatile bool _isHashed;

    private EmailAddress(string localPart, DomainName domain)
    {
        LocalPart = localPart;
        Domain = domain;
        _text = $"{localPart}@{domain.Value}";
        var normalLocal = EmailLocalPart.NormalFormOf(localPart);
        // Most addresses are in their normal form already.
        NormalForm = ReferenceEquals(normalLocal, localPart) ? _text : $"{normalLocal}@{domain.Value}";
    }

    /// <summary>The part before the at sign: as it was given, in NFC.</summary>
    public string LocalPart { get; }

    /// <summary>The part behind the at sign.</summary>
    public DomainName Domain { get; }

    /// <summary>What addresses are compared by: the local part in lower case and NFC, needless quotes and backslashes taken off, and the domain in A-labels.</summary>
    public string NormalForm { get; }

    /// <summary>True where the local part needs SMTPUTF8 (RFC 6531).</summary>
    public bool NeedsSmtpUtf8 => !Ascii.IsValid(LocalPart);

    /// <summary>Reads <c>local@domain</c>; throws <see cref="FormatException"/> that says which rule it breaks.</summary>
    public static EmailAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var address, out var why) ? address : throw new FormatException($"'{text}' is not an email address: {why}.");
    }

    /// <summary>Reads <c>local@domain</c>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EmailAddress? address) => TryParse(text, out address, out _);

    internal static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out EmailAddress? address, [NotNullWhen(false)] out string? why)
    {
        address = null;
        var at = text.LastIndexOf('@');
        if (text.IsEmpty)
            why = "it is empty";
        else if (text.Length > MaxOctets * 2)
            why = $"it is longer than {MaxOctets} octets";
        else if (at < 0)
            why = "it has no at sign";
        else if (text[^1] is '.' or '\u3002')
            why = "it ends with a dot";
        else if (EmailLocalPart.TryRead(text[..at], out var local, out why) && DomainName.TryParse(text[(at + 1)..], out var domain, out why))
        {
            if (Encoding.UTF8.GetByteCount(local) + 1 + domain.Value.Length <= MaxOctets)
                address = new(local, domain);
            else
                why = $"it is longer than {MaxOctets} octets";
        }

        return address is not null;
    }

    /// <summary>An address of our own making, whose parts need no look.</summary>
    internal static EmailAddress OfOwn(string localPart, DomainName domain) => new(localPart, domain);

    /// <summary>The hash of the normal form, computed once: two threads that do it at the same time write the same bits.</summary>
    internal AddressHash Hash()
    {
        if (!_isHashed)
        {
            _hash = AddressHash.OfNormalForm(NormalForm);
            _isHashed = true;
        }

        return _hash;
    }

    /// <inheritdoc/>
    public bool Equals(EmailAddress? other) => other is not null && string.Equals(NormalForm, other.NormalForm, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EmailAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => NormalForm.GetHashCode(StringComparison.Ordinal);

    /// <summary><c>local@domain</c>, the domain in A-labels: the form that goes on the wire.</summary>
    public override string ToString() => _text;
}

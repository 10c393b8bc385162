using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Ses.Primitives;

/// <summary>
/// The labels of a host name: LDH labels (RFC 1123 §2.1) and A-labels (RFC 5890). What people type is mapped by UTS-46, non-transitional: case, full-width
/// forms and the ideographic full stop go, ß stays.
/// </summary>
internal static class DomainLabels
{
    private const int MaxLabel = 63;
    private const int MaxName = 253;

    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = true };

    /// <summary>The name in A-labels, lower case.</summary>
    public static bool TryMap(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? ascii, [NotNullWhen(false)] out string? why)
    {
        // What the mapping takes out may make a text longer than its name, within reason; the bound keeps it cheap.
        var mapped = "";
        if (text.Length > 4 * MaxName)
            why = $"it is longer than {MaxName} octets";
        else if (Ascii.IsValid(text))
            why = Check(mapped = text.ToString().ToLowerInvariant());
        else if (TryToAscii(text.ToString(), out mapped))
            why = Check(mapped);
        else
            why = WhyNot(text);
        ascii = why is null ? mapped : null;
        return ascii is not null;
    }

    /// <summary>The name in U-labels; a label that no IDN rule allows (<c>r3---sn</c>) stays as it is.</summary>
    public static string ToUnicode(string ascii) =>
        ascii.Contains("xn--", StringComparison.Ordinal)
            ? string.Join('.', ascii.Split('.').Select(label => TryDecode(label, out var decoded) ? decoded : label))
            : ascii;

    // IdnMapping maps by UTS-46 where ICU is there, and not at all in globalization-invariant mode: what people do type is mapped first, so that a name is the same in both.
    private static bool TryToAscii(string text, out string ascii)
    {
        try
        {
            var mapped = text.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
            ascii = Idn.GetAscii(string.Concat(mapped.Where(c => !IsIgnored(c)).Select(Narrow))).ToLowerInvariant();
            return true;
        }
        catch (ArgumentException)
        {
            ascii = "";
            return false;
        }
    }

    // Soft hyphen, zero-width space, word joiner, variation selectors, byte order mark (UTS-46 "ignored").
    private static bool IsIgnored(char c) => c is '\u00ad' or '\u200b' or '\u2060' or (>= '\ufe00' and <= '\ufe0f') or '\ufeff';

    // Full-width forms of ASCII: what a Chinese or Japanese keyboard gives.
    private static char Narrow(char c) => c is >= '\uff01' and <= '\uff5e' ? (char)(c - 0xfee0) : c;

    private static string? Check(string ascii)
    {
        if (ascii.Length > MaxName)
            return $"it is longer than {MaxName} octets";
        if (!ascii.Contains('.', StringComparison.Ordinal))
            return ascii.Length == 0 ? "it is empty" : "it has a single label; a domain such as example.com is expected";
        var allDigits = true;
        foreach (var range in ascii.AsSpan().Split('.'))
        {
            var label = ascii.AsSpan(range);
            if (CheckLabel(label) is { } why)
                return why;
            allDigits &= !label.ContainsAnyExceptInRange('0', '9');
        }

        return allDigits ? "its labels are all numbers; an IP address stands in brackets, as in user@[192.0.2.1]" : null;
    }

    private static string? CheckLabel(ReadOnlySpan<char> label)
    {
        if (label.Length == 0)
            return "it has an empty label: a dot too many";
        if (label.Length > MaxLabel)
            return $"a label is longer than {MaxLabel} octets";
        foreach (var c in label)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
                return c is > ' ' and <= '~' ? $"'{c}' is in no host name" : "it has a space, or a character that is in no host name";
        }

        if (label[0] == '-' || label[^1] == '-')
            return "a label begins or ends with a hyphen";
        return label.StartsWith("xn--", StringComparison.Ordinal) && !TryDecode(label.ToString(), out _) ? $"'{label}' is no valid Punycode" : null;
    }

    // Valid is what comes back as it was: anything else would be one domain under two names.
    private static bool TryDecode(string label, out string decoded)
    {
        decoded = label;
        try
        {
            decoded = Idn.GetUnicode(label);
            return !decoded.Any(char.IsControl) && string.Equals(Idn.GetAscii(decoded), label, StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string WhyNot(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split('.'))
        {
            if (text[range].IsEmpty)
                return "it has an empty label: a dot too many";
            if (text[range].Length > MaxLabel)
                return $"a label is longer than {MaxLabel} octets";
        }

        return $"it has a character that is in no domain name, or a label longer than {MaxLabel} octets as an A-label";
    }
}

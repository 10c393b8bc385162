using Ses.Primitives;

namespace Ses.Smtp.Receiving;

/// <summary>The argument of MAIL FROM and RCPT TO: a path in angle brackets, and parameters.</summary>
/// <param name="Address">Null for the null path.</param>
/// <param name="Parameters">By their names, in any case, with their values as given; null for none.</param>
internal sealed record SmtpPath(EmailAddress? Address, IReadOnlyDictionary<string, string?> Parameters)
{
    /// <summary>Reads <c>FROM:&lt;a@b&gt; SIZE=1</c>; null where it is malformed.</summary>
    public static SmtpPath? Read(string argument, string keyword)
    {
        if (!argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase))
            return null;
        var rest = argument[keyword.Length..].TrimStart(' ');
        var close = ClosingBracket(rest);
        if (close < 0)
            return null;
        var path = rest[1..close];
        // A source route is read and ignored (RFC 5321 appendix C).
        if (path.StartsWith('@') && path.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            path = path[(colon + 1)..];
        EmailAddress? address = null;
        if (path.Length > 0 && !EmailAddress.TryParse(path, out address))
            return null;
        if (close + 1 < rest.Length && rest[close + 1] != ' ')
            return null;
        var parameters = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in rest[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            parameters[equals < 0 ? parameter : parameter[..equals]] = equals < 0 ? null : parameter[(equals + 1)..];
        }

        return new(address, parameters);
    }

    // A quoted local part may have a bracket in it.
    private static int ClosingBracket(string text)
    {
        if (!text.StartsWith('<'))
            return -1;
        var quoted = false;
        for (var i = 1; i < text.Length; i++)
        {
            if (quoted && text[i] == '\\')
                i++;
            else if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == '>' && !quoted)
                return i;
        }

        return -1;
    }
}

using Ses.Ledger;

namespace Ses.Smtp.Sending.Direct;

/// <summary>
/// Puts a reply together from what arrives, in pieces of any size (RFC 5321 §4.2.1). Lines may end with a bare LF, as some do. Everything is bounded; what is not
/// a reply, or has two codes, is a fault.
/// </summary>
internal sealed class ReplyAssembler
{
    public const int MaxLine = 2_048;
    public const int MaxLines = 512;
    public const int MaxOctets = 64 * 1024;

    private readonly byte[] _text = new byte[4_096];
    private int _length;
    private int _lines;
    private int _octets;

    public int Code { get; private set; }

    /// <summary>Why it is no reply; null while it may be one.</summary>
    public string? Fault { get; private set; }

    /// <summary>The text, a line each, without codes.</summary>
    public string Text => SmtpReplies.Decode(_text.AsSpan(0, _length));

    public SmtpReplyFact Fact => SmtpReplies.Of(Code, Text);

    public void Reset()
    {
        (_length, _lines, _octets, Code) = (0, 0, 0, 0);
        Fault = null;
    }

    /// <summary>True where the reply is complete, or no reply: then look at <see cref="Fault"/>.</summary>
    public bool Feed(ReadOnlySpan<byte> input, Transcript log, out int taken)
    {
        taken = 0;
        while (Fault is null)
        {
            var rest = input[taken..];
            var end = rest.IndexOf((byte)'\n');
            if (end < 0)
            {
                if (rest.Length > MaxLine)
                    Fault = $"a line of more than {MaxLine:N0} octets";
                break;
            }

            taken += end + 1;
            var line = rest[..end].TrimEnd((byte)'\r');
            log.Received(line);
            if (Take(line, end + 1))
                return true;
        }

        return Fault is not null;
    }

    // True for the last line.
    private bool Take(ReadOnlySpan<byte> line, int octets)
    {
        _octets += octets;
        _lines++;
        if (line.Length > MaxLine || _lines > MaxLines || _octets > MaxOctets)
            Fault = $"an answer of more than {MaxLines} lines or {MaxOctets:N0} octets";
        else if (line.Length < 3 || CodeOf(line) is not { } code || (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-')))
            Fault = $"not an SMTP answer: {SmtpReplies.Sanitize(SmtpReplies.Decode(line[..Math.Min(line.Length, 80)]))}";
        else if (_lines > 1 && code != Code)
            Fault = $"one answer with two codes, {Code} and {code}";
        else
            return Keep(line, code);
        return false;
    }

    private bool Keep(ReadOnlySpan<byte> line, int code)
    {
        Code = code;
        var text = line.Length > 4 ? line[4..] : default;
        var room = _text.Length - _length;
        if (_lines > 1 && room > 0)
        {
            _text[_length++] = (byte)'\n';
            room--;
        }

        text = text[..Math.Min(text.Length, room)];
        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
        return line.Length == 3 || line[3] == ' ';
    }

    private static int? CodeOf(ReadOnlySpan<byte> line)
    {
        var code = 0;
        foreach (var octet in line[..3])
        {
            if (octet is < (byte)'0' or > (byte)'9')
                return null;
            code = (code * 10) + (octet - '0');
        }

        return code;
    }
}

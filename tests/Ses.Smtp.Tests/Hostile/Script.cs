namespace Ses.Smtp.Tests.Hostile;

/// <summary>
/// What a hostile server does, a line a step:
/// <code>
/// > text          says a line                     >> text       says text as it stands, with \r \n \0 \xHH
/// &lt; WORD          hears a command that begins so   &lt;.            hears a mail up to its dot        &lt;bdat  hears a chunk
/// hear N          hears N octets of whatever       wait 45s      waits on the clock (and signals waiting)
/// drip 2s text    says it an octet at a time       flood N       says N octets without a line end    repeat N text  says a line N times
/// starttls(12)    shakes hands (1.2)               signal name   tells the test                      until name  waits until it is told
/// close           closes                           rst           resets                              half   closes its side only
/// hang            hears and says nothing more      mark / loop   goes back to the mark, as often as commands come
/// </code>
/// </summary>
internal static class Script
{
    /// <summary>A server as most are.</summary>
    public const string Hello = """
        > 220 mx.test ESMTP
        < EHLO
        > 250-mx.test
        > 250-PIPELINING
        > 250-8BITMIME
        > 250-ENHANCEDSTATUSCODES
        > 250 SIZE 20000000
        """;

    /// <summary>One that does not pipeline.</summary>
    public const string PlainHello = """
        > 220 mx.test ESMTP
        < EHLO
        > 250 mx.test
        """;

    /// <summary>One that offers STARTTLS.</summary>
    public const string TlsHello = """
        > 220 mx.test ESMTP
        < EHLO
        > 250-mx.test
        > 250-PIPELINING
        > 250 STARTTLS
        < STARTTLS
        """;

    /// <summary>The greeting behind the handshake.</summary>
    public const string HelloAgain = """
        < EHLO
        > 250-mx.test
        > 250 PIPELINING
        """;

    /// <summary>An envelope taken.</summary>
    public const string Envelope = """
        < MAIL FROM:
        > 250 2.1.0 ok
        < RCPT TO:
        > 250 2.1.5 ok
        < DATA
        > 354 go on
        """;

    /// <summary>A mail taken.</summary>
    public const string Mail = $"""
        {Envelope}
        <.
        > 250 2.0.0 queued
        """;

    /// <summary>Takes mails for ever.</summary>
    public const string Mails = $"""
        mark
        {Mail}
        loop
        """;

    public static IReadOnlyList<string> Parse(string script) =>
        [.. script.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Trim().Length > 0)];

    /// <summary><c>\r \n \0 \t \xHH</c> in their octets; the rest as Latin-1.</summary>
    public static byte[] Unescape(string text)
    {
        var octets = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                octets.Add((byte)text[i]);
                continue;
            }

            i++;
            octets.Add(text[i] switch
            {
                'r' => (byte)'\r',
                'n' => (byte)'\n',
                't' => (byte)'\t',
                '0' => 0,
                'x' => Convert.ToByte(text[(i + 1)..(i + 3)], 16),
                var other => (byte)other,
            });
            i += text[i] == 'x' ? 2 : 0;
        }

        return [.. octets];
    }
}

/// <summary>In what pieces a server says what it says.</summary>
public enum Chunking
{
    Whole,
    PerLine,
    PerOctet,
}

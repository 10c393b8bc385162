namespace Ses.Composition.Tests;

/// <summary>Odd texts and octets.</summary>
internal static class Bodies
{
    public static readonly IReadOnlyDictionary<string, string> Texts = new Dictionary<string, string>
    {
        ["short"] = "Hello.\n",
        ["empty"] = "",
        ["without final newline"] = "first\nlast",
        ["empty lines around"] = "\n\n\nfirst\n\n\n\nlast\n\n\n",
        ["line of 100 KiB"] = new string('x', 100 * 1024) + "\n",
        ["words of 100 KiB"] = string.Concat(Enumerable.Repeat("word and more ", 7_500)) + "end\n",
        ["line of 998"] = new string('a', 998) + "\n",
        ["line of 999"] = new string('b', 999) + "\n",
        ["lines of dots"] = ".\n..\n...\n.\n . \n.dot\n..dots\n" + new string('.', 76) + "\n" + new string('.', 77) + "\n" + new string('.', 200) + "\n.\n",
        ["white space at line ends"] = "one \ntwo\t\nthree  \t \n \n\t\nfour\n",
        ["From lines"] = "From me\nFrom: you\n>From them\nfrom here\n",
        ["equals signs"] = "a=b=3D==\n=\n==20\n",
        ["dashes"] = "-- \n--\n--=_a\n--=_anything--\n---\n",
        ["bare CR"] = "one\rtwo\r\rthree\n",
        ["mixed line ends"] = "one\r\ntwo\nthree\rfour\r\n",
        ["Latin"] = "Gr\u00fc\u00dfe aus K\u00f6ln, \u00e7a va bien, \u017b\u00f3\u0142w\n",
        ["Chinese"] = "\u60a8\u597d\uff0c\u4e16\u754c\u3002\n\u8fd9\u662f\u4e00\u5c01\u6d4b\u8bd5\u90ae\u4ef6\u3002\n",
        ["long Chinese"] = string.Concat(Enumerable.Repeat("\u6c49\u5b57\u6d4b\u8bd5\uff0c", 3_000)) + "\n",
        ["right to left"] = "\u0645\u0631\u062d\u0628\u0627 \u0628\u0643\u0645 (abc) \u05e9\u05dc\u05d5\u05dd \u200f\u202btest\u202c\n",
        ["emoji"] = "\ud83d\ude80 \ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66 \ud83c\udde8\ud83c\uddf3 \u2764\ufe0f e\u0301 \ud83e\udd26\ud83c\udffd\u200d\u2642\ufe0f\n" + string.Concat(Enumerable.Repeat("\ud83d\ude80", 500)) + "\n",
        ["Unicode line separators"] = "one\u2028two\u2029three\u0085four\u000bfive\n",
        ["controls"] = "bell\u0007 escape\u001b[31m form\u000cfeed del\u007f\n",
        ["smuggling"] = "one\n.\ntwo\r\n.\nthree\n.\r\nfour\r.\rfive\r\n.\rsix\nMAIL FROM:<x@example.com>\n",
    };

    public const string Invitation =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@example.com\r\nDTSTAMP:20260203T040506Z\r\n"
        + "DTSTART:20260301T090000Z\r\nDTEND:20260301T100000Z\r\nSUMMARY:\u4ea7\u54c1\u4f1a\u8bae \u2014 review\r\nORGANIZER:mailto:shop@news.example.com\r\n"
        + "ATTENDEE;RSVP=TRUE:mailto:ada@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    public static string AsHtml(string text) =>
        $"<!doctype html><html><body><p>{text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)}</p></body></html>";

    public static byte[] Octets(int count)
    {
        var octets = new byte[count];
        for (var i = 0; i < count; i++)
            octets[i] = (byte)((i * 31) + (i >> 8));
        return octets;
    }
}

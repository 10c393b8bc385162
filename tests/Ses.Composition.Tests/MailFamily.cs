using Ses.Ledger;
using Ses.Sending;

namespace Ses.Composition.Tests;

/// <summary>Mails of every kind that the composer can write, made from lists of odd texts, names and files.</summary>
internal static class MailFamily
{
    public const string From = "shop@news.example.com";

    public static IReadOnlyList<MailCase> Create() =>
    [
        .. Bodies.Texts.Select(text => Case($"text {text.Key}", request => request with { Text = text.Value })),
        .. Bodies.Texts.Where(text => text.Key != "empty").Select(text => Case($"html {text.Key}", request => request with { Text = null, Html = Bodies.AsHtml(text.Value) })),
        .. Bodies.Texts.Where((_, i) => i % 3 == 0).Select(text => Case($"both {text.Key}", request => request with { Text = text.Value, Html = Bodies.AsHtml(text.Value) })),
        .. OddNames.Subjects.Select((subject, i) => Case($"subject {i}", request => request with { Subject = subject })),
        .. OddNames.People.Select((name, i) => Case($"name {i}", request => request with
        {
            From = $"{Quoted(name)} <{From}>", To = [$"{Quoted(name)} <ada@example.org>"], Cc = ["carl@example.org"], ReplyTo = [$"{Quoted(name)} <answers@example.org>", "b@example.org"],
        })),
        .. OddNames.Files.Select((name, i) => Case($"file {i}", request => request with { Attachments = [new(name, Bodies.Octets(i * 37))] })),
        .. Structures(),
    ];

    private static IEnumerable<MailCase> Structures()
    {
        const string html = "<p>Hello <b>you</b> <img src=\"cid:logo@shop\"></p>";
        var logo = new Attachment("logo.png", Bodies.Octets(500), "image/png", "logo@shop");
        yield return Case("inline image", request => request with { Html = html, Attachments = [logo] });
        yield return Case("inline image and files", request => request with
        {
            Html = html, Attachments = [logo, new("a.txt", "LF.LF\n.\nCRLF\r\n.\r\n.\r.\r"u8.ToArray()), new("\u7edf\u8ba1.csv", "\u540d,\u6570\n\u4e00,1\n"u8.ToArray()), new("big.bin", Bodies.Octets(300_000))],
        });
        yield return Case("ten files", request => request with { Attachments = [.. Enumerable.Range(0, 10).Select(i => new Attachment(FormattableString.Invariant($"f{i}.bin"), Bodies.Octets(i)))] });
        yield return Case("attached mail", request => request with { Attachments = [new("inner.eml", "From: a@example.org\r\nSubject: =?utf-8?b?5YaF?=\r\nDate: Tue, 3 Feb 2026 04:05:06 +0000\r\n\r\ninner\r\n"u8.ToArray(), "message/rfc822")] });
        yield return Case("invitation", request => request with { Html = "<p>Come</p>", Calendar = new(Bodies.Invitation) });
        yield return Case("invitation without HTML", request => request with { Calendar = new(Bodies.Invitation, "REQUEST", "\u4f1a\u8bae.ics") });
        yield return Case("many recipients", request => request with
        {
            To = [.. Enumerable.Range(0, 12).Select(i => FormattableString.Invariant($"\"Recipient, No. {i}\" <recipient.{i}@example.org>"))],
            Cc = [.. Enumerable.Range(0, 8).Select(i => FormattableString.Invariant($"\u6284\u9001 {i} <cc.{i}@example.org>"))],
        });
        yield return Case("hidden recipient", request => request with { To = [], Bcc = ["hidden@example.org"] });
        yield return Case("long and odd addresses", request => request with
        {
            To = [$"{new string('l', 64)}@{new string('d', 60)}.{new string('e', 60)}.example.org", "\"quoted local\"@example.org", "plus+tag=x@example.org", "idn@b\u00fccher.example"],
        });
        yield return Case("own fields", request => request with
        {
            Headers = new Dictionary<string, string>
            {
                ["In-Reply-To"] = "<first@example.org>",
                ["References"] = string.Join(' ', Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"<reference.number.{i}@mail.example.org>"))),
                ["X-Own"] = "\u81ea\u5df1\u7684\u5b57\u6bb5 with words " + new string('w', 200),
                ["X-Priority"] = "1",
            },
        });
        yield return Case("newsletter", request => request with { Stream = MailStream.Marketing, Html = "<h1>News</h1><ul><li>One</li></ul>", Text = null }) with { Words = ["News", "- One"] };
        yield return Case("links and tables", request => request with
        {
            Text = null, Html = "<table><tr><td>Tea</td><td>3.50</td></tr></table><p><a href=\"https://example.com/a?x=1&amp;y=2\">Buy</a></p>",
        }) with { Words = ["Tea | 3.50", "Buy (https://example.com/a?x=1&y=2)"] };
        foreach (var whole in WholeMails.All)
            yield return whole;
    }

    private static MailCase Case(string name, Func<SendRequest, SendRequest> change)
    {
        var request = change(new()
        {
            From = $"Shop <{From}>",
            To = ["Ada Lovelace <ada@example.org>"],
            Subject = $"About {name}",
            Text = "Hello.\n",
        });
        return new(name, request with { Headers = new Dictionary<string, string>(request.Headers) { ["X-Case"] = name } });
    }

    private static string Quoted(string name) => $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}

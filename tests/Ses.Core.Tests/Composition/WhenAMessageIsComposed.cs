using System.Text;
using CsCheck;
using MimeKit;
using Ses.Composition.Internal;
using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Core.Tests.Composition;

public sealed class WhenAMessageIsComposed
{
    private static readonly RecipeAttachment Logo = new("logo.png", "image/png", new byte[] { 1, 2, 3, 0, 10, 13 }, "logo@shop");
    private static readonly RecipeAttachment Report = new("\u62a5\u544a 2026 \u2014 final.pdf", "application/pdf", Enumerable.Range(0, 1000).Select(i => (byte)i).ToArray());

    [Fact]
    public void The_parts_stand_where_readers_look_for_them()
    {
        var recipe = ComposedMail.Recipe("<p>Hi <img src=\"cid:logo@shop\"></p>", "Hi") with { Attachments = [Logo, Report] };
        var mixed = Assert.IsType<Multipart>(ComposedMail.Parse(ComposedMail.Write(recipe)).Body, exactMatch: false);
        Assert.Equal("multipart/mixed", mixed.ContentType.MimeType);
        var alternative = Assert.IsType<MultipartAlternative>(mixed[0]);
        Assert.Equal("text/plain", alternative[0].ContentType.MimeType);
        var related = Assert.IsType<MultipartRelated>(alternative[1]);
        Assert.Equal("text/html", related.ContentType.Parameters["type"]);
        Assert.Equal("text/html", related[0].ContentType.MimeType);
        Assert.Equal("logo@shop", related[1].ContentId);
        var file = Assert.IsType<MimePart>(mixed[1]);
        Assert.Equal(Report.FileName, file.FileName);
        Assert.Equal(Report.Content.ToArray(), Bytes(file));
        Assert.Equal(Logo.Content.ToArray(), Bytes((MimePart)related[1]));
    }

    [Fact]
    public void A_name_stands_in_both_ways_that_readers_know()
    {
        var text = ComposedMail.Text(ComposedMail.Write(ComposedMail.Recipe() with { Attachments = [Report] }));
        Assert.Matches("filename\\*(0\\*)?=utf-8''", text);
        Assert.Contains(" name=\"__ 2026 _ final.pdf\"", text.Replace("\t", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("=?", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_HTML_would_show_is_attached_where_there_is_no_HTML()
    {
        var mail = ComposedMail.Parse(ComposedMail.Write(ComposedMail.Recipe() with { Attachments = [Logo] }));
        Assert.Equal("logo.png", Assert.IsType<MimePart>(Assert.IsType<Multipart>(mail.Body, exactMatch: false)[1]).FileName);
    }

    [Fact]
    public void A_calendar_entry_is_an_alternative_and_a_file()
    {
        const string entry = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n";
        var mail = ComposedMail.Parse(ComposedMail.Write(ComposedMail.Recipe("<p>Come</p>") with { Calendar = new(entry, "REQUEST", "invite.ics") }));
        var mixed = Assert.IsType<Multipart>(mail.Body, exactMatch: false);
        var part = Assert.IsType<TextPart>(Assert.IsType<MultipartAlternative>(mixed[0])[2]);
        Assert.Equal("text/calendar", part.ContentType.MimeType);
        Assert.Equal("REQUEST", part.ContentType.Parameters["method"]);
        Assert.Equal(entry.TrimEnd(), part.Text.TrimEnd().ReplaceLineEndings("\r\n"));
        Assert.Equal("application/ics", mixed[1].ContentType.MimeType);
        Assert.Equal("invite.ics", ((MimePart)mixed[1]).FileName);
    }

    [Fact]
    public void An_attached_mail_is_a_mail_within_the_mail()
    {
        var inner = Encoding.UTF8.GetBytes("From: a@example.org\nSubject: Inner\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n\u597d\n");
        var outer = ComposedMail.Write(ComposedMail.Recipe() with { Attachments = [new("inner.eml", "message/rfc822", inner)] });
        Assert.True(MailLines.AreSevenBit(outer, 998));
        var part = Assert.IsType<MessagePart>(Assert.IsType<Multipart>(ComposedMail.Parse(outer).Body, exactMatch: false)[1]);
        Assert.Equal("Inner", part.Message!.Subject);
        Assert.Equal("\u597d\r\n", part.Message.TextBody!.ReplaceLineEndings("\r\n"));
    }

    [Fact]
    public void A_boundary_is_none_of_what_it_stands_between()
    {
        var boundaries = new[] { "m", "a", "r" }.SelectMany(kind => new[] { $"--=_{kind}{new MessageId(0x1234)}", $"--=_{kind}{new MessageId(0x1234)}--" });
        var text = string.Join('\n', boundaries) + "\n";
        var inner = Encoding.ASCII.GetBytes($"From: a@example.org\r\nSubject: {new MessageId(0x1234)}\r\n\r\n{text}");
        var recipe = ComposedMail.Recipe($"<p>\n{text}</p>", text) with { Attachments = [new("x.eml", "message/rfc822", inner), new("x.txt", "text/plain", Encoding.ASCII.GetBytes(text))] };
        var mail = ComposedMail.Parse(ComposedMail.Write(recipe, ServerAbilities.EightBitMime));
        Assert.Equal(text, mail.TextBody!.ReplaceLineEndings("\n"));
        Assert.Equal($"<p>\n{text}</p>", mail.HtmlBody!.ReplaceLineEndings("\n"));
        Assert.Equal(3, Assert.IsType<Multipart>(mail.Body, exactMatch: false).Count);
    }

    [Fact]
    public void The_same_delivery_has_the_same_bytes_each_time_for_each_kind_of_server()
    {
        var message = ComposedMail.Message(ComposedMail.Recipe(), MailStream.Marketing, new(7));
        foreach (var abilities in new[] { ServerAbilities.None, ServerAbilities.EightBitMime })
        {
            var delivery = ComposedMail.Delivery(message, "Bj\u00f6rn <b@example.org>", 3, "{\"name\":\"Bj\u00f6rn\"}");
            var first = ComposedMail.Write(ComposedMail.PrepareTask(message, "Hej {{ name }}", "<p>{{ name }}</p>", null), delivery, abilities);
            var prepared = ComposedMail.PrepareTask(message, "Hej {{ name }}", "<p>{{ name }}</p>", null);
            Assert.Equal(first, ComposedMail.Write(prepared, delivery, abilities));
            Assert.Equal(first, ComposedMail.Write(prepared, delivery, abilities));
        }
    }

    [Fact]
    public void A_server_without_8BITMIME_gets_no_octet_above_127()
    {
        var recipe = ComposedMail.Recipe("<p>\u597d</p>", "\u597d\n", "\u597d") with { Attachments = [Report] };
        Assert.True(MailLines.AreSevenBit(ComposedMail.Write(recipe), 998));
        var eightBit = ComposedMail.Write(recipe, ServerAbilities.EightBitMime);
        Assert.False(Ascii.IsValid(eightBit));
        Assert.True(MailLines.Are(eightBit, 998));
        Assert.Equal(ContentEncoding.EightBit, ContentEncodingOf(eightBit));
        Assert.Equal("\u597d", ComposedMail.Parse(eightBit).Subject);
    }

    [Fact]
    public void Plain_ASCII_is_not_called_8bit_where_the_server_would_take_it() =>
        Assert.Equal(ContentEncoding.SevenBit, ContentEncodingOf(ComposedMail.Write(ComposedMail.Recipe("<p>hi</p>"), ServerAbilities.EightBitMime)));

    [Fact]
    public void A_recipient_of_a_task_sees_itself_alone_and_has_its_own_id()
    {
        var message = ComposedMail.Message(ComposedMail.Recipe(), MailStream.Marketing, new(7));
        var prepared = ComposedMail.PrepareTask(message, "For {{ name }}", null, "Dear {{ name }}");
        var mail = ComposedMail.Parse(ComposedMail.Write(prepared, ComposedMail.Delivery(message, "\"Lovelace, Ada\" <ada@example.org>", 0xabc, "{\"name\":\"Ada\"}")));
        Assert.Equal("\"Lovelace, Ada\" <ada@example.org>", mail.To.ToString());
        Assert.Equal("For Ada", mail.Subject);
        Assert.Equal($"{new DeliveryId(0xabc)}@news.example.com", mail.MessageId);
        Assert.Equal(ComposedMail.Date, mail.Date);
    }

    [Fact]
    public void Marketing_mail_says_how_to_leave_and_which_list_it_is()
    {
        var mail = ComposedMail.Parse(ComposedMail.Write(ComposedMail.Recipe(), stream: MailStream.Marketing));
        Assert.Equal("<mailto:shop@news.example.com?subject=unsubscribe>", mail.Headers["List-Unsubscribe"]);
        Assert.Equal("<marketing.news.example.com>", mail.Headers["List-Id"]);
        Assert.Null(mail.Headers["List-Unsubscribe-Post"]);
        Assert.Null(mail.Headers["Auto-Submitted"]);
        Assert.Matches("^single:own:marketing:[a-z0-9]{5,15}$", mail.Headers["Feedback-ID"]);
    }

    [Fact]
    public void Transactional_mail_says_that_a_program_sent_it_unless_its_sender_says_otherwise()
    {
        var mail = ComposedMail.Parse(ComposedMail.Write(ComposedMail.Recipe()));
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        Assert.Null(mail.Headers["List-Unsubscribe"]);
        var own = ComposedMail.Parse(ComposedMail.Write(ComposedMail.Recipe() with { Headers = [new("Auto-Submitted", "no")] }));
        Assert.Equal("no", Assert.Single(own.Headers, header => header.Field == "Auto-Submitted").Value);
    }

    [Fact]
    public void One_click_links_are_each_recipients_own()
    {
        var message = ComposedMail.Message(ComposedMail.Recipe(), MailStream.Marketing);
        var links = new UnsubscribeLinks(EmailAddress.Parse("leave@news.example.com"), delivery => new($"https://t.example.com/u/{delivery.Id}"));
        var prepared = MessageComposer.Prepare(message, null, [], links);
        var mail = ComposedMail.Parse(ComposedMail.Write(prepared, ComposedMail.Delivery(message, id: 5)));
        Assert.Equal(
            $"<https://t.example.com/u/{new DeliveryId(5)}>, <mailto:leave@news.example.com?subject=unsubscribe>",
            string.Join(' ', mail.Headers["List-Unsubscribe"]!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);
    }

    [Fact]
    public void Hidden_recipients_stay_hidden()
    {
        var mail = ComposedMail.Parse(ComposedMail.Write(ComposedMail.Recipe() with { To = [] }));
        Assert.Empty(Assert.IsType<GroupAddress>(Assert.Single(mail.To)).Members);
    }

    [Fact]
    public void An_empty_text_is_an_empty_body()
    {
        var mail = ComposedMail.Text(ComposedMail.Write(ComposedMail.Recipe(null, "")));
        Assert.EndsWith("Content-Transfer-Encoding: 7bit\r\n\r\n", mail, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_said_comes_back_and_the_wire_sees_lines_only() =>
        Gen.Select(Gen.String[0, 200], Gen.String[0, 400], Gen.String[0, 400], Gen.Bool).Sample((subject, text, html, eightBit) =>
        {
            var mail = ComposedMail.Write(ComposedMail.Recipe(html, text, subject), eightBit ? ServerAbilities.EightBitMime : ServerAbilities.None);
            Assert.True(MailLines.Are(mail, 998));
            var parsed = ComposedMail.Parse(mail);
            Assert.Equal(Normal(text), parsed.TextBody!.ReplaceLineEndings("\n"));
            Assert.Equal(Normal(html), parsed.HtmlBody!.ReplaceLineEndings("\n"));
            Assert.Equal("Shop", parsed.From.Mailboxes.Single().Name);
        });

    private static string Normal(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace('\0', '\ufffd').ReplaceLineEndings("\n");

    private static ContentEncoding ContentEncodingOf(byte[] mail)
    {
        Assert.True(MimeKit.Utils.MimeUtils.TryParse(ComposedMail.Parse(mail).Body!.Headers["Content-Transfer-Encoding"] ?? "", out ContentEncoding encoding));
        return encoding;
    }

    private static byte[] Bytes(MimePart part)
    {
        using var bytes = new MemoryStream();
        part.Content!.DecodeTo(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }
}

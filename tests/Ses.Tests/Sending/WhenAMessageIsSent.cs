using MimeKit;
using Ses.Ledger;
using Ses.Sending;

namespace Ses.Tests.Sending;

public sealed class WhenAMessageIsSent
{
    [Fact]
    public void The_receipt_names_every_recipient_in_the_order_To_Cc_Bcc()
    {
        using var world = new SmallWorld();
        var receipt = world.Send(SmallWorld.Letter("to@a.example") with { Cc = ["Copy <cc@a.example>"], Bcc = ["bcc@a.example"] });
        Assert.Equal(["to@a.example", "cc@a.example", "bcc@a.example"], receipt.Recipients.Select(recipient => recipient.Address.ToString()));
        Assert.All(receipt.Recipients, recipient => Assert.Equal((RecipientOutcome.Queued, null), (recipient.Outcome, recipient.Reason)));
        Assert.Equal(world.Deliveries(receipt).Select(delivery => delivery.Id), receipt.Recipients.Select(recipient => recipient.Delivery));
        Assert.Empty(world.World.Servers.Attempts);
    }

    [Fact]
    public void To_and_Cc_are_seen_by_all_and_Bcc_by_nobody()
    {
        using var world = new SmallWorld();
        world.SendAndDeliver(SmallWorld.Letter("Ada <ada@a.example>", "bob@b.example") with { Cc = ["cy@c.example"], Bcc = ["hidden@d.example", "also@e.example"] });
        Assert.Equal(5, world.Taken.Count);
        foreach (var attempt in world.Taken)
        {
            var mail = SmallWorld.Parse(attempt);
            Assert.Equal("\"Ada\" <ada@a.example>, bob@b.example", mail.To.ToString());
            Assert.Equal("cy@c.example", mail.Cc.ToString());
            Assert.Empty(mail.Bcc);
            var text = System.Text.Encoding.UTF8.GetString(attempt.Content.Span);
            Assert.DoesNotContain("hidden@", text, StringComparison.Ordinal);
            Assert.DoesNotContain("also@", text, StringComparison.Ordinal);
        }

        Assert.Single(world.Taken.Select(attempt => SmallWorld.Parse(attempt).MessageId).Distinct());
    }

    [Fact]
    public void A_refused_recipient_stands_in_no_header_and_gets_nothing()
    {
        using var world = new SmallWorld();
        world.Ask(client => client.Blocklists.BlockAsync(["bob@b.example", "cy@c.example"]));
        var receipt = world.SendAndDeliver(SmallWorld.Letter("ada@a.example", "bob@b.example") with { Cc = ["cy@c.example"] });
        Assert.Equal(
            [RecipientOutcome.Queued, RecipientOutcome.Refused, RecipientOutcome.Refused],
            receipt.Recipients.Select(recipient => recipient.Outcome));
        Assert.Equal(SesErrorCode.RecipientBlocked, receipt.Recipients[1].Reason);
        var mail = SmallWorld.Parse(Assert.Single(world.Taken));
        Assert.Equal(("ada@a.example", ""), (mail.To.ToString(), mail.Cc.ToString()));
        Assert.Equal(DeliveryState.Rejected, world.Delivery(receipt, "bob@b.example").State);
    }

    [Fact]
    public void Refused_altogether_it_is_kept_with_its_reasons_and_sent_to_nobody()
    {
        using var world = new SmallWorld();
        world.Ask(client => client.Blocklists.BlockAsync(["bob@b.example"]));
        var receipt = world.SendAndDeliver(SmallWorld.Letter("bob@b.example"));
        Assert.Equal(RecipientOutcome.Refused, Assert.Single(receipt.Recipients).Outcome);
        Assert.Empty(world.World.Servers.Attempts);
        Assert.Equal((1L, 1L, 0L), (world.Total().Requests, world.Total().Rejected, world.Total().Sends));
    }

    [Fact]
    public void Hidden_recipients_alone_are_undisclosed()
    {
        using var world = new SmallWorld();
        world.SendAndDeliver(SmallWorld.Letter() with { Bcc = ["ada@a.example"] });
        var mail = world.MailTo("ada@a.example");
        Assert.Empty(mail.To.Mailboxes);
        Assert.DoesNotContain("ada@", mail.Headers[HeaderId.To] ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Own_HTML_and_text_arrive_as_they_are()
    {
        using var world = new SmallWorld();
        world.SendAndDeliver(new() { From = "Ädam <editor@news.example>", To = ["ada@a.example"], Subject = "Grüße {{ name }} 你好", Html = "<p>{{ not a variable }} &amp; ü</p>", Text = "Straße" });
        var mail = world.MailTo("ada@a.example");
        Assert.Equal("Grüße {{ name }} 你好", mail.Subject);
        Assert.Equal(("<p>{{ not a variable }} &amp; ü</p>", "Straße"), (mail.HtmlBody!.Trim(), mail.TextBody!.Trim()));
        Assert.Equal("Ädam", Assert.IsType<MailboxAddress>(mail.From[0]).Name);
    }

    [Fact]
    public void A_text_for_readers_without_HTML_is_made_from_it()
    {
        using var world = new SmallWorld();
        world.SendAndDeliver(new() { From = SmallWorld.Sender, To = ["ada@a.example"], Subject = "x", Html = "<h1>Title</h1><p>Body &amp; soul</p>" });
        Assert.Contains("Body & soul", world.MailTo("ada@a.example").TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public void Date_and_id_are_those_of_the_acceptance_however_late_it_goes()
    {
        using var world = new SmallWorld();
        var accepted = world.Now;
        var receipt = world.Send("ada@a.example");
        world.World.RunFor(TimeSpan.FromHours(5));
        world.Deliver(receipt);
        var mail = world.MailTo("ada@a.example");
        Assert.Equal(accepted, mail.Date);
        Assert.EndsWith("@news.example", mail.MessageId, StringComparison.Ordinal);
        Assert.Contains(receipt.Message.ToString(), mail.MessageId, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_go_where_ReplyTo_says()
    {
        using var world = new SmallWorld();
        world.SendAndDeliver(SmallWorld.Letter("ada@a.example") with { ReplyTo = ["Desk <desk@office.example>", "second@office.example"] });
        Assert.Equal("\"Desk\" <desk@office.example>, second@office.example", world.MailTo("ada@a.example").ReplyTo.ToString());
    }

    [Fact]
    public void Own_headers_travel_along()
    {
        using var world = new SmallWorld();
        world.SendAndDeliver(SmallWorld.Letter("ada@a.example") with
        {
            Headers = new Dictionary<string, string> { ["X-Campaign"] = "spring 2027", ["References"] = "<1@news.example>", ["X-Name"] = "Grüße" },
        });
        var headers = world.MailTo("ada@a.example").Headers;
        Assert.Equal(("spring 2027", "<1@news.example>", "Grüße"), (headers["X-Campaign"], headers["References"], headers["X-Name"]));
    }

    [Fact]
    public void Attachments_and_inline_pictures_arrive_byte_for_byte()
    {
        using var world = new SmallWorld();
        var pdf = Enumerable.Range(0, 70_000).Select(i => (byte)(i * 7)).ToArray();
        world.SendAndDeliver(new()
        {
            From = SmallWorld.Sender,
            To = ["ada@a.example"],
            Subject = "Papers",
            Html = "<img src=\"cid:logo\">",
            Attachments =
            [
                new("发票 2027.pdf", pdf),
                new("logo.png", new byte[] { 1, 2, 3 }, ContentId: "logo"),
                new("data.bin", new byte[] { 0, 13, 10, 46, 13, 10 }, "application/x-own"),
            ],
        });
        var parts = world.MailTo("ada@a.example").BodyParts.OfType<MimePart>().Where(part => part is not TextPart).ToList();
        Assert.Equal(["application/pdf", "application/x-own", "image/png"], parts.Select(part => part.ContentType.MimeType).Order());
        var first = parts.Single(part => part.ContentType.MimeType == "application/pdf");
        Assert.Equal(("发票 2027.pdf", true), (first.FileName, first.IsAttachment));
        Assert.Equal(pdf, Bytes(first));
        Assert.Equal([0, 13, 10, 46, 13, 10], Bytes(parts.Single(part => part.ContentType.MimeType == "application/x-own")));
        var logo = parts.Single(part => part.ContentType.MimeType == "image/png");
        Assert.Equal(("logo", false), (logo.ContentId, logo.IsAttachment));
    }

    [Fact]
    public void What_the_caller_does_to_his_bytes_afterwards_changes_nothing()
    {
        using var world = new SmallWorld();
        var bytes = new byte[] { 1, 2, 3 };
        var receipt = world.Send(SmallWorld.Letter("ada@a.example") with { Attachments = [new("a.bin", bytes)] });
        bytes.AsSpan().Fill(9);
        world.Deliver(receipt);
        Assert.Equal([1, 2, 3], Bytes(Assert.Single(world.MailTo("ada@a.example").Attachments.OfType<MimePart>())));
    }

    [Fact]
    public void It_is_signed_by_the_sender_domain()
    {
        using var world = new SmallWorld();
        world.SendAndDeliver(SmallWorld.Letter("ada@a.example"));
        var signature = world.MailTo("ada@a.example").Headers[HeaderId.DkimSignature];
        Assert.Contains("d=news.example", signature, StringComparison.Ordinal);
        Assert.Contains("s=ses1", signature, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_recipient_has_a_return_path_of_its_own_where_bounces_have_a_host()
    {
        using var world = new SmallWorld(options => options.Identity.ReturnPathMx = "bounces.host.example");
        world.SendAndDeliver(SmallWorld.Letter("ada@a.example", "bob@b.example"));
        Assert.Equal(2, world.Taken.Select(attempt => attempt.ReturnPath).Distinct().Count());
        Assert.All(world.Taken, attempt => Assert.EndsWith("@bounce.news.example", attempt.ReturnPath, StringComparison.Ordinal));
    }

    [Fact]
    public void Marketing_mail_to_one_recipient_is_limited_by_the_hour_and_transactional_mail_is_not()
    {
        using var world = new SmallWorld();
        for (var i = 0; i < 11; i++)
            Assert.Equal(RecipientOutcome.Queued, world.Send("ada@a.example").Recipients[0].Outcome);
        var offer = SmallWorld.Letter("ada@a.example") with { Stream = MailStream.Marketing };
        // Everything from the address counts; ten are enough for an hour.
        Assert.Equal((RecipientOutcome.Refused, SesErrorCode.FrequencyExceeded), (world.Send(offer).Recipients[0].Outcome, world.Send(offer).Recipients[0].Reason));
        Assert.Equal(RecipientOutcome.Queued, world.Send(offer with { To = ["bob@a.example"] }).Recipients[0].Outcome);
        world.World.RunFor(TimeSpan.FromMinutes(61));
        Assert.Equal(RecipientOutcome.Queued, world.Send(offer).Recipients[0].Outcome);
    }

    private static byte[] Bytes(MimePart part)
    {
        using var stream = new MemoryStream();
        part.Content!.DecodeTo(stream);
        return stream.ToArray();
    }
}

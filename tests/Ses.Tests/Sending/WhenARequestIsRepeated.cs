using Ses.Ledger;
using Ses.Sending;

namespace Ses.Tests.Sending;

public sealed class WhenARequestIsRepeated
{
    private static SendRequest Request(string key = "order-1") => SmallWorld.Letter("ada@a.example", "bob@b.example") with { IdempotencyKey = key };

    [Fact]
    public void The_same_key_gives_the_same_receipt_and_sends_once()
    {
        using var world = new SmallWorld();
        world.Ask(client => client.Blocklists.BlockAsync(["bob@b.example"]));
        var first = world.Send(Request());
        var again = world.Send(Request());
        world.Deliver(first);
        var late = world.Send(Request());
        Assert.Equal(first.Message, again.Message);
        Assert.Equal(first.Recipients, again.Recipients);
        Assert.Equal(first.Recipients, late.Recipients);
        Assert.Single(world.Taken);
        Assert.Equal(2, world.Total().Requests);
    }

    [Fact]
    public void Another_request_under_the_key_is_an_error()
    {
        using var world = new SmallWorld();
        world.Send(Request());
        foreach (var other in new[]
        {
            Request() with { Subject = "Other" },
            Request() with { To = ["ada@a.example"] },
            Request() with { To = ["ada@a.example"], Cc = ["bob@b.example"] },
            Request() with { Headers = new Dictionary<string, string> { ["X-A"] = "1" } },
            Request() with { Attachments = [new("a.txt", new byte[] { 1 })] },
            Request() with { Stream = MailStream.Marketing },
        })
        {
            var error = Refused.By(() => world.Send(other));
            Assert.Equal(SesErrorCode.IdempotencyConflict, error.Code);
            Assert.Contains("order-1", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, world.Total().Requests);
    }

    [Fact]
    public void After_24_hours_the_key_is_free()
    {
        using var world = new SmallWorld();
        var first = world.Send(Request());
        world.World.RunFor(TimeSpan.FromHours(23.9));
        Assert.Equal(first.Message, world.Send(Request()).Message);
        world.World.RunFor(TimeSpan.FromMinutes(10));
        var second = world.Send(Request() with { Subject = "Other" });
        Assert.NotEqual(first.Message, second.Message);
    }

    [Fact]
    public void Without_a_key_or_with_another_it_is_sent_again()
    {
        using var world = new SmallWorld();
        var receipts = new[] { world.Send(Request()), world.Send(Request("order-2")), world.Send("ada@a.example"), world.Send("ada@a.example") };
        Assert.Equal(4, receipts.Select(receipt => receipt.Message).Distinct().Count());
    }

    [Fact]
    public void What_changed_since_does_not_take_the_receipt_away()
    {
        using var world = new SmallWorld(options =>
        {
            options.Warmup.DailyQuotas.Clear();
            options.Warmup.DailyQuotas.Add(2);
        });
        var template = world.Template("<p>x</p>");
        var request = Request() with { Text = null, Template = template.Id };
        var first = world.Send(request);
        world.Deliver(first);
        Assert.Equal(first.Recipients, world.Send(request).Recipients);
        world.Ask(client => client.Templates.DeleteAsync(template.Id));
        Assert.Equal(first.Recipients, world.Send(request).Recipients);
        world.Ask(client => client.Domains.DeleteAsync(SmallWorld.Domain));
        Assert.Equal(first.Recipients, world.Send(request).Recipients);
        Assert.Contains(Refused.Errors(() => world.Send(request with { Subject = "Other" })), error => error.Code == SesErrorCode.DomainNotFound);
    }

    [Fact]
    public void A_request_that_was_refused_holds_no_key()
    {
        using var world = new SmallWorld();
        Refused.By(() => world.Send(Request() with { Subject = "" }));
        Assert.Equal(2, world.Send(Request()).Recipients.Count);
    }
}

using Ses.Callbacks;
using Ses.Ledger;
using Ses.Testing;

namespace Ses.Tests.Callbacks;

public sealed class WhenMailIsTold : IDisposable
{
    private readonly CallbackWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Nothing_is_sent_where_no_address_is_set()
    {
        _world.Deliver("ada@reader.example");
        _world.Small.World.RunFor(TimeSpan.FromDays(1));
        Assert.Empty(_world.Calls);
    }

    [Fact]
    public void Each_kind_of_event_is_told_in_the_public_services_words()
    {
        _world.Set();
        var receipt = _world.Small.Send("ada@reader.example", "bounce@reader.example", "greylist@reader.example");
        _world.Small.Deliver(receipt);
        _world.Record(receipt, "ada@reader.example", FactKind.Opened, FactKind.Clicked, FactKind.Unsubscribed, FactKind.Complained);
        _world.RunUntilCalls(8);
        Assert.Equal(
            [
                ("bounce", "3", "bounce@reader.example"), ("click", "5", "ada@reader.example"), ("deferred", "8", "greylist@reader.example"), ("delivered", "1", "ada@reader.example"),
                ("delivered", "1", "greylist@reader.example"), ("open", "4", "ada@reader.example"), ("spamreport", "6", "ada@reader.example"), ("unsubscribe", "7", "ada@reader.example"),
            ],
            _world.Calls.Select(call => (call["event"], call["eventid"], call["email"])).Order());

        var bounce = Event("bounce");
        Assert.Equal(("hard_bounce", "InvalidAddress", "550 5.1.1 no such mailbox"), (bounce["bounceType"], bounce["bounceClass"], bounce["reason"]));
        Assert.Equal("450 4.7.1 greylisted, try again later", Event("deferred")["reason"]);
        Assert.Equal("https://shop.example/?a=1&b=2", Event("click")["link"]);
        Assert.Equal("Mozilla/5.0", Event("open")["useragent"]);
        Assert.Equal((null, null), (Event("delivered")["reason"], Event("delivered")["link"]));
    }

    [Fact]
    public void A_recipient_who_is_refused_is_told_as_dropped_with_the_reason()
    {
        _world.Set();
        _world.Small.Ask(client => client.Blocklists.BlockAsync(["no@reader.example"]));
        var receipt = _world.Small.Send("no@reader.example", "ada@reader.example");
        _world.Small.Deliver(receipt);
        _world.RunUntilCalls(2);
        var dropped = Event("dropped");
        Assert.Equal(("2", "no@reader.example"), (dropped["eventid"], dropped["email"]));
        Assert.Contains("blocked", dropped["reason"], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_callback_says_which_message_it_is_about()
    {
        _world.Set();
        var receipt = _world.Small.SendAndDeliver(SmallWorld.Letter("ada@reader.example") with
        {
            From = "The Editor <editor@news.example>",
            Subject = "Grüße",
            Headers = new Dictionary<string, string> { ["X-Tencentcloudses-Cb-Custom"] = "order 17" },
        });
        _world.RunUntilCalls(1);
        var call = Assert.Single(_world.Calls);
        Assert.Equal((receipt.Message.ToString(), "editor@news.example", "news.example", "default"), (call["bulkId"], call["from"], call["fromDomain"], call["username"]));
        Assert.Equal(("order 17", $"<{receipt.Message}@news.example>"), (call["X-Tencentcloudses-Cb-Custom"], call["messageId"]));
        Assert.Equal("Grüße", MimeKit.Utils.Rfc2047.DecodeText(System.Text.Encoding.ASCII.GetBytes(call["subject"]!)));
        var delivery = _world.Small.Delivery(receipt, "ada@reader.example");
        Assert.Equal(($"{delivery.Id}-1", "1", delivery.Axes.AcceptedAt.ToUnixTimeSeconds().ToString()), (call["id"], call["sequence"], call["sentTimestamp"]));
        Assert.Equal((call.EventId, delivery.UpdatedAt!.Value.ToUnixTimeSeconds().ToString()), (call["id"], call["timestamp"]));
        Assert.Equal((null, null), (call["templateId"], call["taskId"]));
    }

    [Fact]
    public void A_tasks_callbacks_have_its_number_the_templates_and_each_recipients_subject()
    {
        _world.Set();
        var template = _world.Small.Template("<p>Dear {{ name }}</p>");
        var group = _world.Small.Group("email,name\nada@reader.example,Ada\nbob@reader.example,Bob\n");
        var task = _world.Small.Task(new() { From = SmallWorld.Sender, Groups = [group.Id], Template = template.Id, Subject = "To {{ name }}" });
        _world.RunUntilCalls(2);
        Assert.Equal(
            [("ada@reader.example", "To Ada", task.Id.ToString(), template.Id.ToString()), ("bob@reader.example", "To Bob", task.Id.ToString(), template.Id.ToString())],
            _world.Calls.Select(call => (call["email"], call["subject"], call["taskId"], call["templateId"])).Order());
        foreach (var call in _world.Calls)
            Assert.Equal(_world.Small.MailTo(call["email"]!).MessageId, call["messageId"]!.Trim('<', '>'));
    }

    [Fact]
    public void The_sender_addresss_goes_before_the_accounts_which_serves_the_others()
    {
        _world.Create("desk@news.example");
        _world.Small.SendAndDeliver(SmallWorld.Letter("ada@reader.example"));
        _world.Small.SendAndDeliver(SmallWorld.Letter("bob@reader.example") with { From = "Desk@news.example" });
        _world.RunUntilCalls(1);
        Assert.Equal(["delivered bob@reader.example"], _world.Told);

        _world.Set();
        _world.Small.SendAndDeliver(SmallWorld.Letter("cleo@reader.example"));
        _world.Small.SendAndDeliver(SmallWorld.Letter("dan@reader.example") with { From = "desk@news.example" });
        _world.RunUntilCalls(3);
        Assert.Equal(
            [("delivered cleo@reader.example", CallbackWorld.Url), ("delivered dan@reader.example", CallbackWorld.Other)],
            _world.Calls.Skip(1).Select(call => (call.ToString(), call.Url.ToString())).Order());

        _world.Small.Ask(client => client.Callbacks.DeleteAsync("desk@news.example"));
        _world.Small.SendAndDeliver(SmallWorld.Letter("eve@reader.example") with { From = "desk@news.example" });
        _world.RunUntilCalls(4);
        Assert.Equal(CallbackWorld.Url, _world.Calls[^1].Url.ToString());
    }

    [Fact]
    public void Only_what_was_asked_for_is_told_and_machines_apart()
    {
        _world.Set(events: CallbackEvents.Opened | CallbackEvents.OpenedByMachine);
        var receipt = _world.Deliver("ada@reader.example");
        var delivery = _world.Small.Delivery(receipt, "ada@reader.example");
        _world.Small.World.Run(() => _world.Small.World.Storage.Ledger.RecordAsync(
            [new(delivery.Id, FactKind.Opened, _world.Small.Now, "1", ByMachine: true), new(delivery.Id, FactKind.Opened, _world.Small.Now, "2")], new(), _world.Small.Now, default).AsTask());
        _world.RunUntilCalls(2);
        Assert.Equal(["True", null], _world.Calls.Select(call => call["byMachine"]));
    }

    [Fact]
    public void It_is_signed_so_that_a_receiver_can_tell()
    {
        _world.Set();
        var first = _world.Small.Ask(client => client.Callbacks.GetSecretAsync());
        _world.Deliver("ada@reader.example");
        _world.RunUntilCalls(1);
        var second = _world.Small.Ask(client => client.Callbacks.RotateSecretAsync());
        _world.Deliver("bob@reader.example");
        _world.RunUntilCalls(2);
        _world.Small.World.RunFor(TimeSpan.FromHours(25));
        _world.Deliver("cleo@reader.example");
        _world.RunUntilCalls(3);
        Assert.Equal([(true, false), (true, true), (false, true)], _world.Calls.Select(call => (Verifies(call, first), Verifies(call, second))));
    }

    private FakeCallback Event(string name) => _world.Calls.First(call => call["event"] == name);

    private static bool Verifies(FakeCallback call, string secret) => CallbackSignature.Verify(call.Signature, call.Body.Span, secret, call.At);
}

using Ses.Callbacks;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.Specifications;

public abstract partial class MailLedgerSpecification
{
    [Fact]
    public async Task Where_no_endpoint_is_set_no_callback_is_due()
    {
        await Storage.Callbacks.AddAsync(SampleCallbacks.Endpoint(Now, account: new("other")), Token);
        await Storage.Callbacks.AddAsync(SampleCallbacks.Endpoint(Now, EmailAddress.Parse("else@shop.example")), Token);
        var row = await DeliveredAsync();
        await RecordAsync(new LateFact(row.Id, FactKind.Opened, Now, "1"));
        Same(new DueCallbacks([], null), await Storage.CallbackQueue.ListDueAsync(Now, 100, Token));
    }

    [Fact]
    public async Task Each_outcome_and_late_fact_that_an_endpoint_wants_gives_one_callback_whole()
    {
        var endpoint = await EndpointAsync();
        var message = Mail.Message(Now) with { Template = new(7) };
        var letter = Mail.Letter(message, Now, "reader1@example.net", "Reader2@example.net");
        var rejected = Mail.Rejected(message, EmailAddress.Parse("no@example.net"), Now);
        await AcceptAsync(letter with { Deliveries = [.. letter.Deliveries, rejected] });
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        await SettleAsync(epoch, new DeliveryDecision.Bounced(BounceClass.Spam), claimed[1]);
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed[0]);
        await RecordAsync(new LateFact(claimed[0].Id, FactKind.Clicked, Now, "1", Detail: "https://shop.example/?a=\"б\""));

        var due = await AllCallbacksAsync(endpoint);
        Assert.Equal(
            [(claimed[0].Id, FactKind.Delivered), (claimed[0].Id, FactKind.Clicked), (claimed[1].Id, FactKind.Bounced), (rejected.Id, FactKind.Rejected)],
            due.Select(callback => (callback.Fact.Delivery, callback.Fact.Kind)));
        var rows = await DeliveriesOf(message.Id);
        foreach (var callback in due)
        {
            var row = Assert.Single(rows, row => row.Id == callback.Fact.Delivery);
            Assert.Contains(Shown.Of(callback.Fact), (await FactsOf(row)).Select(Shown.Of));
            Same(
                new CallbackDue(endpoint.Id, default, SampleMail.Sender, message.Id, row.Recipient, SampleMail.SenderDomain, new(7), null, row.Axes.AcceptedAt, callback.Fact),
                callback);
        }
    }

    [Fact]
    public async Task What_an_endpoint_does_not_want_is_not_told_and_machines_only_where_they_are_wanted()
    {
        var endpoint = await EndpointAsync(CallbackEvents.Opened | CallbackEvents.ClickedByMachine);
        var row = await DeliveredAsync();
        await RecordAsync(
            new(row.Id, FactKind.Opened, Now, "1", ByMachine: true), new(row.Id, FactKind.Opened, Now, "2"), new(row.Id, FactKind.Clicked, Now, "3"), new(row.Id, FactKind.Clicked, Now, "4", ByMachine: true));
        Assert.Equal(["2", "4"], (await AllCallbacksAsync(endpoint)).Select(callback => callback.Fact.SourceId));
    }

    [Fact]
    public async Task What_is_uncertain_held_or_parked_is_not_told()
    {
        var endpoint = await EndpointAsync();
        await AcceptAsync(4);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        await SettleAsync(epoch, new DeliveryDecision.RetryAt(Now, Uncertain: true), claimed[0]);
        await SettleAsync(epoch, new DeliveryDecision.Held(), claimed[1]);
        await SettleAsync(epoch, new DeliveryDecision.Parked(), claimed[2]);
        Pass(TimeToLive);
        await Storage.Nodes.TakeOverAsync(100, Rules, Now, Token);
        Assert.Empty(await AllCallbacksAsync(endpoint));
    }

    [Fact]
    public async Task The_sender_addresss_endpoint_goes_before_the_accounts_even_for_what_it_does_not_want()
    {
        var own = await EndpointAsync();
        var sender = (await Storage.Callbacks.AddAsync(SampleCallbacks.Endpoint(Now, SampleMail.Sender, events: CallbackEvents.Opened), Token))!;
        var row = await DeliveredAsync();
        await RecordAsync(new LateFact(row.Id, FactKind.Opened, Now, "1"));
        Assert.Empty(await AllCallbacksAsync(own));
        Assert.Equal(FactKind.Opened, Assert.Single(await AllCallbacksAsync(sender)).Fact.Kind);
    }

    [Fact]
    public async Task A_lost_lease_gives_no_callback_and_the_survivors_theirs()
    {
        var endpoint = await EndpointAsync();
        await AcceptAsync(2);
        var (first, second) = (await JoinAsync(), await JoinAsync());
        var claimed = await ClaimAsync(first);
        await Storage.Queue.ReleaseAsync(first, [new(claimed[0].Id, Now)], Token);
        var stolen = Assert.Single(await ClaimAsync(second));
        Assert.Equal([stolen.Id], (await SettleAsync(first, new DeliveryDecision.Delivered(), claimed)).Lost);
        Assert.Equal(claimed[1].Id, Assert.Single(await AllCallbacksAsync(endpoint)).Fact.Delivery);

        Pass(TimeToLive);
        await SettleAsync(second, new DeliveryDecision.Delivered(), stolen);
        Assert.Empty(await AllCallbacksAsync(endpoint));
    }

    [Fact]
    public async Task A_fact_recorded_twice_or_settled_twice_is_told_once()
    {
        var endpoint = await EndpointAsync();
        await AcceptAsync(1);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed);
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed);
        var open = new LateFact(claimed[0].Id, FactKind.Opened, Now, "open 1");
        await RecordAsync(open, open);
        await RecordAsync(open);
        Assert.Equal([1, 2], (await AllCallbacksAsync(endpoint)).Select(callback => callback.Fact.Sequence));
    }

    [Fact]
    public async Task A_call_that_is_refused_gives_no_callback()
    {
        var row = await DeliveredAsync();
        var endpoint = await EndpointAsync();
        LateFact[] facts = [new(row.Id, FactKind.Unsubscribed, Now, "1"), new(row.Id, FactKind.Delivered, Now, "2")];
        await Assert.ThrowsAnyAsync<Exception>(async () => await RecordAsync(facts));
        Assert.Empty(await AllCallbacksAsync(endpoint));
    }

    [Fact]
    public async Task A_tasks_rejected_recipients_are_told_once_though_the_slice_comes_again()
    {
        var endpoint = await EndpointAsync();
        var task = await StartTaskAsync(Now);
        var rejected = Mail.Rejected(RunOf(task), EmailAddress.Parse("no@example.net"), Now);
        var slice = Slice(task, "0", null) with { Deliveries = [rejected] };
        Assert.True((await Storage.Ledger.ExpandAsync(slice, Now, Token)).Moved);
        Assert.False((await Storage.Ledger.ExpandAsync(slice, Now, Token)).Moved);
        var callback = Assert.Single(await AllCallbacksAsync(endpoint));
        Assert.Equal((rejected.Id, FactKind.Rejected), (callback.Fact.Delivery, callback.Fact.Kind));
    }

    private async Task<CallbackEndpoint> EndpointAsync(CallbackEvents events = CallbackEvents.All) =>
        (await Storage.Callbacks.AddAsync(SampleCallbacks.Endpoint(Now, events: events), Token))!;

    /// <summary>All that waits for an endpoint, by delivery and sequence; then nothing does.</summary>
    private async Task<IReadOnlyList<CallbackDue>> AllCallbacksAsync(CallbackEndpoint endpoint)
    {
        var all = new List<CallbackDue>();
        while (await Storage.CallbackQueue.ClaimAsync([new(endpoint.Id, 100)], Now.AddHours(1), Now, Token) is { Count: > 0 } claimed)
        {
            all.AddRange(claimed.Select(callback => callback.Due));
            await Storage.CallbackQueue.FinishAsync([.. claimed.Select(callback => SampleCallbacks.Outcome(callback, CallbackResult.Succeeded, null, Now))], 30, Now, Token);
        }

        return [.. all.OrderBy(callback => callback.Fact.Delivery).ThenBy(callback => callback.Fact.Sequence)];
    }
}

using Ses.Ledger;
using Ses.MailLog;
using Ses.Primitives;

namespace Ses.Storage.Specifications;

/// <summary>Mail and its queue as people look at them: <see cref="IMailLogStore"/>.</summary>
public abstract class MailLogStoreSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    private const int Max = 1_000;

    [Fact]
    public async Task A_delivery_is_found_by_message_and_recipient_whatever_its_state()
    {
        var letter = await AcceptAsync(3);
        var other = await AcceptAsync(Mail.Letter(Now, [.. letter.Deliveries.Select(row => row.Recipient.ToString())]));
        var epoch = await JoinAsync();
        var mine = (await ClaimAsync(epoch)).Where(row => row.Message == letter.Message.Id).ToList();
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), mine[0]);
        await SettleAsync(epoch, new DeliveryDecision.RetryAt(Now.AddHours(1)), mine[1]);

        foreach (var row in await DeliveriesOf(letter.Message.Id))
            Same(row, await FindAsync(letter.Message.Id, row.Recipient.ToString()));
        Assert.Equal(other.Message.Id, (await FindAsync(other.Message.Id, letter.Deliveries[0].Recipient.ToString()))!.Message);
    }

    [Fact]
    public async Task Of_another_message_or_to_another_recipient_there_is_none()
    {
        var letter = await AcceptAsync(Mail.Letter(Now, "ada@example.net"));
        var other = await AcceptAsync(Mail.Letter(Now, "bob@example.net"));

        Assert.NotNull(await FindAsync(letter.Message.Id, "ADA@example.net"));
        Assert.Null(await FindAsync(letter.Message.Id, "bob@example.net"));
        Assert.Null(await FindAsync(other.Message.Id, "ada@example.net"));
        Assert.Null(await FindAsync(Mail.Ids.Message(Now), "ada@example.net"));
    }

    [Fact]
    public async Task Before_a_delivery_come_those_of_its_lane_that_are_due_sooner_or_have_a_lower_id()
    {
        var first = (await AcceptAsync(3)).Deliveries;
        await AcceptAsync(5, "elsewhere.example");
        Pass(TimeSpan.FromSeconds(1));
        var second = (await AcceptAsync(2)).Deliveries;

        foreach (var (row, before) in first.Concat(second).OrderBy(row => row.Id).Select((row, index) => (row, index)))
            Assert.Equal(new(before, first[0].DueAt), await PlaceOfAsync(row));
        Assert.Equal(2, (await Storage.MailLog.FindPlaceAsync(second[1].Lane, second[1].DueAt, second[1].Id, 2, Token)).Before);
    }

    [Fact]
    public async Task What_is_claimed_or_settled_stands_before_nobody()
    {
        var rows = (await AcceptAsync(6)).Deliveries.OrderBy(row => row.Id).ToList();
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch, limit: 3);
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed[0]);
        await SettleAsync(epoch, new DeliveryDecision.RetryAt(Now.AddHours(1)), claimed[1]);

        Assert.Equal(2, (await PlaceOfAsync(rows[5])).Before);
        Assert.Equal(3, (await PlaceOfAsync(await RowOf(claimed[1]))).Before);
    }

    [Fact]
    public async Task A_lane_is_looked_at_when_it_is_due_or_later_where_it_was_deferred_and_never_when_it_is_empty()
    {
        var row = (await AcceptAsync(1)).Deliveries[0];
        Assert.Equal(Now, (await PlaceOfAsync(row)).LookAt);
        await Storage.Queue.DeferLanesAsync([new(row.Lane, Now.AddMinutes(2))], Token);
        Assert.Equal(Now.AddMinutes(2), (await PlaceOfAsync(row)).LookAt);

        Pass(TimeSpan.FromMinutes(2));
        var epoch = await JoinAsync();
        Assert.Single(await ClaimAsync(epoch));
        Assert.Equal(new(0, null), await PlaceOfAsync(row));
    }

    [Fact]
    public async Task A_backlog_is_what_is_free_and_due_by_stream_with_the_time_of_the_first()
    {
        Assert.Equal([new StreamBacklog(MailStream.Transactional, 0, null), new StreamBacklog(MailStream.Marketing, 0, null)], await Storage.MailLog.MeasureAsync(Now, Max, Token));
        var start = Now;
        await AcceptAsync(4);
        Pass(TimeSpan.FromMinutes(1));
        await AcceptAsync(3, "elsewhere.example");
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch, limit: 1);
        await SettleAsync(epoch, new DeliveryDecision.RetryAt(Now.AddHours(1)), claimed);

        Assert.Equal(new(MailStream.Transactional, 5, start), (await Storage.MailLog.MeasureAsync(Now, Max, Token))[0]);
        Assert.Equal(2, (await Storage.MailLog.MeasureAsync(Now, 2, Token))[0].Due);
        Assert.Equal(new(MailStream.Transactional, 7, start), (await Storage.MailLog.MeasureAsync(Now.AddHours(1), Max, Token))[0]);
        Assert.Equal(new(MailStream.Marketing, 0, null), (await Storage.MailLog.MeasureAsync(Now, Max, Token))[1]);
    }

    private ValueTask<MailDelivery?> FindAsync(MessageId message, string recipient) =>
        Storage.MailLog.FindDeliveryAsync(message, AddressHash.Of(EmailAddress.Parse(recipient)), Token);

    private ValueTask<QueuePlace> PlaceOfAsync(MailDelivery row) => Storage.MailLog.FindPlaceAsync(row.Lane, row.DueAt, row.Id, Max, Token);
}

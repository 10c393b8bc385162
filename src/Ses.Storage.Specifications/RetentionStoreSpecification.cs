using Ses.Ledger;
using Ses.Primitives;
using Ses.Retention;
using Ses.SendingTasks;
using Ses.Statistics;

namespace Ses.Storage.Specifications;

/// <summary>What is let go, and what is kept: <see cref="IRetentionStore"/>.</summary>
public abstract class RetentionStoreSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    private static readonly byte[] Terms = [.. Enumerable.Range(0, 700_000).Select(i => (byte)(i * 31 % 251))];

    private RetentionLimits Limits => new(Cohort.Of(Now.AddDays(-90)), Now.AddDays(-7), Now.AddDays(-30));

    [Fact]
    public async Task Old_deliveries_go_with_their_facts_and_messages_and_stay_counted()
    {
        var letter = await AcceptAsync(3);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed);
        var counters = await CountersAsync();
        Pass(TimeSpan.FromDays(92));
        var fresh = await AcceptAsync(2);
        await SweepAllAsync();

        Assert.Empty(await DeliveriesOf(letter.Message.Id));
        Assert.Empty(await FactsOf(claimed[0]));
        Assert.Null(await Storage.Ledger.FindMessageAsync(letter.Message.Id, Token));
        Assert.Equal(2, (await DeliveriesOf(fresh.Message.Id)).Count);
        foreach (var axis in Enum.GetValues<StatisticsAxis>())
            Assert.Equal(counters.Requests + 2, (await CountersAsync(axis)).Requests);
    }

    [Fact]
    public async Task Nothing_that_is_personal_is_left_of_an_old_delivery()
    {
        var letter = Mail.Letter(Now, "ada.lovelace@example.net");
        var secret = new string('x', 2_000) + "born in 1815";
        await AcceptAsync(letter with { Deliveries = [letter.Deliveries[0] with { Data = $$"""{"note":"{{secret}}"}""" }] });
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        Assert.Contains(secret, claimed[0].Data, StringComparison.Ordinal);
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed);
        Pass(TimeSpan.FromDays(92));
        await SweepAllAsync();

        var dump = await DumpAsync();
        Assert.DoesNotContain("born in 1815", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("lovelace", dump, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_is_old_when_it_ended_before_the_limit_and_not_before()
    {
        var letter = await AcceptAsync(1);
        var epoch = await JoinAsync();
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), await ClaimAsync(epoch));

        await SweepAllAsync(Limits with { Deliveries = Cohort.Of(Now) });
        Assert.Single(await DeliveriesOf(letter.Message.Id));
        await SweepAllAsync(Limits with { Deliveries = Cohort.Of(Now.AddDays(1)) });
        Assert.Empty(await DeliveriesOf(letter.Message.Id));
    }

    [Theory]
    [InlineData(DeliveryState.Queued)]
    [InlineData(DeliveryState.Held)]
    [InlineData(DeliveryState.Parked)]
    public async Task A_day_in_which_something_is_pending_is_kept_whole(DeliveryState state)
    {
        var letter = await AcceptAsync(3);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed.Skip(1));
        await SettleAsync(
            epoch,
            state switch
            {
                DeliveryState.Held => new DeliveryDecision.Held(),
                DeliveryState.Parked => new DeliveryDecision.Parked(),
                _ => new DeliveryDecision.RetryAt(Now.AddDays(200)),
            },
            claimed.Take(1));
        Pass(TimeSpan.FromDays(100));
        await SweepAllAsync();

        Assert.Equal(3, (await DeliveriesOf(letter.Message.Id)).Count);
        Same(letter.Message, await Storage.Ledger.FindMessageAsync(letter.Message.Id, Token));
    }

    [Fact]
    public async Task What_is_held_or_parked_at_the_end_of_its_time_is_given_up_once_and_nothing_else_is()
    {
        var letter = await AcceptAsync(4);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        await SettleAsync(epoch, new DeliveryDecision.Held(), claimed.Take(1));
        await SettleAsync(epoch, new DeliveryDecision.Parked(), claimed.Skip(1).Take(1));
        await SettleAsync(epoch, new DeliveryDecision.RetryAt(Now.AddDays(30)), claimed.Skip(2).Take(1));
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed.Skip(3));
        var before = await DeliveriesOf(letter.Message.Id);
        var counters = await CountersAsync();
        Pass(claimed[0].ExpiresAt - Now - TimeSpan.FromTicks(1));
        Assert.Equal(0, await Storage.Retention.ExpireAsync(10, Now, Token));
        Pass(TimeSpan.FromTicks(1));
        Assert.Equal(1, await Storage.Retention.ExpireAsync(1, Now, Token));
        Assert.Equal(1, await Storage.Retention.ExpireAsync(10, Now, Token));
        Assert.Equal(0, await Storage.Retention.ExpireAsync(10, Now, Token));

        var expired = Settlement.Expire([.. before.Take(2)], Now);
        Same(expired.Deliveries.Concat(before.Skip(2)), await DeliveriesOf(letter.Message.Id));
        foreach (var fact in expired.Facts)
            Same(fact, (await FactsOf(before.Single(row => row.Id == fact.Delivery)))[^1]);
        Assert.Equal(counters.BouncesOther + 2, (await CountersAsync()).BouncesOther);
    }

    [Fact]
    public async Task What_a_node_has_in_hand_is_pending()
    {
        var letter = await AcceptAsync(1);
        await ClaimAsync(await JoinAsync());
        Pass(TimeSpan.FromDays(100));
        await SweepAllAsync();

        Assert.Single(await DeliveriesOf(letter.Message.Id));
    }

    [Fact]
    public async Task Content_goes_when_every_recipient_has_had_a_fate_for_long_enough()
    {
        var letter = await AcceptAsync(2);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed.Take(1));
        await SettleAsync(epoch, new DeliveryDecision.RetryAt(Now), claimed.Skip(1));
        Pass(TimeSpan.FromDays(8));
        await SweepAllAsync();
        Same(letter.Message, await Storage.Ledger.FindMessageAsync(letter.Message.Id, Token));

        var heir = await JoinAsync();
        await SettleAsync(heir, new DeliveryDecision.Delivered(), await ClaimAsync(heir));
        Pass(TimeSpan.FromDays(6));
        await SweepAllAsync();
        Same(letter.Message, await Storage.Ledger.FindMessageAsync(letter.Message.Id, Token));

        Pass(TimeSpan.FromDays(2));
        await SweepAllAsync();
        Same(MessageContent.Empty(letter.Message), await Storage.Ledger.FindMessageAsync(letter.Message.Id, Token));
        Assert.Equal(2, (await DeliveriesOf(letter.Message.Id)).Count);
    }

    [Fact]
    public async Task An_attachment_that_another_message_carries_stays()
    {
        var first = await AcceptAsync(WithAttachment(Mail.Letter(Now, "ada@example.net")));
        var second = await AcceptAsync(WithAttachment(Mail.Letter(Now, "bob@example.net")));
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed.Where(row => row.Message == first.Message.Id));
        await SettleAsync(epoch, new DeliveryDecision.Held(), claimed.Where(row => row.Message == second.Message.Id));
        Pass(TimeSpan.FromDays(8));
        await SweepAllAsync();

        Same(MessageContent.Empty(first.Message), await Storage.Ledger.FindMessageAsync(first.Message.Id, Token));
        Same(second.Message, await Storage.Ledger.FindMessageAsync(second.Message.Id, Token));
    }

    [Fact]
    public async Task The_run_of_a_task_that_is_being_sent_stays()
    {
        var added = await Storage.Tasks.AddAsync(SampleTasks.Task(Now), Token);
        var task = SampleTasks.Started(added, Mail.Ids.Message(Now), 10);
        var run = SampleTasks.Run(Mail, task, Now);
        Assert.True(await Storage.Tasks.UpdateAsync(task, run, Token));
        Pass(TimeSpan.FromDays(100));
        await SweepAllAsync();
        Same(run, await Storage.Ledger.FindMessageAsync(run.Id, Token));

        Assert.True(await Storage.Tasks.UpdateAsync(task with { State = TaskState.Canceled, Version = added.Version + 1 }, null, Token));
        await SweepAllAsync();
        Assert.Null(await Storage.Ledger.FindMessageAsync(run.Id, Token));
    }

    [Fact]
    public async Task Transcripts_go_by_the_time_of_their_attempt_and_nothing_else_does()
    {
        var letter = await AcceptAsync(2);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        await SettleWithTranscriptAsync(epoch, new DeliveryDecision.RetryAt(Now.AddDays(2)), "first", claimed[0]);
        await SettleAsync(epoch, new DeliveryDecision.Bounced(BounceClass.Other), claimed[1]);
        Pass(TimeSpan.FromDays(2));
        var heir = await JoinAsync();
        await SettleWithTranscriptAsync(heir, new DeliveryDecision.Delivered(), "> RCPT TO:<ä@x.example>\n< 250 ok 🚀", await ClaimAsync(heir));
        var before = await FactsOf(claimed[0]);
        Assert.Equal(["first", "> RCPT TO:<ä@x.example>\n< 250 ok 🚀"], before.Select(fact => fact.Attempt!.Transcript));

        Pass(TimeSpan.FromDays(28));
        await SweepAllAsync();
        Same(before, await FactsOf(claimed[0]));
        Pass(TimeSpan.FromTicks(1));
        await SweepAllAsync();
        Same(new[] { Without(before[0]), before[1] }, await FactsOf(claimed[0]));
        Pass(TimeSpan.FromDays(2));
        var row = await RowOf(claimed[0]);
        await SweepAllAsync();
        Same(before.Select(Without), await FactsOf(claimed[0]));
        Same(row, await RowOf(claimed[0]));
        Assert.Equal(2, (await DeliveriesOf(letter.Message.Id)).Count);
    }

    [Fact]
    public async Task Transcripts_go_in_small_steps_and_with_their_day()
    {
        await AcceptAsync(7);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        await SettleWithTranscriptAsync(epoch, new DeliveryDecision.Delivered(), "said", claimed);
        Pass(TimeSpan.FromDays(31));
        Assert.True(await Storage.Retention.SweepAsync(Limits, 3, Now, Token));
        Assert.Equal(4, await CountTranscriptsAsync(claimed));
        await SweepAllAsync();
        Assert.Equal(0, await CountTranscriptsAsync(claimed));

        await AcceptAsync(2);
        var late = await ClaimAsync(await JoinAsync());
        await SettleWithTranscriptAsync(late[0].Owner, new DeliveryDecision.Delivered(), "said", late);
        Pass(TimeSpan.FromDays(100));
        await SweepAllAsync(Limits with { Transcripts = Now.AddDays(-200) });
        Assert.Equal(0, await CountTranscriptsAsync(late));
    }

    [Fact]
    public async Task Steps_are_small_and_say_whether_there_may_be_more()
    {
        for (var i = 0; i < 5; i++)
            await AcceptAsync(Rejected(Mail.Message(Now)));
        Pass(TimeSpan.FromDays(100));

        var steps = 0;
        while (await Storage.Retention.SweepAsync(Limits, 2, Now, Token))
            steps++;
        Assert.InRange(steps, 3, 20);
        Assert.False(await Storage.Retention.SweepAsync(Limits, 2, Now, Token));
    }

    [Fact]
    public async Task An_expired_key_is_let_go_and_one_that_lives_is_not()
    {
        var letter = await AcceptAsync(Mail.Letter(Now, "ada@example.net") with { Idempotency = new("dead", 1, Now.AddHours(1)) });
        var other = await AcceptAsync(Mail.Letter(Now, "bob@example.net") with { Idempotency = new("alive", 1, Now.AddHours(3)) });
        Pass(TimeSpan.FromHours(2));
        await SweepAllAsync();

        Same(new AcceptResult.Duplicate(other.Message.Id), await Storage.Ledger.AcceptAsync(Mail.Letter(Now, "eve@example.net") with { Idempotency = new("alive", 1, Now.AddDays(1)) }, Now, Token));
        await AcceptAsync(Mail.Letter(Now, "eve@example.net") with { Idempotency = new("dead", 2, Now.AddDays(1)) });
        Assert.Single(await DeliveriesOf(letter.Message.Id));
    }

    private static Acceptance WithAttachment(Acceptance letter) => letter with
    {
        Message = letter.Message with { Recipe = letter.Message.Recipe with { Attachments = [new("terms.pdf", "application/pdf", Terms)] } },
    };

    private Acceptance Rejected(MailMessage message) => new(message, [.. SampleMail.Recipients(2).Select(recipient => Mail.Rejected(message, EmailAddress.Parse(recipient), Now))]);

    private static MailFact Without(MailFact fact) => fact with { Attempt = fact.Attempt! with { Transcript = null } };

    private async Task SettleWithTranscriptAsync(NodeEpoch epoch, DeliveryDecision decision, string transcript, params IEnumerable<MailDelivery> rows)
    {
        var outcomes = rows.Select(row => Outcome(row, decision)).Select(outcome => outcome with { Attempt = outcome.Attempt! with { Transcript = transcript } });
        Assert.Empty((await Storage.Ledger.SettleAsync(epoch, [.. outcomes], Rules, Now, Token)).Lost);
    }

    private async Task<int> CountTranscriptsAsync(IEnumerable<MailDelivery> rows)
    {
        var count = 0;
        foreach (var row in rows)
            count += (await FactsOf(row)).Count(fact => fact.Attempt?.Transcript is not null);
        return count;
    }

    private async Task SweepAllAsync(RetentionLimits? limits = null)
    {
        for (var steps = 0; await Storage.Retention.SweepAsync(limits ?? Limits, 100, Now, Token); steps++)
            Assert.InRange(steps, 0, 1_000);
    }
}

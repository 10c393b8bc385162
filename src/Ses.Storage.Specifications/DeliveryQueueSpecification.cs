using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.Specifications;

/// <summary>What waits: <see cref="IDeliveryQueue"/>.</summary>
public abstract class DeliveryQueueSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    [Fact]
    public async Task An_empty_store_has_no_lanes_and_nothing_to_wait_for()
    {
        var due = await Storage.Queue.ListDueLanesAsync(Now, 10, Token);
        Assert.Empty(due.Lanes);
        Assert.Null(due.NextDueAt);
    }

    [Fact]
    public async Task Transactional_lanes_come_first_then_the_longest_waiting()
    {
        await AcceptAsync(MailStream.Marketing, "first.example", Now.AddMinutes(-9));
        await AcceptAsync(MailStream.Transactional, "third.example", Now.AddMinutes(-1));
        await AcceptAsync(MailStream.Transactional, "second.example", Now.AddMinutes(-5));
        await AcceptAsync(MailStream.Marketing, "second.example", Now.AddMinutes(-8));

        var lanes = (await Storage.Queue.ListDueLanesAsync(Now, 10, Token)).Lanes;

        Assert.Equal(
            [
                new(Lane("second.example", MailStream.Transactional), Now.AddMinutes(-5)),
                new(Lane("third.example", MailStream.Transactional), Now.AddMinutes(-1)),
                new(Lane("first.example", MailStream.Marketing), Now.AddMinutes(-9)),
                new DueLane(Lane("second.example", MailStream.Marketing), Now.AddMinutes(-8)),
            ],
            lanes);
        Assert.Equal(lanes.Take(2), (await Storage.Queue.ListDueLanesAsync(Now, 2, Token)).Lanes);
    }

    [Fact]
    public async Task A_deferred_lane_is_left_alone_until_its_time_and_nobody_else_waits()
    {
        await AcceptAsync(MailStream.Marketing, "slow.example", Now.AddMinutes(-9));
        await AcceptAsync(MailStream.Marketing, "quick.example", Now.AddMinutes(-1));
        await Storage.Queue.DeferLanesAsync([new(Lane("slow.example", MailStream.Marketing), Now.AddSeconds(2)), new(Lane("unknown.example"), Now.AddSeconds(2))], Token);

        var due = await Storage.Queue.ListDueLanesAsync(Now, 1, Token);
        Assert.Equal(Lane("quick.example", MailStream.Marketing), Assert.Single(due.Lanes).Lane);
        Assert.Equal(Now.AddSeconds(2), due.NextDueAt);

        Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(2, (await Storage.Queue.ListDueLanesAsync(Now, 10, Token)).Lanes.Count);
    }

    [Fact]
    public async Task A_deferral_does_not_keep_claims_off_and_does_not_outlast_what_waited()
    {
        await AcceptAsync(MailStream.Marketing, "slow.example", Now);
        await Storage.Queue.DeferLanesAsync([new(Lane("slow.example", MailStream.Marketing), Now.AddHours(1))], Token);
        Assert.Single(await Storage.Queue.ClaimAsync(await JoinAsync(), [new(Lane("slow.example", MailStream.Marketing), 10)], Now, Token));

        await AcceptAsync(MailStream.Marketing, "slow.example", Now);
        Assert.Single((await Storage.Queue.ListDueLanesAsync(Now, 10, Token)).Lanes);
    }

    [Fact]
    public async Task A_lane_is_an_account_a_stream_and_a_recipient_domain()
    {
        await AcceptAsync(MailStream.Transactional, "example.net", Now);
        await AcceptAsync(MailStream.Marketing, "example.net", Now);
        await AcceptAsync(MailStream.Transactional, "example.org", Now);
        await AcceptAsync(MailStream.Transactional, "example.net", Now, new("other"));

        Assert.Equal(4, (await Storage.Queue.ListDueLanesAsync(Now, 10, Token)).Lanes.Count);
        var claimed = await Storage.Queue.ClaimAsync(await JoinAsync(), [new(Lane("example.net", MailStream.Transactional), 10)], Now, Token);
        Assert.Equal(Lane("example.net", MailStream.Transactional), Assert.Single(claimed).Lane);
    }

    [Fact]
    public async Task A_delivery_is_due_from_its_moment_on_and_until_then_it_is_the_next()
    {
        var due = Now.AddMinutes(5);
        await AcceptAsync(MailStream.Transactional, "example.net", due);
        var epoch = await JoinAsync();

        Pass(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        var before = await Storage.Queue.ListDueLanesAsync(Now, 10, Token);
        Assert.Empty(before.Lanes);
        Assert.Equal(due, before.NextDueAt);

        await Storage.Nodes.LeaveAsync(epoch, Now, Token);
        epoch = await JoinAsync();
        Assert.Empty(await Storage.Queue.ClaimAsync(epoch, [new(Lane("example.net"), 10)], Now, Token));

        Pass(TimeSpan.FromTicks(1));
        var at = await Storage.Queue.ListDueLanesAsync(Now, 10, Token);
        Assert.Equal([new DueLane(Lane("example.net"), due)], at.Lanes);
        Assert.Null(at.NextDueAt);
        Assert.Single(await Storage.Queue.ClaimAsync(epoch, [new(Lane("example.net"), 10)], Now, Token));
    }

    [Fact]
    public async Task What_is_claimed_or_final_is_neither_due_nor_next()
    {
        await AcceptAsync(3);
        var refused = Mail.Message(Now);
        await AcceptAsync(new Acceptance(refused, [Mail.Rejected(refused, EmailAddress.Parse("no@example.org"), Now)]));
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed[0]);
        await SettleAsync(epoch, new DeliveryDecision.Parked(), claimed[1]);

        var due = await Storage.Queue.ListDueLanesAsync(Now.AddDays(1), 10, Token);
        Assert.Empty(due.Lanes);
        Assert.Null(due.NextDueAt);
    }

    [Fact]
    public async Task A_lane_is_claimed_from_in_the_order_of_due_time_then_id()
    {
        var message = Mail.Message(Now);
        var due = new[] { 3, 1, 2, 1, 0 };
        var rows = due.Select((minutes, i) => Mail.Delivery(message, EmailAddress.Parse($"r{i}@example.net"), Now) with { DueAt = Now.AddMinutes(-minutes) }).ToList();
        await AcceptAsync(new Acceptance(message, rows));
        var epoch = await JoinAsync();

        var claimed = new List<string>();
        for (var i = 0; i < rows.Count; i++)
            claimed.Add(Assert.Single(await ClaimAsync(epoch, limit: 1)).Recipient.LocalPart);

        Assert.Equal(["r0", "r2", "r1", "r3", "r4"], claimed);
    }

    [Fact]
    public async Task One_claim_takes_from_each_lane_at_most_its_limit()
    {
        for (var i = 0; i < 30; i++)
            await AcceptAsync(5, $"d{i}.example");
        var epoch = await JoinAsync();

        var claims = Enumerable.Range(0, 30).Select(i => new LaneClaim(Lane($"d{i}.example"), i % 4)).ToList();
        var claimed = await Storage.Queue.ClaimAsync(epoch, [.. claims, new(Lane("unknown.example"), 9)], Now, Token);

        Assert.Equal(claims.Sum(claim => claim.Limit), claimed.Count);
        Assert.All(claims, claim => Assert.Equal(claim.Limit, claimed.Count(row => row.Lane == claim.Lane)));
    }

    [Fact]
    public async Task A_claim_makes_rows_the_nodes_own_and_changes_nothing_else()
    {
        var letter = await AcceptAsync(3);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);

        Same(letter.Deliveries.Select(row => row with { Owner = epoch }), claimed);
        Same(claimed, await DeliveriesOf(letter.Message.Id));
        Same(claimed, await Storage.Queue.ListOwnedAsync(epoch, Token));
        Assert.Empty(await ClaimAsync(await JoinAsync()));
    }

    [Fact]
    public async Task A_claim_without_lanes_is_empty()
    {
        await AcceptAsync(1);
        Assert.Empty(await Storage.Queue.ClaimAsync(await JoinAsync(), [], Now, Token));
    }

    [Fact]
    public async Task An_epoch_that_is_unknown_claims_nothing_and_owns_nothing()
    {
        await AcceptAsync(1);
        Assert.Empty(await ClaimAsync(new(999_999)));
        Assert.Empty(await Storage.Queue.ListOwnedAsync(new(999_999), Token));
    }

    [Fact]
    public async Task What_is_released_waits_again_until_its_new_time()
    {
        var letter = await AcceptAsync(2);
        var epoch = await JoinAsync();
        var claimed = await ClaimAsync(epoch);
        await Storage.Queue.ReleaseAsync(epoch, [.. claimed.Select((row, i) => new ClaimRelease(row.Id, Now.AddMinutes(i)))], Token);

        Assert.Empty(await Storage.Queue.ListOwnedAsync(epoch, Token));
        var due = await Storage.Queue.ListDueLanesAsync(Now, 10, Token);
        Assert.Equal([new DueLane(Lane("example.net"), Now)], due.Lanes);
        Same(letter.Deliveries.Select((row, i) => row with { DueAt = Now.AddMinutes(i) }), await DeliveriesOf(letter.Message.Id));
        Assert.Single(await ClaimAsync(epoch));
        Assert.Equal(Now.AddMinutes(1), (await Storage.Queue.ListDueLanesAsync(Now, 10, Token)).NextDueAt);
    }

    [Fact]
    public async Task Nobody_releases_what_another_node_owns()
    {
        await AcceptAsync(1);
        var (owner, other) = (await JoinAsync(), await JoinAsync());
        var claimed = Assert.Single(await ClaimAsync(owner));
        await Storage.Queue.ReleaseAsync(other, [new(claimed.Id, Now.AddHours(1)), new(Mail.Ids.Delivery(Now), Now)], Token);

        Same(claimed, await RowOf(claimed));
        Assert.Empty(await ClaimAsync(other));
    }

    [Fact]
    public async Task A_release_that_is_repeated_does_not_take_the_row_from_its_next_owner()
    {
        await AcceptAsync(1);
        var (first, second) = (await JoinAsync(), await JoinAsync());
        var claimed = Assert.Single(await ClaimAsync(first));
        await Storage.Queue.ReleaseAsync(first, [new(claimed.Id, Now)], Token);
        var again = Assert.Single(await ClaimAsync(second));
        await Storage.Queue.ReleaseAsync(first, [new(claimed.Id, Now)], Token);

        Same(again, await RowOf(claimed));
    }

    private static LaneKey Lane(string domain, MailStream stream = MailStream.Transactional, AccountId account = default) => new(account, stream, DomainName.Parse(domain));

    private async Task AcceptAsync(MailStream stream, string domain, DateTimeOffset due, AccountId account = default)
    {
        var message = Mail.Message(Now) with { Stream = stream, Account = account };
        await AcceptAsync(new Acceptance(message, [Mail.Delivery(message, EmailAddress.Parse($"reader@{domain}"), Now) with { DueAt = due }]));
    }
}

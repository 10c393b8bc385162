using Ses.Delivery;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Statistics;

namespace Ses.Storage.Specifications;

/// <summary>Nodes on threads of their own, each by its own door, over the ledger, the queue and the leases together.</summary>
public abstract class ManyNodesSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    private const int Lanes = 6;

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Nodes_that_claim_at_once_share_all_that_is_due_and_overlap_nowhere(int nodes)
    {
        var letters = new List<Acceptance>();
        for (var i = 0; i < Lanes; i++)
            letters.Add(await AcceptAsync(50, $"d{i}.example"));
        var doors = await ConnectAsync(nodes);

        var claims = await AtOnceAsync(nodes, async number =>
        {
            var epoch = (await doors[number].Nodes.JoinAsync($"node {number}", TimeToLive, Now, Token)).Epoch;
            var mine = new List<MailDelivery>();
            IReadOnlyList<MailDelivery> batch;
            do
            {
                batch = await ClaimFromAsync(doors[number], epoch, limit: 3);
                mine.AddRange(batch);
                Assert.True(mine.Count <= Lanes * 50, "more is claimed than there is");
            }
            while (batch.Count > 0 || (await doors[number].Queue.ListDueLanesAsync(Now, Lanes, Token)).Lanes.Count > 0);
            Assert.All(mine, row => Assert.Equal(epoch, row.Owner));
            return mine;
        });

        var claimed = claims.SelectMany(mine => mine).Select(row => row.Id).ToList();
        Assert.Equal(claimed.Count, claimed.Distinct().Count());
        Assert.Equal(letters.SelectMany(letter => letter.Deliveries).Select(row => row.Id).Order(), claimed.Order());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Nodes_that_die_and_come_back_at_once_lose_nothing_and_count_everything_once(int nodes)
    {
        for (var i = 0; i < Lanes; i++)
            await AcceptAsync(20, $"d{i}.example");
        var doors = await ConnectAsync(nodes);
        var settled = await AtOnceAsync(nodes, number => LiveAndDieAsync(doors[number], number));
        Pass(TimeToLive);
        var left = await Storage.Nodes.TakeOverAsync(1_000, Rules, Now, Token);
        Assert.InRange(left, 0, Lanes * 20);

        var heir = await JoinAsync();
        var rest = await ClaimAsync(heir);
        Assert.Empty((await SettleAsync(heir, new DeliveryDecision.Delivered(), rest)).Lost);

        Assert.Equal(Lanes * 20, settled.Sum() + rest.Count);
        foreach (var axis in Enum.GetValues<StatisticsAxis>())
            Assert.Equal((Lanes * 20, Lanes * 20, 0), ((await CountersAsync(axis)).Requests, (await CountersAsync(axis)).Deliveries, (await CountersAsync(axis)).Pending));
    }

    [Fact]
    public async Task Accepting_claiming_settling_and_recording_at_once_leave_counters_that_equal_a_recount()
    {
        var doors = await ConnectAsync(4);
        var work = await AtOnceAsync(4, async number =>
        {
            var epoch = (await doors[number].Nodes.JoinAsync($"node {number}", TimeToLive, Now, Token)).Epoch;
            var accepted = new List<MessageId>();
            for (var round = 0; round < 8; round++)
            {
                var letter = Mail.Letter(Now, SampleMail.Recipients(4, $"d{round % 3}.example"));
                await doors[number].Ledger.AcceptAsync(letter, Now, Token);
                accepted.Add(letter.Message.Id);
                var claimed = await ClaimFromAsync(doors[number], epoch, limit: 2);
                var outcomes = claimed.Select((row, i) => Outcome(row, i % 3 == 0 ? new DeliveryDecision.Bounced(BounceClass.Spam) : new DeliveryDecision.Delivered())).ToList();
                Assert.Empty((await doors[number].Ledger.SettleAsync(epoch, outcomes, Rules, Now, Token)).Lost);
                await doors[number].Ledger.RecordAsync([.. claimed.Select(row => new LateFact(row.Id, FactKind.Opened, Now, "1"))], Rules, Now, Token);
            }

            return accepted;
        });

        var recount = default(CounterSet);
        foreach (var message in work.SelectMany(mine => mine))
            recount = (await DeliveriesOf(message)).Aggregate(recount, (sum, row) => sum + CounterSet.Of(row.Facts));
        Assert.Equal(4 * 8 * 4, recount.Requests);
        foreach (var axis in Enum.GetValues<StatisticsAxis>())
            Assert.Equal(recount, await CountersAsync(axis));
    }

    /// <summary>Claims and settles in lives of a few batches, and leaves each with work in hand. Returns how many it settled.</summary>
    private async Task<int> LiveAndDieAsync(ISesStorage door, int number)
    {
        var settled = 0;
        for (var life = 0; life < 4; life++)
        {
            var epoch = (await door.Nodes.JoinAsync($"node {number}", TimeToLive, Now, Token)).Epoch;
            for (var batch = 0; batch < 3; batch++)
            {
                var claimed = await ClaimFromAsync(door, epoch, limit: 1);
                var outcomes = claimed.Skip(1).Select(row => Outcome(row, new DeliveryDecision.Delivered())).ToList();
                settled += outcomes.Count - (await door.Ledger.SettleAsync(epoch, outcomes, Rules, Now, Token)).Lost.Count;
            }

            await door.Nodes.LeaveAsync(epoch, Now, Token);
            await door.Nodes.TakeOverAsync(2, Rules, Now, Token);
        }

        return settled;
    }

    private async Task<IReadOnlyList<MailDelivery>> ClaimFromAsync(ISesStorage door, NodeEpoch epoch, int limit)
    {
        var due = await door.Queue.ListDueLanesAsync(Now, Lanes, Token);
        return await door.Queue.ClaimAsync(epoch, [.. due.Lanes.Select(lane => new LaneClaim(lane.Lane, limit))], Now, Token);
    }
}

using Ses.Callbacks;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.Specifications;

/// <summary>Callbacks that wait: <see cref="ICallbackQueue"/>.</summary>
public abstract class CallbackQueueSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Nothing_is_due_where_nothing_happened()
    {
        var endpoint = await EndpointAsync();
        Same(new DueCallbacks([], null), await ListDueAsync());
        Assert.Empty(await ClaimAsync(endpoint));
        await Storage.CallbackQueue.FinishAsync([], SampleCallbacks.DisableAfter, Now, Token);
    }

    [Fact]
    public async Task What_is_due_is_taken_by_one_and_due_again_when_nobody_says_what_became_of_it()
    {
        var endpoint = await EndpointAsync();
        await HappenAsync(deliveries: 3);
        Same(new DueCallbacks([endpoint], null), await ListDueAsync());

        var claimed = await ClaimAsync(endpoint);
        Assert.Equal([(0, 1), (0, 1), (0, 1)], claimed.Select(callback => (callback.Attempts, callback.Claims)));
        Assert.All(claimed, callback => Assert.Equal(Now, callback.CreatedAt));
        Assert.Empty(await ClaimAsync(endpoint));
        Same(new DueCallbacks([], Now + Lease), await ListDueAsync());

        Pass(Lease);
        Assert.Equal(3, (await ClaimAsync(endpoint)).Count(callback => callback is { Attempts: 0, Claims: 2 }));
    }

    [Fact]
    public async Task Of_each_endpoint_its_limit_is_taken_the_longest_due_first()
    {
        var own = await EndpointAsync();
        var sender = await EndpointAsync("adam@shop.example");
        var first = await HappenAsync(deliveries: 2);
        await HappenAsync(deliveries: 3, from: "adam@shop.example");
        Pass(TimeSpan.FromSeconds(1));
        await HappenAsync(deliveries: 2);

        var claimed = await Storage.CallbackQueue.ClaimAsync([new(sender.Id, 1), new(own.Id, 2)], Now + Lease, Now, Token);
        Assert.Equal([sender.Id, own.Id, own.Id], claimed.Select(callback => callback.Due.Endpoint));
        Assert.Equal(first.Select(row => row.Id), claimed.Skip(1).Select(callback => callback.Due.Fact.Delivery));
        // What is left of the sender address's is due longer.
        Assert.Equal([sender.Id, own.Id], (await ListDueAsync()).Endpoints.Select(endpoint => endpoint.Id));
        Assert.Equal([sender.Id], (await ListDueAsync(max: 1)).Endpoints.Select(endpoint => endpoint.Id));
    }

    [Fact]
    public async Task The_next_of_a_delivery_comes_when_the_one_before_is_done()
    {
        var endpoint = await EndpointAsync();
        var row = (await HappenAsync(deliveries: 1))[0];
        await RecordAsync(row, FactKind.Opened, FactKind.Clicked);
        var first = Assert.Single(await ClaimAsync(endpoint));
        Assert.Equal(FactKind.Delivered, first.Due.Fact.Kind);
        await RecordAsync(row, FactKind.Unsubscribed);
        Pass(Lease / 2);
        Assert.Empty(await ClaimAsync(endpoint));

        // Put off, it holds the others up still.
        await FinishAsync(first, CallbackResult.PutOff, Now.AddMinutes(5));
        Same(new DueCallbacks([], Now.AddMinutes(5)), await ListDueAsync());
        Pass(TimeSpan.FromMinutes(5));
        first = Assert.Single(await ClaimAsync(endpoint));
        Assert.Equal((1, 2, FactKind.Delivered), (first.Attempts, first.Claims, first.Due.Fact.Kind));

        foreach (var (result, next) in new[] { (CallbackResult.Succeeded, FactKind.Opened), (CallbackResult.GivenUp, FactKind.Clicked), (CallbackResult.Succeeded, FactKind.Unsubscribed) })
        {
            await FinishAsync(first, result);
            first = Assert.Single(await ClaimAsync(endpoint));
            Assert.Equal(next, first.Due.Fact.Kind);
        }

        await FinishAsync(first, CallbackResult.Succeeded);
        Same(new DueCallbacks([], null), await ListDueAsync());
        Assert.Equal(5, (await AttemptsAsync(endpoint)).Total);
    }

    [Fact]
    public async Task A_line_is_that_of_a_delivery_and_an_endpoint()
    {
        var own = await EndpointAsync();
        var row = (await HappenAsync(deliveries: 1))[0];
        var sender = await EndpointAsync(SampleMail.Sender.ToString());
        await RecordAsync(row, FactKind.Opened);
        Assert.Equal([own.Id, sender.Id], (await ListDueAsync()).Endpoints.Select(endpoint => endpoint.Id).Order());
    }

    [Fact]
    public async Task What_was_taken_again_since_or_is_stored_already_changes_nothing()
    {
        var endpoint = await EndpointAsync();
        await HappenAsync(deliveries: 1);
        var late = Assert.Single(await ClaimAsync(endpoint));
        Pass(Lease);
        var second = Assert.Single(await ClaimAsync(endpoint));
        await FinishAsync(late, CallbackResult.Succeeded);
        Assert.Empty((await AttemptsAsync(endpoint)).Items);

        var outcome = SampleCallbacks.Outcome(second, CallbackResult.PutOff, Now.AddMinutes(5), Now);
        await Storage.CallbackQueue.FinishAsync([outcome, outcome], SampleCallbacks.DisableAfter, Now, Token);
        await Storage.CallbackQueue.FinishAsync([outcome], SampleCallbacks.DisableAfter, Now, Token);
        Same(outcome.Attempt, Assert.Single((await AttemptsAsync(endpoint)).Items));
        Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(1, Assert.Single(await ClaimAsync(endpoint)).Attempts);
    }

    [Fact]
    public async Task An_endpoint_is_disabled_by_calls_given_up_in_a_row_and_what_waits_is_kept_for_it()
    {
        var endpoint = await EndpointAsync();
        await HappenAsync(deliveries: 6);
        var claimed = await ClaimAsync(endpoint, limit: 5);
        foreach (var (callback, result) in claimed.Zip([CallbackResult.GivenUp, CallbackResult.GivenUp, CallbackResult.Succeeded, CallbackResult.GivenUp, CallbackResult.GivenUp]))
        {
            Pass(TimeSpan.FromSeconds(1));
            await FinishAsync(callback, result);
        }

        Assert.Equal((2, null), (await FindAsync(endpoint)) is var two ? (two.Exhausted, two.DisabledAt) : default);
        await FinishAsync(Assert.Single(await ClaimAsync(endpoint)), CallbackResult.GivenUp);
        var disabled = await FindAsync(endpoint);
        Assert.Equal((3, Now), (disabled.Exhausted, disabled.DisabledAt));
        Assert.Contains("отказано", disabled.DisabledReason, StringComparison.Ordinal);

        await HappenAsync(deliveries: 1);
        Same(new DueCallbacks([], null), await ListDueAsync());
        Assert.True(await Storage.Callbacks.UpdateAsync(disabled with { DisabledAt = null, DisabledReason = null, Exhausted = 0 }, Token));
        Assert.Equal(endpoint.Id, Assert.Single((await ListDueAsync()).Endpoints).Id);
        Assert.Single(await ClaimAsync(endpoint));
    }

    [Fact]
    public async Task What_waits_too_long_is_given_up_on_record()
    {
        var endpoint = await EndpointAsync();
        var row = (await HappenAsync(deliveries: 1))[0];
        Pass(TimeSpan.FromHours(1));
        await RecordAsync(row, FactKind.Opened);

        Assert.False(await SweepAsync(waiting: Now.AddHours(-1)));
        Assert.True(await SweepAsync(waiting: Now));
        Assert.False(await SweepAsync(waiting: Now));
        var attempt = Assert.Single((await AttemptsAsync(endpoint)).Items);
        Assert.Equal((row.Id, CallbackResult.GivenUp, 1, TimeSpan.Zero), (attempt.Delivery, attempt.Result, attempt.Number, attempt.Duration));
        Assert.Equal(1, (await FindAsync(endpoint)).Exhausted);
        Assert.Equal(FactKind.Opened, Assert.Single(await ClaimAsync(endpoint)).Due.Fact.Kind);
    }

    [Fact]
    public async Task What_waits_for_an_endpoint_that_is_gone_goes_without_a_trace()
    {
        var (gone, stays) = (await EndpointAsync(), await EndpointAsync("adam@shop.example"));
        await HappenAsync(deliveries: 3);
        await HappenAsync(deliveries: 1, from: "adam@shop.example");
        await Storage.Callbacks.RemoveAsync(default, null, Token);
        Assert.Equal([stays.Id], (await ListDueAsync()).Endpoints.Select(endpoint => endpoint.Id));

        while (await SweepAsync(waiting: Now, max: 2))
        {
        }

        Assert.Empty(await ClaimAsync(gone));
        Assert.Empty((await AttemptsAsync(gone)).Items);
        Assert.Single(await ClaimAsync(stays));
    }

    [Fact]
    public async Task Attempts_come_the_newest_first_and_old_ones_go()
    {
        var endpoint = await EndpointAsync();
        await HappenAsync(deliveries: 5);
        foreach (var callback in await ClaimAsync(endpoint))
        {
            Pass(TimeSpan.FromSeconds(1));
            await FinishAsync(callback, CallbackResult.Succeeded);
        }

        var all = await PagesAsync(2, page => Storage.CallbackQueue.ListAttemptsAsync(endpoint.Id, page, Token));
        Assert.Equal(all.OrderByDescending(attempt => attempt.At).Select(attempt => attempt.EventId), all.Select(attempt => attempt.EventId));
        Assert.Equal(5, all.Count);
        while (await SweepAsync(waiting: default, attempts: Now.AddSeconds(-1), max: 2))
        {
        }

        Assert.Equal(2, (await AttemptsAsync(endpoint)).Total);
    }

    [Fact]
    public async Task Two_who_take_at_once_share_without_overlap_and_forget_nothing()
    {
        var endpoint = await EndpointAsync();
        await HappenAsync(deliveries: 200);
        var doors = await ConnectAsync(8);
        var taken = await AtOnceAsync(8, async number =>
        {
            var mine = new List<DeliveryId>();
            while (await doors[number].CallbackQueue.ClaimAsync([new(endpoint.Id, 7)], Now + Lease, Now, Token) is { Count: > 0 } claimed)
            {
                mine.AddRange(claimed.Select(callback => callback.Due.Fact.Delivery));
                await doors[number].CallbackQueue.FinishAsync([.. claimed.Select(callback => SampleCallbacks.Outcome(callback, CallbackResult.Succeeded, null, Now))], 30, Now, Token);
            }

            return mine;
        });
        var left = await ClaimAsync(endpoint);
        Assert.Equal(200, taken.SelectMany(mine => mine).Concat(left.Select(callback => callback.Due.Fact.Delivery)).Distinct().Count());
        Assert.Equal(200, taken.Sum(mine => mine.Count) + left.Count);
    }

    [Fact]
    public async Task While_facts_come_and_calls_end_at_once_every_line_goes_on()
    {
        var endpoint = await EndpointAsync();
        var rows = await HappenAsync(deliveries: 4);
        var doors = await ConnectAsync(4);
        var told = await AtOnceAsync(4, async number =>
        {
            var mine = new List<(DeliveryId, int)>();
            for (var i = 0; i < 12; i++)
            {
                await doors[number].Ledger.RecordAsync([.. rows.Select(row => new LateFact(row.Id, FactKind.Opened, Now, $"{number}/{i}"))], Rules, Now, Token);
                var claimed = await doors[number].CallbackQueue.ClaimAsync([new(endpoint.Id, 3)], Now + Lease, Now, Token);
                await doors[number].CallbackQueue.FinishAsync([.. claimed.Select(callback => SampleCallbacks.Outcome(callback, CallbackResult.Succeeded, null, Now))], 30, Now, Token);
                mine.AddRange(claimed.Select(callback => (callback.Due.Fact.Delivery, callback.Due.Fact.Sequence)));
            }

            return mine;
        });
        var all = told.SelectMany(mine => mine).ToList();
        while (await ClaimAsync(endpoint) is { Count: > 0 } claimed)
        {
            foreach (var callback in claimed)
                await FinishAsync(callback, CallbackResult.Succeeded);
            all.AddRange(claimed.Select(callback => (callback.Due.Fact.Delivery, callback.Due.Fact.Sequence)));
        }

        Assert.Equal(rows.SelectMany(row => Enumerable.Range(1, 49).Select(sequence => (row.Id, sequence))).Order(), all.Order());
    }

    private async Task<CallbackEndpoint> EndpointAsync(string? sender = null) =>
        (await Storage.Callbacks.AddAsync(SampleCallbacks.Endpoint(Now, sender is null ? null : EmailAddress.Parse(sender)), Token))!;

    private async Task<CallbackEndpoint> FindAsync(CallbackEndpoint endpoint) => (await Storage.Callbacks.FindAsync(endpoint.Account, endpoint.Sender, Token))!;

    /// <summary>So many deliveries are delivered, each the first that happens to it.</summary>
    private async Task<IReadOnlyList<MailDelivery>> HappenAsync(int deliveries, string? from = null)
    {
        var message = Mail.Message(Now);
        if (from is not null)
            message = message with { Recipe = message.Recipe with { From = new(EmailAddress.Parse(from)) } };
        await AcceptAsync(Mail.Letter(message, Now, SampleMail.Recipients(deliveries)));
        var epoch = await JoinAsync();
        Assert.Empty((await SettleAsync(epoch, new DeliveryDecision.Delivered(), await ClaimAsync(epoch))).Lost);
        return await DeliveriesOf(message.Id);
    }

    private ValueTask<int> RecordAsync(MailDelivery row, params FactKind[] kinds) =>
        Storage.Ledger.RecordAsync([.. kinds.Select(kind => new LateFact(row.Id, kind, Now, $"{kind}"))], Rules, Now, Token);

    private ValueTask<DueCallbacks> ListDueAsync(int max = 100) => Storage.CallbackQueue.ListDueAsync(Now, max, Token);

    private ValueTask<IReadOnlyList<ClaimedCallback>> ClaimAsync(CallbackEndpoint endpoint, int limit = 100) =>
        Storage.CallbackQueue.ClaimAsync([new(endpoint.Id, limit)], Now + Lease, Now, Token);

    private ValueTask FinishAsync(ClaimedCallback callback, CallbackResult result, DateTimeOffset? retryAt = null) =>
        Storage.CallbackQueue.FinishAsync([SampleCallbacks.Outcome(callback, result, retryAt, Now)], SampleCallbacks.DisableAfter, Now, Token);

    private ValueTask<Page<CallbackAttempt>> AttemptsAsync(CallbackEndpoint endpoint) => Storage.CallbackQueue.ListAttemptsAsync(endpoint.Id, PageRequest.First, Token);

    private ValueTask<bool> SweepAsync(DateTimeOffset waiting, DateTimeOffset attempts = default, int max = 100) =>
        Storage.CallbackQueue.SweepAsync(new(waiting, attempts), max, SampleCallbacks.DisableAfter, Now, Token);
}

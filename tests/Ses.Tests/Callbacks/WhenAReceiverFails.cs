using Ses.Callbacks;
using Ses.Ledger;

namespace Ses.Tests.Callbacks;

public sealed class WhenAReceiverFails : IDisposable
{
    private readonly CallbackWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(null)]
    public void It_is_called_again_later_and_later_until_it_answers_with_2xx(int? status)
    {
        _world.Set();
        _world.Receivers.Answer = _ => _world.Calls.Count < 5 ? status : 204;
        _world.Deliver("ada@reader.example");
        _world.RunUntilCalls(5, TimeSpan.FromHours(2));
        Assert.Single(_world.Calls.Select(call => (call.EventId, Convert.ToHexString(call.Body.Span))).Distinct());
        var gaps = _world.Calls.Zip(_world.Calls.Skip(1), (before, after) => (after.At - before.At).TotalSeconds).ToList();
        Assert.Collection(gaps, gap => Assert.InRange(gap, 10, 24), gap => Assert.InRange(gap, 60, 90), gap => Assert.InRange(gap, 300, 400), gap => Assert.InRange(gap, 900, 1_200));

        var attempts = _world.Attempts();
        Assert.Equal([CallbackResult.Succeeded, .. Enumerable.Repeat(CallbackResult.PutOff, 4)], attempts.Select(attempt => attempt.Result));
        Assert.Equal([(5, 204), (4, status), (3, status), (2, status), (1, status)], attempts.Select(attempt => (attempt.Number, attempt.StatusCode)));
        _world.Small.World.RunFor(TimeSpan.FromDays(1));
        Assert.Equal(5, _world.Calls.Count);
    }

    [Fact]
    public void What_happened_first_is_told_first_though_it_must_be_repeated()
    {
        _world.Set();
        _world.Receivers.Answer = call => call["event"] == "delivered" && _world.Calls.Count < 3 ? 503 : 200;
        var receipt = _world.Deliver("ada@reader.example");
        _world.Record(receipt, "ada@reader.example", FactKind.Opened, FactKind.Clicked);
        _world.RunUntilCalls(5, TimeSpan.FromHours(2));
        Assert.Equal(["delivered", "delivered", "delivered", "open", "click"], _world.Calls.Select(call => call["event"]));
    }

    [Fact]
    public void After_72_hours_a_callback_is_given_up_on_record_and_the_next_of_its_mail_comes()
    {
        _world.Set();
        _world.Receivers.Answer = call => call["event"] == "delivered" ? 500 : 200;
        var receipt = _world.Deliver("ada@reader.example");
        _world.Small.World.RunFor(TimeSpan.FromHours(60));
        _world.Record(receipt, "ada@reader.example", FactKind.Opened);
        _world.Small.World.RunFor(TimeSpan.FromHours(24));
        Assert.Equal("open", _world.Calls[^1]["event"]);
        var told = _world.Calls.Where(call => call["event"] == "delivered").ToList();
        Assert.InRange(told[^1].At - told[0].At, TimeSpan.FromHours(60), TimeSpan.FromHours(72));
        Assert.Equal(CallbackResult.GivenUp, _world.Attempts().Single(attempt => attempt.Sequence == 1 && attempt.Number == told.Count).Result);
    }

    [Fact]
    public void After_thirty_given_up_in_a_row_it_is_disabled_with_the_reason_and_goes_on_when_enabled()
    {
        _world.Set();
        _world.Receivers.Answer = _ => 500;
        for (var i = 0; i < 3; i++)
            _world.Deliver([.. Enumerable.Range(0, 10).Select(n => $"r{i}{n}@reader.example")]);
        _world.Small.World.RunFor(TimeSpan.FromHours(80));
        var disabled = _world.Endpoint();
        Assert.Equal(30, disabled.Exhausted);
        Assert.InRange(disabled.DisabledAt!.Value, _world.Small.Now.AddHours(-24), _world.Small.Now);
        Assert.Contains("30 calls in a row were given up", disabled.DisabledReason, StringComparison.Ordinal);

        var calls = _world.Calls.Count;
        _world.Receivers.Answer = _ => 200;
        _world.Deliver("late@reader.example");
        _world.Small.World.RunFor(TimeSpan.FromHours(10));
        Assert.Equal(calls, _world.Calls.Count);
        Assert.Null(_world.Small.Ask(client => client.Callbacks.EnableAsync()).DisabledAt);
        _world.RunUntilCalls(calls + 1);
        Assert.Equal("delivered late@reader.example", _world.Calls[^1].ToString());
        Assert.Equal((0, null), (_world.Endpoint().Exhausted, _world.Endpoint().DisabledReason));
    }

    [Fact]
    public void A_disabled_ones_callbacks_are_kept_for_72_hours_and_no_longer()
    {
        using var world = new CallbackWorld(options => options.Callbacks.DisableAfter = 1);
        world.Set();
        world.Receivers.Answer = _ => 500;
        world.Deliver("ada@reader.example");
        world.Small.World.RunFor(TimeSpan.FromHours(80));
        Assert.NotNull(world.Endpoint().DisabledAt);
        world.Deliver("old@reader.example");
        world.Small.World.RunFor(TimeSpan.FromHours(71));
        world.Deliver("new@reader.example");
        world.Small.World.RunFor(TimeSpan.FromHours(3));
        world.Receivers.Answer = _ => 200;
        var calls = world.Calls.Count;
        world.Small.Ask(client => client.Callbacks.EnableAsync());
        world.Small.World.RunFor(TimeSpan.FromHours(1));
        Assert.Equal(["delivered new@reader.example"], world.Told.Skip(calls));
        Assert.Contains(world.Attempts(), attempt => attempt is { Result: CallbackResult.GivenUp, StatusCode: null } && attempt.Detail!.Contains("MaxAge", StringComparison.Ordinal));
    }

    [Fact]
    public void A_receiver_that_is_down_is_not_called_for_each_that_waits_and_catches_up_when_it_is_back()
    {
        _world.Set();
        _world.Receivers.Answer = _ => null;
        for (var i = 0; i < 20; i++)
            _world.Deliver([.. Enumerable.Range(0, 20).Select(n => $"r{i}x{n}@reader.example")]);
        _world.Small.World.RunFor(TimeSpan.FromHours(6));
        Assert.InRange(_world.Calls.Count, 20, 120);
        _world.Receivers.Answer = _ => 200;
        _world.Small.World.RunFor(TimeSpan.FromHours(6));
        Assert.Equal(400, _world.Calls.Where(call => call.Status == 200).Select(call => call.EventId).Distinct().Count());
        Assert.Equal(400, _world.Calls.Count(call => call.Status == 200));
    }

    [Fact]
    public void It_holds_up_no_other_receiver()
    {
        _world.Set();
        _world.Create("desk@news.example");
        _world.Receivers.Answer = call => call.Url.ToString() == CallbackWorld.Url ? null : 200;
        for (var i = 0; i < 10; i++)
            _world.Deliver([.. Enumerable.Range(0, 20).Select(n => $"r{i}x{n}@reader.example")]);
        _world.Small.SendAndDeliver(SmallWorld.Letter("ada@reader.example") with { From = "desk@news.example" });
        var before = _world.Small.Now;
        Assert.True(_world.Small.World.RunUntil(() => _world.Calls[^1].Status == 200, TimeSpan.FromMinutes(1)));
        Assert.Equal("delivered ada@reader.example", _world.Calls[^1].ToString());
        Assert.InRange(_world.Small.Now - before, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Attempts_are_on_record_for_30_days()
    {
        _world.Set();
        _world.Deliver("ada@reader.example");
        _world.RunUntilCalls(1);
        _world.Small.World.RunFor(TimeSpan.FromDays(29));
        Assert.Single(_world.Attempts());
        _world.Small.World.RunFor(TimeSpan.FromDays(2));
        Assert.Empty(_world.Attempts());
    }

    [Fact]
    public void What_a_node_that_died_had_in_hand_another_tells()
    {
        _world.Set();
        _world.Receivers.Answer = _ => null;
        _world.Deliver("ada@reader.example");
        Assert.True(_world.Small.World.RunUntil(() => _world.Calls.Count == 1));
        _world.Small.Node.Kill();
        _world.Receivers.Answer = _ => 200;
        _world.Small.AddNode().Start();
        Assert.True(_world.Small.World.RunUntil(() => _world.Calls.Count == 2, TimeSpan.FromHours(1)));
        Assert.Equal(_world.Calls[0].EventId, _world.Calls[1].EventId);
    }

    [Fact]
    public void Deleted_it_is_called_no_more()
    {
        _world.Set();
        _world.Receivers.Answer = _ => 500;
        _world.Deliver("ada@reader.example", "bob@reader.example");
        _world.RunUntilCalls(2);
        var calls = _world.Calls.Count;
        _world.Small.Ask(client => client.Callbacks.DeleteAsync());
        _world.Small.World.RunFor(TimeSpan.FromDays(1));
        Assert.Equal(calls, _world.Calls.Count);
    }
}

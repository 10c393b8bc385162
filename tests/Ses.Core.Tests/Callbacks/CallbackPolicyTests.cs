using Ses.Callbacks;
using Ses.Callbacks.Internal;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Core.Tests.Callbacks;

public sealed class CallbackPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(FactKind.Rejected, CallbackEvents.Dropped)]
    [InlineData(FactKind.Deferred, CallbackEvents.Deferred)]
    [InlineData(FactKind.Delivered, CallbackEvents.Delivered)]
    [InlineData(FactKind.Bounced, CallbackEvents.Bounced)]
    [InlineData(FactKind.Dropped, CallbackEvents.Dropped)]
    [InlineData(FactKind.Expired, CallbackEvents.Bounced)]
    [InlineData(FactKind.Uncertain, CallbackEvents.None)]
    [InlineData(FactKind.Parked, CallbackEvents.None)]
    [InlineData(FactKind.Opened, CallbackEvents.Opened)]
    [InlineData(FactKind.Clicked, CallbackEvents.Clicked)]
    [InlineData(FactKind.Unsubscribed, CallbackEvents.Unsubscribed)]
    [InlineData(FactKind.Complained, CallbackEvents.SpamReported)]
    public void Each_fact_is_one_event_to_the_outside_or_none(FactKind kind, CallbackEvents told) =>
        Assert.Equal(told, CallbackFold.EventOf(new(default, 1, kind, Now)));

    [Fact]
    public void Every_kind_of_fact_is_in_that_table() =>
        Assert.Equal(Enum.GetValues<FactKind>().Length, typeof(CallbackPolicyTests).GetMethod(nameof(Each_fact_is_one_event_to_the_outside_or_none))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Length);

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 60)]
    [InlineData(5, 1_800)]
    [InlineData(9, 28_800)]
    [InlineData(40, 28_800)]
    public void It_is_called_again_by_the_schedule_whose_last_entry_repeats(int attempt, int seconds)
    {
        Assert.Equal(Now.AddSeconds(seconds), Decide(attempt, new(500, null), share: 0).RetryAt);
        Assert.Equal(Now.AddSeconds(seconds * 1.125), Decide(attempt, new(500, null), share: 0.5).RetryAt);
    }

    [Theory]
    [InlineData(200, CallbackResult.Succeeded)]
    [InlineData(299, CallbackResult.Succeeded)]
    [InlineData(199, CallbackResult.PutOff)]
    [InlineData(300, CallbackResult.PutOff)]
    [InlineData(410, CallbackResult.PutOff)]
    [InlineData(null, CallbackResult.PutOff)]
    public void Only_2xx_is_success(int? status, CallbackResult result) => Assert.Equal(result, Decide(1, new(status, null)).Attempt.Result);

    [Fact]
    public void It_is_given_up_where_the_next_call_would_be_too_late()
    {
        Assert.Equal(CallbackResult.PutOff, Decide(40, new(500, null), age: TimeSpan.FromHours(64)).Attempt.Result);
        Assert.Equal((CallbackResult.GivenUp, null), Decide(40, new(500, null), age: TimeSpan.FromHours(64.1)) is var outcome ? (outcome.Attempt.Result, outcome.RetryAt) : default);
        Assert.Equal(CallbackResult.Succeeded, Decide(40, new(200, null), age: TimeSpan.FromHours(80)).Attempt.Result);
    }

    [Fact]
    public void A_long_answer_is_kept_in_part() => Assert.Equal(1_000, Decide(1, new(200, new string('x', 5_000))).Attempt.Detail!.Length);

    [Fact]
    public void While_calls_fail_one_is_made_at_a_time_and_then_with_pauses_that_double()
    {
        var pace = EndpointPace.Full;
        Assert.Equal((8, 3), (pace.Room(0, 8, Now), pace.Room(5, 8, Now)));
        var pauses = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            pace = pace.After(false, Now, Now);
            pauses.Add((pace.PausedUntil - Now).TotalSeconds);
            Assert.Equal((1, 0), (pace.Room(0, 8, pace.PausedUntil), pace.Room(1, 8, pace.PausedUntil)));
        }

        Assert.Equal([0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300, 300], pauses);
        Assert.Equal(0, pace.Room(0, 8, Now.AddSeconds(299)));
        Assert.Same(EndpointPace.Full, pace.After(true, Now, Now));
    }

    [Fact]
    public void Calls_that_were_under_way_together_fail_as_one()
    {
        var pace = EndpointPace.Full.After(false, Now, Now.AddSeconds(10)).After(false, Now, Now.AddSeconds(11)).After(false, Now.AddSeconds(9), Now.AddSeconds(12));
        Assert.Equal(1, pace.Failures);
        Assert.Equal(2, pace.After(false, Now.AddSeconds(10), Now.AddSeconds(20)).Failures);
    }

    private static CallbackOutcome Decide(int attempt, CallbackReply reply, double share = 0, TimeSpan age = default)
    {
        var sender = EmailAddress.Parse("a@b.example");
        var due = new CallbackDue(new(1), default, sender, default, sender, sender.Domain, null, null, Now, new(default, 1, FactKind.Delivered, Now));
        return CallbackDecider.Decide(new(due, attempt - 1, 1, Now - age), reply, Now, TimeSpan.Zero, new(), share);
    }
}

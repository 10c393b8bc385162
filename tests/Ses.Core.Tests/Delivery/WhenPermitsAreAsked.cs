using System.Threading.RateLimiting;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Ses.Delivery;

namespace Ses.Core.Tests.Delivery;

public sealed class WhenPermitsAreAsked
{
    [Fact]
    public void No_sliding_second_ever_holds_more_than_the_rate() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[0, 400].Array[20, 300]).Sample((rate, pauses) =>
        {
            var time = new FakeTimeProvider();
            using var limiter = new GcraRateLimiter(rate, time: time);
            var granted = new List<DateTimeOffset>();
            foreach (var pause in pauses)
            {
                time.Advance(TimeSpan.FromMilliseconds(pause % 40));
                if (limiter.AttemptAcquire().IsAcquired)
                    granted.Add(time.GetUtcNow());
            }

            foreach (var start in granted)
                Assert.InRange(granted.Count(at => at >= start && at - start < TimeSpan.FromSeconds(1)), 1, rate);
        }, iter: 300);

    [Fact]
    public void A_refusal_says_when_to_ask_again_and_costs_nothing()
    {
        var time = new FakeTimeProvider();
        using var limiter = new GcraRateLimiter(permitsPerSecond: 2, time: time);
        Assert.True(limiter.AttemptAcquire().IsAcquired);
        for (var i = 0; i < 5; i++)
        {
            using var refused = limiter.AttemptAcquire();
            Assert.False(refused.IsAcquired);
            Assert.True(refused.TryGetMetadata(MetadataName.RetryAfter, out var wait));
            Assert.Equal(TimeSpan.FromMilliseconds(500), wait);
        }

        time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.True(limiter.AttemptAcquire().IsAcquired);
    }

    [Fact]
    public void To_ask_for_no_permit_is_a_question_and_takes_none()
    {
        var time = new FakeTimeProvider();
        using var limiter = new GcraRateLimiter(permitsPerSecond: 1, time: time);
        Assert.True(limiter.AttemptAcquire(0).IsAcquired);
        Assert.True(limiter.AttemptAcquire().IsAcquired);
        Assert.False(limiter.AttemptAcquire(0).IsAcquired);
    }

    [Fact]
    public void A_burst_may_go_at_once_after_a_pause_and_no_more()
    {
        var time = new FakeTimeProvider();
        using var limiter = new GcraRateLimiter(permitsPerSecond: 1, burst: 3, time);
        Assert.Equal(3, Enumerable.Range(0, 5).Count(_ => limiter.AttemptAcquire().IsAcquired));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, Enumerable.Range(0, 5).Count(_ => limiter.AttemptAcquire().IsAcquired));
    }

    [Fact]
    public void Less_than_one_a_second_is_one_in_several()
    {
        var time = new FakeTimeProvider();
        using var limiter = new GcraRateLimiter(permitsPerSecond: 0.1, time: time);
        Assert.True(limiter.AttemptAcquire().IsAcquired);
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(limiter.AttemptAcquire().IsAcquired);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(limiter.AttemptAcquire().IsAcquired);
    }

    [Fact]
    public void It_is_partitioned_by_the_platforms_own_means()
    {
        var time = new FakeTimeProvider();
        using var limiter = PartitionedRateLimiter.Create<string, string>(site => RateLimitPartition.Get(site, _ => new GcraRateLimiter(1, time: time)));
        Assert.True(limiter.AttemptAcquire("a").IsAcquired);
        Assert.False(limiter.AttemptAcquire("a").IsAcquired);
        Assert.True(limiter.AttemptAcquire("b").IsAcquired);
    }
}

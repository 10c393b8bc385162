using CsCheck;
using Ses.Delivery;

namespace Ses.Core.Tests.Delivery;

public sealed class WhenARetryIsPlanned
{
    [Fact]
    public void The_delay_is_the_schedule_s_and_up_to_the_jitter_later() =>
        Gen.Select(Gen.Int[-1, 50], Gen.Double[0, 0.999], Gen.Double[0, 1]).Sample((attempt, share, jitter) =>
        {
            var options = new DeliveryOptions { RetryJitter = jitter };
            var entry = options.RetrySchedule[Math.Clamp(attempt - 1, 0, 6)];
            var delay = RetrySchedule.DelayAfter(attempt, RetryClass.Temporary, options, share);
            Assert.InRange(delay, entry, entry * (1 + jitter));
            Assert.True(delay <= RetrySchedule.DelayAfter(attempt + 1, RetryClass.Temporary, options, share), "a later attempt waits at least as long");
        });

    [Fact]
    public void A_schedule_of_one_s_own_repeats_its_last_entry()
    {
        var options = new DeliveryOptions { RetryJitter = 0 };
        options.RetrySchedule.Clear();
        options.RetrySchedule.Add(TimeSpan.FromSeconds(1));
        options.RetrySchedule.Add(TimeSpan.FromSeconds(3));
        Assert.Equal([1, 3, 3, 3], Enumerable.Range(1, 4).Select(attempt => (int)RetrySchedule.DelayAfter(attempt, RetryClass.Temporary, options, 0.5).TotalSeconds));
    }
}

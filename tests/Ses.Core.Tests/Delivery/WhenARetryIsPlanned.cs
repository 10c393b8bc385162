using CsCheck;
using Ses.Delivery;

namespace Ses.Core.Tests.Delivery;

public sealed class WhenARetryIsPlanned
{
    public static TheoryData<RetryClass, int[]> Minutes => new()
    {
        { RetryClass.Temporary, [5, 15, 30, 60, 120, 240, 480, 480] },
        { RetryClass.Connection, [5, 15, 30, 60, 120, 240, 480, 480] },
        { RetryClass.Greylisting, [5, 15, 30, 60, 120, 240, 480, 480] },
        { RetryClass.Uncertain, [5, 15, 30, 60, 120, 240, 480, 480] },
        { RetryClass.MailboxFull, [60, 240, 480, 480] },
        { RetryClass.RateLimited, [15, 30, 60, 120, 240, 480, 480] },
    };

    [Theory]
    [MemberData(nameof(Minutes))]
    public void Each_class_has_its_schedule(RetryClass why, int[] minutes) =>
        Assert.Equal(minutes, Enumerable.Range(1, minutes.Length).Select(attempt => (int)RetrySchedule.DelayAfter(attempt, why, new() { RetryJitter = 0 }, 0.5).TotalMinutes));

    [Fact]
    public void The_delay_is_the_schedule_s_and_up_to_the_jitter_later() =>
        Gen.Select(Gen.Int[-1, 50], Gen.OneOf(Enum.GetValues<RetryClass>()), Gen.Double[0, 0.999], Gen.Double[0, 1]).Sample((attempt, why, share, jitter) =>
        {
            var options = new DeliveryOptions { RetryJitter = jitter };
            var schedule = options.RetrySchedules.TryGetValue(why, out var own) ? own : options.RetrySchedule;
            var entry = schedule[Math.Clamp(attempt - 1, 0, schedule.Count - 1)];
            var delay = RetrySchedule.DelayAfter(attempt, why, options, share);
            Assert.InRange(delay, entry, entry * (1 + jitter));
            Assert.True(delay <= RetrySchedule.DelayAfter(attempt + 1, why, options, share), "a later attempt waits at least as long");
        });

    [Fact]
    public void Schedules_of_one_s_own_repeat_their_last_entry_and_a_class_without_one_goes_by_the_default()
    {
        var options = new DeliveryOptions { RetryJitter = 0 };
        options.RetrySchedule.Clear();
        options.RetrySchedule.Add(TimeSpan.FromSeconds(1));
        options.RetrySchedule.Add(TimeSpan.FromSeconds(3));
        options.RetrySchedules.Clear();
        options.RetrySchedules[RetryClass.Greylisting] = [TimeSpan.FromSeconds(9)];
        Assert.Equal([1, 3, 3, 3], Seconds(RetryClass.MailboxFull));
        Assert.Equal([9, 9, 9, 9], Seconds(RetryClass.Greylisting));

        IEnumerable<int> Seconds(RetryClass why) => Enumerable.Range(1, 4).Select(attempt => (int)RetrySchedule.DelayAfter(attempt, why, options, 0.5).TotalSeconds);
    }

    [Theory]
    [InlineData("Postgrey", 450, "4.2.0", "<anna@example.net>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/example.net.html", SmtpPhase.Recipient, RetryClass.Greylisting)]
    [InlineData("milter-greylist", 451, "4.7.1", "Greylisting in action, please come back in 00:05:00", SmtpPhase.Recipient, RetryClass.Greylisting)]
    [InlineData("milter-greylist at the end of data", 451, "4.7.1", "Greylisting in action, please come back later", SmtpPhase.EndOfData, RetryClass.Greylisting)]
    [InlineData("rspamd", 451, "4.7.1", "Try again later", SmtpPhase.Recipient, RetryClass.Greylisting)]
    [InlineData("Exim", 451, null, "Temporary local problem - graylisted, please try again", SmtpPhase.Recipient, RetryClass.Greylisting)]
    [InlineData("Google, full", 452, "4.2.2", "The email account that you tried to reach is over quota.", SmtpPhase.Recipient, RetryClass.MailboxFull)]
    [InlineData("Dovecot, full", 452, null, "Quota exceeded (mailbox for user is full)", SmtpPhase.EndOfData, RetryClass.MailboxFull)]
    [InlineData("Too many recipients, without a reason", 552, null, "too many", SmtpPhase.Recipient, RetryClass.Temporary)]
    [InlineData("A full server is no full mailbox", 452, "4.3.1", "Insufficient system storage", SmtpPhase.MailFrom, RetryClass.Temporary)]
    [InlineData("Google, rate", 421, "4.7.28", "Our system has detected an unusual rate of unsolicited mail originating from your IP address.", SmtpPhase.EndOfData, RetryClass.RateLimited)]
    [InlineData("Microsoft, busy", 451, "4.7.500", "Server busy. Please try again later.", SmtpPhase.Recipient, RetryClass.RateLimited)]
    [InlineData("Yahoo, at the connection", 421, "4.7.0", "[TSS04] Messages from 192.0.2.10 temporarily deferred due to unexpected volume or user complaints", SmtpPhase.Connect, RetryClass.RateLimited)]
    [InlineData("A refused connection", 554, null, "no", SmtpPhase.Connect, RetryClass.Connection)]
    [InlineData("TLS not now", 454, null, "TLS not available", SmtpPhase.StartTls, RetryClass.Connection)]
    [InlineData("Postfix", 451, "4.3.0", "<anna@example.net>: Temporary lookup failure", SmtpPhase.Recipient, RetryClass.Temporary)]
    [InlineData("Nobody", 450, null, "", SmtpPhase.Recipient, RetryClass.Temporary)]
    public void The_class_is_read_from_code_text_and_phase(string who, int code, string? enhanced, string text, SmtpPhase phase, RetryClass expected) =>
        Assert.True(expected == RetrySchedule.ClassOf(new(code, enhanced, text), phase), $"{who}: {RetrySchedule.ClassOf(new(code, enhanced, text), phase)}");
}

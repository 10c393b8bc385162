using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Tests.Delivery;

public sealed class WhenMailIsUrgent
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_stands_behind_no_more_than_two_attempts_of_bulk_mail(ulong seed)
    {
        using var world = new SmallWorld(options => options.Delivery.MaxConcurrency = 4, seed);
        for (var i = 0; i < 8; i++)
            world.Send(SmallWorld.Letter([.. Enumerable.Range(0, 50).Select(j => $"r{i}-{j}@d{j % 5}.example")]) with { Stream = MailStream.Marketing });
        world.Start();
        SendUrgentMail(world);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Nor_behind_what_could_begin_while_it_is_stored_and_found(ulong seed)
    {
        using var world = new SmallWorld(options => options.Delivery.MaxConcurrency = 4, seed);
        for (var i = 0; i < 16; i++)
            world.Send(SmallWorld.Letter([.. Enumerable.Range(0, 50).Select(j => $"r{i}-{j}@d{j % 5}.example")]) with { Stream = MailStream.Marketing });
        world.World.Servers.LongestAttempt = TimeSpan.FromMilliseconds(4);
        world.World.StoreFaults = new(0, 0, TimeSpan.FromMilliseconds(8));
        world.Start();
        SendUrgentMail(world);
    }

    private static void SendUrgentMail(SmallWorld world)
    {
        var attempts = world.World.Servers.Attempts;
        for (var i = 0; i < 12; i++)
        {
            // The node's hand is full with bulk mail, and all its workers are busy with it.
            var more = attempts.Count + 17;
            Assert.True(world.World.RunUntil(() => attempts.Count >= more));
            var urgent = EmailAddress.Parse($"urgent{i}@d1.example");
            world.Send(urgent.ToString());
            var begun = attempts.Count;
            Assert.True(world.World.RunUntil(() => attempts.Any(attempt => attempt.Recipient.Equals(urgent))));
            Assert.InRange(attempts.Count - 1 - begun, 0, 2);
        }
    }
}

using Ses.Ledger;
using Ses.Sending;

namespace Ses.Tests.Delivery;

public sealed class WhenAddressesAreBlocked
{
    [Fact]
    public void An_address_that_does_not_exist_is_blocked_by_itself_for_180_days_and_for_every_account()
    {
        using var world = new SmallWorld();
        world.SendAndDeliver(SmallWorld.Letter("bounce@a.example"));
        var entry = world.Ask(client => client.Blocklists.FindAsync("BOUNCE@a.example"))!;
        Assert.Equal(BlockReason.InvalidAddress, entry.Reason);
        Assert.Equal(TimeSpan.FromDays(180), entry.ExpiresAt - entry.At);
        Assert.Contains("no such mailbox", entry.Remark, StringComparison.Ordinal);

        var receipt = world.Send("bounce@a.example");
        Assert.Equal((RecipientOutcome.Refused, SesErrorCode.RecipientBlocked), (receipt.Recipients[0].Outcome, receipt.Recipients[0].Reason));
        Assert.Equal((2L, 1L, 1L, 1L), (world.Total().Requests, world.Total().Rejected, world.Total().Sends, world.Total().InvalidAddresses));

        // Others learn that it is blocked, and not by whose mail.
        var other = world.Client.ForAccount(new("other"));
        var theirs = world.World.Run(() => other.Blocklists.FindAsync("bounce@a.example"))!;
        Assert.Equal(("other", null), (theirs.Account.Value, theirs.Remark));
        Assert.Empty(world.World.Run(() => other.Blocklists.ListAsync(BlockReason.InvalidAddress)).Items);

        world.Node.Stop();
        world.World.RunFor(TimeSpan.FromDays(181));
        Assert.Null(world.Ask(client => client.Blocklists.FindAsync("bounce@a.example")));
    }

    [Theory]
    [InlineData("spam@a.example")]
    [InlineData("full@a.example")]
    public void A_server_that_refuses_for_another_reason_blocks_nobody(string to)
    {
        using var world = new SmallWorld();
        world.SendAndDeliver(SmallWorld.Letter(to));
        Assert.Null(world.Ask(client => client.Blocklists.FindAsync(to)));
        Assert.Equal(RecipientOutcome.Queued, world.Send(to).Recipients[0].Outcome);
    }

    [Fact]
    public void Blocked_by_hand_they_get_nothing_until_the_entry_expires_or_is_removed()
    {
        using var world = new SmallWorld();
        Assert.Equal(2, world.Ask(client => client.Blocklists.BlockAsync(["ada@a.example", "bob@b.example"], world.Now + TimeSpan.FromDays(1), "left")));
        Assert.Equal(0, world.Ask(client => client.Blocklists.BlockAsync(["Ada@a.example"], world.Now + TimeSpan.FromDays(1))));
        Assert.Equal(2, world.Ask(client => client.Blocklists.ListAsync(BlockReason.Custom)).Total);
        Assert.Equal(1, world.Ask(client => client.Blocklists.RemoveAsync(["bob@b.example", "nobody@b.example"], BlockReason.Custom)));
        Assert.Equal([RecipientOutcome.Refused, RecipientOutcome.Queued], world.Send("ada@a.example", "bob@b.example").Recipients.Select(recipient => recipient.Outcome));
        world.World.RunFor(TimeSpan.FromDays(1.1));
        Assert.Equal(RecipientOutcome.Queued, world.Send("ada@a.example").Recipients[0].Outcome);
    }

    [Fact]
    public void What_is_queued_already_is_dropped_before_its_next_attempt()
    {
        using var world = new SmallWorld();
        var receipt = world.Send("greylist@a.example");
        world.Start();
        Assert.True(world.World.RunUntil(() => world.Delivery(receipt, "greylist@a.example").Attempts == 1));
        world.Ask(client => client.Blocklists.BlockAsync(["greylist@a.example"]));
        world.Deliver(receipt);
        Assert.Equal(DeliveryState.Dropped, world.Delivery(receipt, "greylist@a.example").State);
        Assert.Single(world.World.Servers.Attempts);
        Assert.Equal((1L, 1L, 0L), (world.Total().Requests, world.Total().Rejected, world.Total().Sends));
    }

    [Fact]
    public void Addresses_that_are_none_are_named_by_their_place()
    {
        using var world = new SmallWorld();
        Assert.Equal(["addresses[1]", "addresses[2]"], Refused.Fields(() => world.Ask(client => client.Blocklists.BlockAsync(["ada@a.example", "x", ""]))));
        Assert.Empty(world.Ask(client => client.Blocklists.ListAsync(BlockReason.Custom)).Items);
        Assert.Equal(["address"], Refused.Fields(() => world.Ask(client => client.Blocklists.FindAsync("x"))));
        Assert.Equal(["senderDomain"], Refused.Fields(() => world.Ask(client => client.Blocklists.FindAsync("ada@a.example", "x"))));
    }
}

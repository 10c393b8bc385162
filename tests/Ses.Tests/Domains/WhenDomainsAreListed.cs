using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Tests.Domains;

public sealed class WhenDomainsAreListed
{
    [Fact]
    public void A_page_has_the_total_and_goes_on_where_it_ended()
    {
        using var world = new SmallWorld(withDomain: false);
        foreach (var name in new[] { "c.example", "a.example", "b.example" })
            world.Ask(client => client.Domains.CreateAsync(name));

        var first = world.Ask(client => client.Domains.ListAsync(page: new(Size: 2)));
        Assert.Equal(["a.example", "b.example"], first.Items.Select(domain => domain.Name.Value));
        Assert.Equal(3, first.Total);
        // A domain that comes in between moves no page.
        world.Ask(client => client.Domains.CreateAsync("aa.example"));
        var second = world.Ask(client => client.Domains.ListAsync(page: new PageRequest(first.Continuation, 2)));
        Assert.Equal(["c.example"], second.Items.Select(domain => domain.Name.Value));
        Assert.Null(second.Continuation);
    }

    [Fact]
    public void A_part_of_the_name_finds_it_in_any_case()
    {
        using var world = new SmallWorld(withDomain: false);
        foreach (var name in new[] { "shop.example", "news.shop.example", "blog.example" })
            world.Ask(client => client.Domains.CreateAsync(name));
        var found = world.Ask(client => client.Domains.ListAsync("SHOP"));
        Assert.Equal((2, 2L), (found.Items.Count, found.Total));
    }

    [Fact]
    public void A_deleted_one_is_gone_and_may_be_created_anew()
    {
        using var world = new SmallWorld();
        world.Ask(client => client.Domains.DeleteAsync("news.example"));
        Assert.Null(world.Ask(client => client.Domains.FindAsync("news.example")));
        Assert.Equal(SesErrorCode.DomainNotFound, Refused.By(() => world.Ask(client => client.Domains.DeleteAsync("news.example"))).Code);
        Assert.Equal(SesErrorCode.DomainNotFound, Refused.By(() => world.Ask(client => client.Domains.VerifyAsync("news.example"))).Code);
        Assert.NotNull(world.Ask(client => client.Domains.CreateAsync("news.example")));
    }

    [Fact]
    public void One_with_addresses_is_not_deleted()
    {
        using var world = new SmallWorld();
        world.Ask(client => client.Addresses.CreateAsync("editor@news.example"));
        var error = Refused.By(() => world.Ask(client => client.Domains.DeleteAsync("news.example")));
        Assert.Equal(SesErrorCode.InvalidState, error.Code);
        Assert.Contains("1 sender address", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_queued_for_a_deleted_one_is_dropped_and_says_why()
    {
        using var world = new SmallWorld();
        var receipt = world.Send("ada@reader.example");
        world.Ask(client => client.Domains.DeleteAsync("news.example"));
        world.Deliver(receipt);
        var delivery = world.Delivery(receipt, "ada@reader.example");
        Assert.Equal(DeliveryState.Dropped, delivery.State);
        Assert.Contains("was deleted", delivery.LastReply!.Text, StringComparison.Ordinal);
        Assert.Empty(world.World.Servers.Attempts);
    }
}

using Ses.Ledger;

namespace Ses.Tests.Addresses;

public sealed class WhenASenderAddressIsKept
{
    [Fact]
    public void It_needs_a_domain_of_the_account_that_is_verified()
    {
        using var world = new SmallWorld();
        world.Ask(client => client.Domains.CreateAsync("later.example"));
        var foreign = Refused.By(() => world.Ask(client => client.Addresses.CreateAsync("a@foreign.example")));
        var pending = Refused.By(() => world.Ask(client => client.Addresses.CreateAsync("a@later.example")));
        Assert.Equal((SesErrorCode.DomainNotFound, SesErrorCode.DomainNotVerified), (foreign.Code, pending.Code));
        Assert.Contains("client.Domains.CreateAsync(\"foreign.example\")", foreign.Message, StringComparison.Ordinal);
        Assert.Contains("client.Domains.VerifyAsync(\"later.example\")", pending.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_domain_has_ten_at_most_and_the_refusal_names_the_option()
    {
        using var world = new SmallWorld();
        for (var i = 0; i < 10; i++)
            world.Ask(client => client.Addresses.CreateAsync($"a{i}@news.example"));
        var error = Refused.By(() => world.Ask(client => client.Addresses.CreateAsync("a10@news.example")));
        Assert.Equal(SesErrorCode.LimitExceeded, error.Code);
        Assert.Contains("Addresses.MaxPerDomain", error.Message, StringComparison.Ordinal);
        world.Ask(client => client.Addresses.DeleteAsync("a3@news.example"));
        Assert.Equal("a10@news.example", world.Ask(client => client.Addresses.CreateAsync("a10@news.example")).Address.ToString());
    }

    [Fact]
    public void It_is_found_listed_renamed_and_deleted()
    {
        using var world = new SmallWorld();
        world.Verify("shop.example");
        world.Ask(client => client.Addresses.CreateAsync("Editor@news.example", "  The Editor "));
        world.Ask(client => client.Addresses.CreateAsync("orders@shop.example"));

        Assert.Equal("The Editor", world.Ask(client => client.Addresses.FindAsync("editor@NEWS.example"))!.DisplayName);
        Assert.Equal(SesErrorCode.AlreadyExists, Refused.By(() => world.Ask(client => client.Addresses.CreateAsync("editor@news.example"))).Code);
        Assert.Equal(2, world.Ask(client => client.Addresses.ListAsync()).Total);
        Assert.Equal("orders@shop.example", Assert.Single(world.Ask(client => client.Addresses.ListAsync("shop.example")).Items).Address.ToString());
        Assert.Null(world.Ask(client => client.Addresses.UpdateAsync("editor@news.example", null)).DisplayName);
        Assert.Null(world.Ask(client => client.Addresses.FindAsync("editor@news.example"))!.DisplayName);

        world.Ask(client => client.Addresses.DeleteAsync("editor@news.example"));
        Assert.Null(world.Ask(client => client.Addresses.FindAsync("editor@news.example")));
        Assert.Equal(SesErrorCode.NotFound, Refused.By(() => world.Ask(client => client.Addresses.DeleteAsync("editor@news.example"))).Code);
        Assert.Equal(SesErrorCode.NotFound, Refused.By(() => world.Ask(client => client.Addresses.UpdateAsync("editor@news.example", "x"))).Code);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        using var world = new SmallWorld();
        Assert.Equal(["address", "displayName"], Refused.Fields(() => world.Ask(client => client.Addresses.CreateAsync("not an address", "Name\r\nBcc: x@y.example"))));
        Assert.Equal(["address"], Refused.Fields(() => world.Ask(client => client.Addresses.FindAsync("nobody"))));
        Assert.Equal(["address"], Refused.Fields(() => world.Ask(client => client.Addresses.DeleteAsync("nobody"))));
        Assert.Equal(["domain"], Refused.Fields(() => world.Ask(client => client.Addresses.ListAsync("no domain"))));
    }

    [Fact]
    public void Its_name_is_shown_unless_the_request_gives_another()
    {
        using var world = new SmallWorld();
        world.Ask(client => client.Addresses.CreateAsync("editor@news.example", "The Harbour Letter"));
        world.SendAndDeliver(SmallWorld.Letter("ada@reader.example"));
        world.SendAndDeliver(SmallWorld.Letter("bob@reader.example") with { From = "Someone else <editor@news.example>" });
        Assert.Equal("\"The Harbour Letter\" <editor@news.example>", world.MailTo("ada@reader.example").From.ToString());
        Assert.Equal("\"Someone else\" <editor@news.example>", world.MailTo("bob@reader.example").From.ToString());
    }

    [Fact]
    public void Deleted_it_takes_nothing_back_that_was_accepted()
    {
        using var world = new SmallWorld();
        world.Ask(client => client.Addresses.CreateAsync("editor@news.example", "The Editor"));
        var receipt = world.Send("ada@reader.example");
        world.Ask(client => client.Addresses.DeleteAsync("editor@news.example"));
        world.Deliver(receipt);
        Assert.Equal(DeliveryState.Delivered, world.Delivery(receipt, "ada@reader.example").State);
        Assert.Equal("The Editor", Assert.IsType<MimeKit.MailboxAddress>(world.MailTo("ada@reader.example").From[0]).Name);
    }
}

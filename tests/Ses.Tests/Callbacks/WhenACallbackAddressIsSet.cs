using Ses.Ledger;

namespace Ses.Tests.Callbacks;

public sealed class WhenACallbackAddressIsSet : IDisposable
{
    private readonly CallbackWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void The_accounts_is_empty_at_first_and_then_viewed_changed_and_cleared()
    {
        Assert.Null(_world.Small.Ask(client => client.Callbacks.FindAsync()));
        Assert.Equal((CallbackWorld.Url, CallbackEvents.All, null), _world.Set() is var set ? (set.Url, set.Events, set.Sender) : default);
        Assert.Equal(CallbackWorld.Other, _world.Set(CallbackWorld.Other, CallbackEvents.Bounced).Url);
        Assert.Equal((CallbackWorld.Other, CallbackEvents.Bounced, set.Id), _world.Endpoint() is var changed ? (changed.Url, changed.Events, changed.Id) : default);
        _world.Small.Ask(client => client.Callbacks.DeleteAsync());
        Assert.Null(_world.Small.Ask(client => client.Callbacks.FindAsync()));
        Assert.Contains("client.Callbacks.SetAsync", Refused.By(() => _world.Small.Ask(client => client.Callbacks.DeleteAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sender_address_has_one_that_is_created_listed_edited_and_deleted()
    {
        _world.Create(SmallWorld.Sender);
        _world.Set();
        Assert.Equal([null, SmallWorld.Sender], _world.Small.Ask(client => client.Callbacks.ListAsync()).Items.Select(endpoint => endpoint.Sender?.ToString()));
        Assert.Equal("https://new.example/", _world.Small.Ask(client => client.Callbacks.UpdateAsync(SmallWorld.Sender, "https://new.example/")).Url);
        Assert.Equal("https://new.example/", _world.Endpoint("Editor@news.example").Url);
        _world.Small.Ask(client => client.Callbacks.DeleteAsync(SmallWorld.Sender));
        Assert.Equal(1, _world.Small.Ask(client => client.Callbacks.ListAsync()).Total);
        Assert.Equal(SesErrorCode.NotFound, Refused.By(() => _world.Small.Ask(client => client.Callbacks.UpdateAsync(SmallWorld.Sender, CallbackWorld.Url))).Code);
    }

    [Fact]
    public void A_second_one_for_an_address_is_refused_and_one_for_a_strangers_too()
    {
        _world.Create(SmallWorld.Sender);
        var second = Refused.By(() => _world.Small.Ask(client => client.Callbacks.CreateAsync(SmallWorld.Sender, CallbackWorld.Url)));
        Assert.Equal(SesErrorCode.AlreadyExists, second.Code);
        Assert.Contains("client.Callbacks.UpdateAsync(\"editor@news.example\", url)", second.Message, StringComparison.Ordinal);
        var stranger = Refused.By(() => _world.Small.Ask(client => client.Callbacks.CreateAsync("nobody@news.example", CallbackWorld.Url)));
        Assert.Equal(SesErrorCode.NotFound, stranger.Code);
        Assert.Contains("client.Addresses.CreateAsync(\"nobody@news.example\")", stranger.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_stays_when_the_address_is_deleted_so_that_mail_under_way_is_told()
    {
        _world.Create(SmallWorld.Sender);
        var receipt = _world.Small.Send("ada@reader.example");
        _world.Small.Ask(client => client.Addresses.DeleteAsync(SmallWorld.Sender));
        _world.Small.Deliver(receipt);
        _world.RunUntilCalls(1);
        Assert.Equal(["delivered ada@reader.example"], _world.Told);
        _world.Small.Ask(client => client.Callbacks.DeleteAsync(SmallWorld.Sender));
    }

    [Fact]
    public void Accounts_have_their_own()
    {
        _world.Set();
        var other = _world.Small.Client.ForAccount(new("other"));
        Assert.Null(_world.Small.World.Run(() => other.Callbacks.FindAsync()));
        _world.Small.World.Run(() => other.Callbacks.SetAsync(CallbackWorld.Other));
        Assert.Equal(CallbackWorld.Url, _world.Endpoint().Url);
    }

    [Theory]
    [InlineData("http://hooks.example/")]
    [InlineData("https://hooks.example:443/a")]
    [InlineData("https://hooks.example:8080/a?b=c")]
    [InlineData("http://hooks.example:8081")]
    [InlineData("http://hooks.example:8082")]
    [InlineData("https://почта.example/")]
    [InlineData("https://8.8.8.8/")]
    [InlineData(" https://[2606:4700::1111]:8080/ ")]
    public void A_real_url_on_a_port_of_the_list_is_taken(string url) => Assert.Equal(url.Trim(), _world.Set(url).Url);

    [Theory]
    [InlineData("", "a URL is expected")]
    [InlineData("hooks.example/a", "no URL with http or https")]
    [InlineData("ftp://hooks.example/", "no URL with http or https")]
    [InlineData("https://", "no URL with http or https")]
    [InlineData("https://hooks.example:8443/", "o.Callbacks.Ports.Add(8443)")]
    [InlineData("https://user:pass@hooks.example/", "not sent")]
    [InlineData("https://hooks.example/#part", "fragment")]
    [InlineData("http://localhost/", "AllowPrivateHosts")]
    [InlineData("http://printer.local/", "AllowPrivateHosts")]
    [InlineData("http://intranet/", "no host in the public DNS")]
    [InlineData("http://127.0.0.1/", "a loopback address")]
    [InlineData("http://2130706433/", "a loopback address")]
    [InlineData("http://0x7f.1/", "a loopback address")]
    [InlineData("http://[::ffff:10.0.0.1]/", "a private address")]
    [InlineData("http://169.254.169.254/latest/meta-data/", "a link-local address")]
    [InlineData("http://[fd00::1]/", "a private address")]
    public void Any_other_is_refused_with_its_rule(string url, string rule)
    {
        var error = Assert.Single(Refused.Errors(() => _world.Set(url)));
        Assert.Equal("url", error.Field);
        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
        Assert.Null(_world.Small.Ask(client => client.Callbacks.FindAsync()));
    }

    [Fact]
    public void Options_narrow_the_ports_to_the_guides_and_widen_them_and_the_hosts()
    {
        using var guide = new CallbackWorld(options => options.Callbacks.OnlyGuidePorts = true);
        guide.Set("https://hooks.example:8080/");
        Assert.Contains("443 is not among 8080, 8081, 8082", Refused.By(() => guide.Set()).Message, StringComparison.Ordinal);

        using var wide = new CallbackWorld(options =>
        {
            options.Callbacks.Ports.Add(9000);
            options.Callbacks.AllowPrivateHosts = true;
        });
        Assert.Equal("http://hooks:9000/", wide.Set("http://hooks:9000/").Url);
    }

    [Fact]
    public void An_endpoint_that_wants_nothing_is_refused() =>
        Assert.Equal(["events"], Refused.Fields(() => _world.Set(events: CallbackEvents.None)));

    [Fact]
    public void Its_secret_lies_sealed_and_is_shown_and_renewed()
    {
        var endpoint = _world.Set();
        var secret = _world.Small.Ask(client => client.Callbacks.GetSecretAsync());
        Assert.StartsWith("sescb_", secret, StringComparison.Ordinal);
        var renewed = _world.Small.Ask(client => client.Callbacks.RotateSecretAsync());
        Assert.NotEqual(secret, renewed);
        Assert.Equal(renewed, _world.Small.Ask(client => client.Callbacks.GetSecretAsync()));
        Assert.Equal([(2, null), (1, _world.Small.Now.AddHours(24))], _world.Endpoint().Keys.Select(key => (key.Id, key.RetiresAt)));
        Assert.Equal(endpoint.Url, _world.Endpoint().Url);
    }
}

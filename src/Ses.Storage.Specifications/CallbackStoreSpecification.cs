using Ses.Callbacks;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.Specifications;

/// <summary>Callback endpoints: <see cref="ICallbackStore"/>.</summary>
public abstract class CallbackStoreSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    private static readonly AccountId Other = new("other");

    [Fact]
    public async Task An_endpoint_comes_back_as_it_was_stored_under_the_next_number()
    {
        var own = await AddAsync(null);
        var sender = await AddAsync("news@shop.example");
        var disabled = await AddAsync(null, Other);
        Assert.Equal([1, 2, 3], new[] { own, sender, disabled }.Select(endpoint => endpoint.Id.Value));

        Same(SampleCallbacks.Endpoint(Now) with { Id = new(1) }, await Storage.Callbacks.FindAsync(default, null, Token));
        Same(sender, await Storage.Callbacks.FindAsync(default, EmailAddress.Parse("NEWS@shop.example"), Token));
        Same(disabled, await Storage.Callbacks.FindAsync(Other, null, Token));
        Assert.Null(await Storage.Callbacks.FindAsync(default, EmailAddress.Parse("other@shop.example"), Token));
        Assert.Null(await Storage.Callbacks.FindAsync(Other, EmailAddress.Parse("news@shop.example"), Token));
    }

    [Fact]
    public async Task There_is_one_of_the_account_and_one_of_each_sender_address()
    {
        await AddAsync(null);
        await AddAsync("news@shop.example");
        Assert.Null(await Storage.Callbacks.AddAsync(SampleCallbacks.Endpoint(Now), Token));
        Assert.Null(await Storage.Callbacks.AddAsync(SampleCallbacks.Endpoint(Now, EmailAddress.Parse("News@shop.example")), Token));
        Assert.Equal(3, (await AddAsync("other@shop.example")).Id.Value);
    }

    [Fact]
    public async Task An_update_counts_and_fits_only_the_version_and_the_endpoint_it_was_made_for()
    {
        var endpoint = await AddAsync("news@shop.example");
        var changed = endpoint with { Url = "http://new.example:8080/", Events = CallbackEvents.Clicked, Exhausted = 4, DisabledAt = Now, DisabledReason = "too many" };
        Assert.True(await Storage.Callbacks.UpdateAsync(changed, Token));
        Assert.False(await Storage.Callbacks.UpdateAsync(changed, Token));
        Same(changed with { Version = 1 }, await Storage.Callbacks.FindAsync(default, endpoint.Sender, Token));

        Assert.True(await Storage.Callbacks.RemoveAsync(default, endpoint.Sender, Token));
        Assert.False(await Storage.Callbacks.UpdateAsync(changed with { Version = 1 }, Token));
        var again = await AddAsync("news@shop.example");
        Assert.Equal(2, again.Id.Value);
        Assert.False(await Storage.Callbacks.UpdateAsync(changed with { Version = 0 }, Token));
    }

    [Fact]
    public async Task Pages_have_the_accounts_own_first_and_then_sender_addresses_by_domain()
    {
        foreach (var sender in new[] { "zoe@a.example", null, "adam@b.example", "adam@a.example" })
            await AddAsync(sender);
        await AddAsync("adam@a.example", Other);

        var all = await PagesAsync(1, page => Storage.Callbacks.ListAsync(default, page, Token));
        Assert.Equal([null, "adam@a.example", "zoe@a.example", "adam@b.example"], all.Select(endpoint => endpoint.Sender?.ToString()));
        Assert.Equal(4, (await Storage.Callbacks.ListAsync(default, PageRequest.First, Token)).Total);
    }

    [Fact]
    public async Task A_removed_one_is_gone()
    {
        await AddAsync(null);
        Assert.False(await Storage.Callbacks.RemoveAsync(Other, null, Token));
        Assert.True(await Storage.Callbacks.RemoveAsync(default, null, Token));
        Assert.False(await Storage.Callbacks.RemoveAsync(default, null, Token));
        Assert.Empty((await Storage.Callbacks.ListAsync(default, PageRequest.First, Token)).Items);
    }

    [Fact]
    public async Task Of_eight_who_create_one_at_once_one_does()
    {
        var doors = await ConnectAsync(8);
        var added = await AtOnceAsync(8, async number => await doors[number].Callbacks.AddAsync(SampleCallbacks.Endpoint(Now), Token));
        Assert.Equal(1, Assert.Single(added, endpoint => endpoint is not null)!.Id.Value);
    }

    private async Task<CallbackEndpoint> AddAsync(string? sender, AccountId account = default)
    {
        var added = await Storage.Callbacks.AddAsync(SampleCallbacks.Endpoint(Now, sender is null ? null : EmailAddress.Parse(sender), account), Token);
        Assert.NotNull(added);
        return added;
    }
}

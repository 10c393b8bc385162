using Ses.Addresses;
using Ses.Primitives;

namespace Ses.Storage.Specifications;

/// <summary>Sender addresses: <see cref="IAddressStore"/>.</summary>
public abstract class AddressStoreSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    private static readonly AccountId Other = new("other");

    [Fact]
    public async Task An_address_comes_back_as_it_was_stored()
    {
        SenderAddress[] addresses =
        [
            Address("News@shop.example") with { DisplayName = "The «Shop» 🛒, \"Ltd\"" },
            Address("новости@shop.example") with { DisplayName = "" },
            Address("\"two words\"@shop.example"),
            Address($"{new string('l', 64)}@{new string('d', 63)}.{new string('e', 63)}.{new string('f', 53)}.example"),
        ];
        foreach (var address in addresses)
        {
            Assert.Equal(AddAddressResult.Added, await AddAsync(address));
            var stored = await FindAsync(address.Address.ToString());
            Same(address, stored);
            Assert.Equal(address.Address.LocalPart, stored!.Address.LocalPart);
        }
    }

    [Fact]
    public async Task An_address_exists_once_in_an_account_in_whatever_case()
    {
        await AddAsync(Address("News@shop.example") with { DisplayName = "first" });

        Assert.Equal(AddAddressResult.Exists, await AddAsync(Address("news@shop.example")));
        Assert.Equal(AddAddressResult.Exists, await AddAsync(Address("\"news\"@shop.example")));
        Assert.Equal(AddAddressResult.Added, await AddAsync(Address("news@shop.example") with { Account = Other }));
        Assert.Equal("first", (await FindAsync("NEWS@shop.example"))!.DisplayName);
        Assert.Null(await FindAsync("new@shop.example"));
        Assert.Null(await FindAsync("news@sub.shop.example"));
    }

    [Fact]
    public async Task A_domain_has_as_many_addresses_as_it_may_have()
    {
        for (var i = 0; i < 3; i++)
            Assert.Equal(AddAddressResult.Added, await AddAsync(Address($"a{i}@shop.example"), max: 3));

        Assert.Equal(AddAddressResult.Full, await AddAsync(Address("a3@shop.example"), max: 3));
        Assert.Equal(AddAddressResult.Exists, await AddAsync(Address("a2@shop.example"), max: 3));
        Assert.Equal(AddAddressResult.Added, await AddAsync(Address("a3@other.example"), max: 3));
        Assert.Equal(AddAddressResult.Added, await AddAsync(Address("a3@shop.example") with { Account = Other }, max: 3));
        Assert.True(await Storage.Addresses.RemoveAsync(default, EmailAddress.Parse("a0@shop.example"), Token));
        Assert.Equal(AddAddressResult.Added, await AddAsync(Address("a3@shop.example"), max: 3));
    }

    [Fact]
    public async Task Eight_who_add_at_once_do_not_fill_a_domain_beyond_its_limit()
    {
        var doors = await ConnectAsync(8);
        var results = (await AtOnceAsync(8, async number =>
        {
            var mine = new List<AddAddressResult>();
            for (var i = 0; i < 3; i++)
                mine.Add(await doors[number].Addresses.AddAsync(Address($"a{number}-{i}@shop.example"), 10, Token));
            return mine;
        })).SelectMany(mine => mine).ToList();

        Assert.Equal((10, 14), (results.Count(result => result == AddAddressResult.Added), results.Count(result => result == AddAddressResult.Full)));
        Assert.Equal(10, (await Storage.Addresses.ListAsync(default, null, PageRequest.First, Token)).Total);
    }

    [Fact]
    public async Task An_update_changes_the_name_that_recipients_see_and_nothing_else()
    {
        var address = Address("News@shop.example") with { DisplayName = "before" };
        await AddAsync(address);

        Assert.True(await Storage.Addresses.UpdateAsync(address with { Address = EmailAddress.Parse("news@shop.example"), DisplayName = "after", CreatedAt = Now.AddDays(1) }, Token));
        Same(address with { DisplayName = "after" }, await FindAsync("news@shop.example"));
        Assert.True(await Storage.Addresses.UpdateAsync(address with { DisplayName = null }, Token));
        Assert.Null((await FindAsync("news@shop.example"))!.DisplayName);
        Assert.False(await Storage.Addresses.UpdateAsync(Address("unknown@shop.example"), Token));
        Assert.False(await Storage.Addresses.UpdateAsync(address with { Account = Other }, Token));
    }

    [Fact]
    public async Task An_address_that_was_removed_is_gone()
    {
        await AddAsync(Address("News@shop.example"));
        await AddAsync(Address("News@shop.example") with { Account = Other });

        Assert.True(await Storage.Addresses.RemoveAsync(default, EmailAddress.Parse("news@shop.example"), Token));
        Assert.False(await Storage.Addresses.RemoveAsync(default, EmailAddress.Parse("news@shop.example"), Token));
        Assert.Null(await FindAsync("news@shop.example"));
        Assert.Equal(1, (await Storage.Addresses.ListAsync(Other, null, PageRequest.First, Token)).Total);
    }

    [Fact]
    public async Task Addresses_are_listed_by_domain_and_prefix_and_paged_by_them()
    {
        foreach (var text in new[] { "c@b.example", "B@b.example", "z@a.example", "a@b.example", "a@c.example" })
            await AddAsync(Address(text));
        await AddAsync(Address("x@b.example") with { Account = Other });

        Assert.Equal(["z@a.example", "a@b.example", "B@b.example", "c@b.example", "a@c.example"], await PageThroughAsync(null, size: 2));
        Assert.Equal(["a@b.example", "B@b.example", "c@b.example"], await PageThroughAsync("b.example", size: 1));
        Assert.Equal([], await PageThroughAsync("example.org", size: 5));
        Assert.Equal(3, (await Storage.Addresses.ListAsync(default, DomainName.Parse("b.example"), new(Size: 1), Token)).Total);
    }

    [Fact]
    public async Task Pages_of_addresses_do_not_move_when_others_come_and_go()
    {
        for (var i = 0; i < 17; i++)
            await AddAsync(Address($"m{i:00}@shop.example"));

        var seen = await PagesAsync(4, page => Storage.Addresses.ListAsync(default, null, page, Token), async count =>
        {
            await AddAsync(Address($"a{count}@shop.example"));
            await Storage.Addresses.RemoveAsync(default, EmailAddress.Parse($"m{count - 1:00}@shop.example"), Token);
        });

        Assert.Equal(Enumerable.Range(0, 17).Select(i => $"m{i:00}"), seen.Select(address => address.Address.LocalPart));
    }

    private SenderAddress Address(string text) => new(AccountId.Default, EmailAddress.Parse(text), null, Now);

    private ValueTask<AddAddressResult> AddAsync(SenderAddress address, int max = 100) => Storage.Addresses.AddAsync(address, max, Token);

    private ValueTask<SenderAddress?> FindAsync(string text) => Storage.Addresses.FindAsync(AccountId.Default, EmailAddress.Parse(text), Token);

    private async Task<IEnumerable<string>> PageThroughAsync(string? domain, int size) =>
        (await PagesAsync(size, page => Storage.Addresses.ListAsync(default, domain is null ? null : DomainName.Parse(domain), page, Token))).Select(address => address.Address.ToString());
}

using Ses.Domains;
using Ses.Primitives;

namespace Ses.Storage.Specifications;

/// <summary>Sender domains: <see cref="IDomainStore"/>.</summary>
public abstract class DomainStoreSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    private static readonly AccountId Other = new("other");

    [Fact]
    public async Task A_domain_comes_back_as_it_was_stored()
    {
        var domain = Domain("xn--e1afmkfd.example") with
        {
            Status = DomainStatus.Lost,
            Records =
            [
                new(DomainRecordPurpose.Spf, "TXT", "xn--e1afmkfd.example", "v=spf1 ip4:192.0.2.1 -all", "v=spf1 \"mal formed\" 🚩", DomainRecordStatus.Mismatch, "publish «this»"),
                new(DomainRecordPurpose.ReturnPathMx, "MX", "bounce.xn--e1afmkfd.example", "10 in.ses.example"),
            ],
            Keys = [new("ses1", "MIIB+/=", Enumerable.Range(0, 256).Select(octet => (byte)octet).ToArray(), Now), new("ses0", "", ReadOnlyMemory<byte>.Empty, Now.AddDays(-1))],
            Warnings = ["other mail servers: mx.пример", ""],
            Level = 20,
            VerifiedAt = Now.AddTicks(1),
            CheckedAt = Now,
            NextCheckAt = Now.AddHours(6),
            LostAt = Now.AddTicks(-1),
        };
        Assert.True(await Storage.Domains.AddAsync(domain, Token));
        Same(domain, await FindAsync(domain));

        var bare = Domain("bare.example");
        Assert.True(await Storage.Domains.AddAsync(bare, Token));
        Same(bare, await FindAsync(bare));
    }

    [Fact]
    public async Task An_account_has_a_domain_once_and_each_account_its_own()
    {
        Assert.True(await Storage.Domains.AddAsync(Domain("shop.example"), Token));
        Assert.False(await Storage.Domains.AddAsync(Domain("shop.example") with { Level = 9 }, Token));
        Assert.True(await Storage.Domains.AddAsync(Domain("shop.example") with { Account = Other, Level = 5 }, Token));

        Assert.Equal(1, (await FindAsync(Domain("shop.example")))!.Level);
        Assert.Equal(5, (await FindAsync(Domain("shop.example") with { Account = Other }))!.Level);
        Assert.Null(await FindAsync(Domain("sub.shop.example")));
        Assert.Null(await FindAsync(Domain("shop.example") with { Account = new("third") }));
    }

    [Fact]
    public async Task An_update_needs_the_version_that_is_stored_and_raises_it()
    {
        var domain = Domain("shop.example");
        await Storage.Domains.AddAsync(domain, Token);

        Assert.True(await Storage.Domains.UpdateAsync(domain with { Level = 2 }, Token));
        Assert.False(await Storage.Domains.UpdateAsync(domain with { Level = 3 }, Token));
        Same(domain with { Level = 2, Version = domain.Version + 1 }, await FindAsync(domain));
        Assert.True(await Storage.Domains.UpdateAsync(domain with { Level = 4, Version = domain.Version + 1 }, Token));
        Assert.False(await Storage.Domains.UpdateAsync(Domain("unknown.example"), Token));
        Assert.Null(await FindAsync(Domain("unknown.example")));
    }

    [Fact]
    public async Task Of_eight_updates_of_one_version_one_is_stored()
    {
        var domain = Domain("shop.example");
        await Storage.Domains.AddAsync(domain, Token);
        var doors = await ConnectAsync(8);
        var stored = await AtOnceAsync(8, async number => await doors[number].Domains.UpdateAsync(domain with { Level = 2 + number }, Token));

        Assert.Single(stored, won => won);
        Same(domain with { Level = 2 + stored.ToList().IndexOf(true), Version = domain.Version + 1 }, await FindAsync(domain));
    }

    [Fact]
    public async Task Of_eight_who_add_one_domain_one_does()
    {
        var doors = await ConnectAsync(8);
        var added = await AtOnceAsync(8, async number => await doors[number].Domains.AddAsync(Domain("shop.example") with { Level = 1 + number }, Token));

        Assert.Single(added, won => won);
        Assert.Equal(1 + added.ToList().IndexOf(true), (await FindAsync(Domain("shop.example")))!.Level);
    }

    [Fact]
    public async Task A_domain_that_was_removed_is_gone_and_may_come_again()
    {
        await Storage.Domains.AddAsync(Domain("shop.example") with { NextCheckAt = Now }, Token);
        await Storage.Domains.AddAsync(Domain("shop.example") with { Account = Other }, Token);

        Assert.True(await Storage.Domains.RemoveAsync(default, DomainName.Parse("shop.example"), Token));
        Assert.False(await Storage.Domains.RemoveAsync(default, DomainName.Parse("shop.example"), Token));
        Assert.Null(await FindAsync(Domain("shop.example")));
        Assert.NotNull(await FindAsync(Domain("shop.example") with { Account = Other }));
        Assert.Empty((await Storage.Domains.ListDueAsync(Now, 10, Token)).Domains);
        Assert.True(await Storage.Domains.AddAsync(Domain("shop.example"), Token));
    }

    [Fact]
    public async Task Domains_are_listed_by_name_and_searched_by_a_part_of_it()
    {
        foreach (var name in new[] { "b-shop.example", "a.shop.example", "b.example", "shop.example.org", "ashop.example" })
            await Storage.Domains.AddAsync(Domain(name), Token);
        await Storage.Domains.AddAsync(Domain("shop.example") with { Account = Other }, Token);

        Assert.Equal(["a.shop.example", "ashop.example", "b-shop.example", "b.example", "shop.example.org"], await NamesAsync(null));
        Assert.Equal(["a.shop.example", "ashop.example", "b-shop.example", "shop.example.org"], await NamesAsync("shop.ex"));
        Assert.Equal([], await NamesAsync("a%"));
        Assert.Equal([], await NamesAsync("a_shop"));
        Assert.Equal(4, (await Storage.Domains.ListAsync(default, "shop", new(Size: 1), Token)).Total);
    }

    [Fact]
    public async Task Pages_of_domains_do_not_move_when_others_come_and_go()
    {
        for (var i = 0; i < 23; i++)
            await Storage.Domains.AddAsync(Domain($"m{i:00}.example"), Token);

        var names = (await PagesAsync(5, page => Storage.Domains.ListAsync(default, null, page, Token), async seen =>
        {
            await Storage.Domains.AddAsync(Domain($"a{seen}.example"), Token);
            await Storage.Domains.RemoveAsync(default, DomainName.Parse($"m{seen - 1:00}.example"), Token);
        })).Select(domain => domain.Name.Value);

        Assert.Equal(Enumerable.Range(0, 23).Select(i => $"m{i:00}.example"), names);
    }

    [Fact]
    public async Task A_page_has_at_least_one_row_and_at_most_a_thousand()
    {
        await Storage.Domains.AddAsync(Domain("a.example"), Token);
        await Storage.Domains.AddAsync(Domain("b.example"), Token);

        Assert.Single((await Storage.Domains.ListAsync(default, null, new(Size: 0), Token)).Items);
        Assert.Equal(2, (await Storage.Domains.ListAsync(default, null, new(Size: int.MaxValue), Token)).Items.Count);
        var empty = await Storage.Domains.ListAsync(Other, null, PageRequest.First, Token);
        Assert.Equal((0, 0, null), (empty.Items.Count, empty.Total, empty.Continuation));
        Assert.Empty((await Storage.Domains.ListAsync(default, null, new("b.example"), Token)).Items);
    }

    [Fact]
    public async Task Domains_to_be_checked_are_listed_the_longest_due_first_and_the_next_one_is_named()
    {
        await Storage.Domains.AddAsync(Domain("second.example") with { NextCheckAt = Now }, Token);
        await Storage.Domains.AddAsync(Domain("first.example") with { Account = Other, NextCheckAt = Now.AddMinutes(-5) }, Token);
        await Storage.Domains.AddAsync(Domain("later.example") with { NextCheckAt = Now.AddTicks(1) }, Token);
        await Storage.Domains.AddAsync(Domain("latest.example") with { NextCheckAt = Now.AddMinutes(1) }, Token);
        await Storage.Domains.AddAsync(Domain("never.example"), Token);

        var due = await Storage.Domains.ListDueAsync(Now, 10, Token);
        Assert.Equal(["first.example", "second.example"], due.Domains.Select(domain => domain.Name.Value));
        Assert.Equal(Now.AddTicks(1), due.NextDueAt);
        Assert.Equal(["first.example"], (await Storage.Domains.ListDueAsync(Now, 1, Token)).Domains.Select(domain => domain.Name.Value));
        Assert.Null((await Storage.Domains.ListDueAsync(Now.AddHours(1), 10, Token)).NextDueAt);
    }

    private SenderDomain Domain(string name) => new()
    {
        Account = AccountId.Default,
        Name = DomainName.Parse(name),
        Records = [],
        Keys = [],
        Level = 1,
        CreatedAt = Now,
    };

    private ValueTask<SenderDomain?> FindAsync(SenderDomain domain) => Storage.Domains.FindAsync(domain.Account, domain.Name, Token);

    private async Task<IEnumerable<string>> NamesAsync(string? search) =>
        (await Storage.Domains.ListAsync(default, search, PageRequest.First, Token)).Items.Select(domain => domain.Name.Value);
}

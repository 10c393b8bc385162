using Ses.Delivery;
using Ses.Primitives;
using Ses.Retention;

namespace Ses.Storage.Specifications;

/// <summary>MTA-STS policies of recipient domains: <see cref="IMtaStsPolicyStore"/>.</summary>
public abstract class MtaStsPolicyStoreSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    [Fact]
    public async Task A_policy_comes_back_as_it_was_stored()
    {
        var enforced = Policy("example.net") with { UsedAt = Now.AddTicks(-1), RefreshAt = Now.AddDays(1) };
        var withdrawn = Policy("xn--e1afmkfd.example") with { Policy = new("1", MtaStsMode.None, [], TimeSpan.FromTicks(1)), RefreshAt = null };
        await Storage.MtaStsPolicies.PutAsync(enforced, Token);
        await Storage.MtaStsPolicies.PutAsync(withdrawn, Token);

        Same(enforced, await FindAsync("example.net"));
        Same(withdrawn, await FindAsync("xn--e1afmkfd.example"));
        Assert.Null(await FindAsync("sub.example.net"));
    }

    [Fact]
    public async Task A_policy_stands_in_place_of_the_one_before_unless_that_was_fetched_later()
    {
        var first = Policy("example.net");
        var second = first with { Policy = first.Policy with { Id = "2" }, FetchedAt = Now.AddTicks(1) };
        await Storage.MtaStsPolicies.PutAsync(second, Token);
        await Storage.MtaStsPolicies.PutAsync(first, Token);
        Same(second, await FindAsync("example.net"));

        await Storage.MtaStsPolicies.PutAsync(second with { UsedAt = Now.AddDays(1), RefreshAt = null }, Token);
        Same(second with { UsedAt = Now.AddDays(1), RefreshAt = null }, await FindAsync("example.net"));
    }

    [Fact]
    public async Task Those_to_be_fetched_again_are_listed_the_longest_due_first()
    {
        await Storage.MtaStsPolicies.PutAsync(Policy("second.example") with { RefreshAt = Now }, Token);
        await Storage.MtaStsPolicies.PutAsync(Policy("first.example") with { RefreshAt = Now.AddHours(-1) }, Token);
        await Storage.MtaStsPolicies.PutAsync(Policy("later.example") with { RefreshAt = Now.AddTicks(1) }, Token);
        await Storage.MtaStsPolicies.PutAsync(Policy("never.example") with { RefreshAt = null }, Token);

        Assert.Equal(["first.example", "second.example"], (await Storage.MtaStsPolicies.ListDueAsync(Now, 10, Token)).Select(policy => policy.Domain.Value));
        Assert.Equal(["first.example"], (await Storage.MtaStsPolicies.ListDueAsync(Now, 1, Token)).Select(policy => policy.Domain.Value));
        await Storage.MtaStsPolicies.PutAsync(Policy("first.example") with { RefreshAt = Now.AddHours(1) }, Token);
        Assert.Equal(["second.example"], (await Storage.MtaStsPolicies.ListDueAsync(Now, 10, Token)).Select(policy => policy.Domain.Value));
    }

    [Fact]
    public async Task Another_process_finds_it_and_so_does_the_next_one()
    {
        await Storage.MtaStsPolicies.PutAsync(Policy("example.net"), Token);
        var doors = await ConnectAsync(2);
        Same(Policy("example.net"), await doors[1].MtaStsPolicies.FindAsync(DomainName.Parse("example.net"), Token));
    }

    [Fact]
    public async Task Retention_lets_go_those_that_have_ended()
    {
        await Storage.MtaStsPolicies.PutAsync(Policy("short.example") with { Policy = Policy("short.example").Policy with { MaxAge = TimeSpan.FromDays(2) } }, Token);
        await Storage.MtaStsPolicies.PutAsync(Policy("long.example"), Token);
        Pass(TimeSpan.FromDays(2));
        var limits = new RetentionLimits(Cohort.Of(Now.AddDays(-90)), Now.AddDays(-7), Now.AddDays(-30));
        Assert.True(await Storage.Retention.SweepAsync(limits, 100, Now, Token));
        Assert.False(await Storage.Retention.SweepAsync(limits, 100, Now, Token));

        Assert.Null(await FindAsync("short.example"));
        Assert.NotNull(await FindAsync("long.example"));
    }

    private StoredMtaStsPolicy Policy(string domain) => new(
        DomainName.Parse(domain), new("20260301T1", MtaStsMode.Enforce, ["mx.example.net", "*.example.net"], TimeSpan.FromDays(7)), new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero), new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero), null);

    private ValueTask<StoredMtaStsPolicy?> FindAsync(string domain) => Storage.MtaStsPolicies.FindAsync(DomainName.Parse(domain), Token);
}

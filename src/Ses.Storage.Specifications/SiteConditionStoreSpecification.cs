using Ses.Delivery;

namespace Ses.Storage.Specifications;

/// <summary>How sites are sent to for a while: <see cref="ISiteConditionStore"/>.</summary>
public abstract class SiteConditionStoreSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    [Fact]
    public async Task What_was_put_in_comes_back_whole()
    {
        SiteCondition[] conditions =
        [
            new("192.0.2.1", "google", ShapingAction.SlowDown, "421 4.7.28 too fast", Now.AddMinutes(30), MaxPerSecond: 0.5),
            new("", "mx.example", ShapingAction.FewerConnections, "zu viele Verbindungen ✉", Now.AddMinutes(10), MaxConnections: 1),
            new("2001:db8::1", "", ShapingAction.SuspendSource, "listed", Now.AddHours(6)),
        ];
        await Storage.Sites.PutAsync(conditions, Token);
        Same(conditions.OrderBy(condition => condition.Site, StringComparer.Ordinal), await ListAsync());
    }

    [Fact]
    public async Task One_of_the_same_source_site_and_action_stands_in_place_of_the_one_before()
    {
        var first = new SiteCondition("192.0.2.1", "google", ShapingAction.SuspendSite, "first", Now.AddMinutes(5));
        await Storage.Sites.PutAsync([first], Token);
        await Storage.Sites.PutAsync([first with { Reason = "second", Until = Now.AddMinutes(9) }, first with { Action = ShapingAction.SlowDown, MaxPerSecond = 1 }], Token);

        var stored = await ListAsync();
        Assert.Equal(2, stored.Count);
        Assert.Equal("second", Assert.Single(stored, condition => condition.Action == ShapingAction.SuspendSite).Reason);
    }

    [Fact]
    public async Task Of_two_at_once_the_later_one_stands()
    {
        var first = new SiteCondition("", "yahoo", ShapingAction.SuspendSite, "first", Now.AddMinutes(5));
        await Storage.Sites.PutAsync([first, first with { Reason = "second" }], Token);
        Assert.Equal("second", Assert.Single(await ListAsync()).Reason);
    }

    [Fact]
    public async Task What_has_ended_is_not_listed()
    {
        await Storage.Sites.PutAsync([new("", "qq", ShapingAction.SuspendSite, "550", Now.AddMinutes(5)), new("", "gmx", ShapingAction.SuspendSite, "421", Now.AddMinutes(6))], Token);
        Pass(TimeSpan.FromMinutes(5));
        Assert.Equal("gmx", Assert.Single(await ListAsync()).Site);
    }

    [Fact]
    public async Task Nothing_put_in_is_nothing_stored()
    {
        await Storage.Sites.PutAsync([], Token);
        Assert.Empty(await ListAsync());
    }

    private async Task<IReadOnlyList<SiteCondition>> ListAsync() =>
        [.. (await Storage.Sites.ListAsync(Now, Token)).OrderBy(condition => condition.Site, StringComparer.Ordinal)];
}

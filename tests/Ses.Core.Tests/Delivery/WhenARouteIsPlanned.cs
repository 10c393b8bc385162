using NSubstitute;
using Ses.Delivery.Internal;
using Ses.Dns;
using Ses.Primitives;

namespace Ses.Core.Tests.Delivery;

public sealed class WhenARouteIsPlanned
{
    private static readonly DomainName Domain = DomainName.Parse("reader.example");

    private static RoutePlan Plan(DnsAnswer<MxHost> answer, params int[] rolls)
    {
        var dice = Substitute.For<SesDice>();
        dice.Roll(Arg.Any<int>()).Returns(rolls.Length == 0 ? 0 : rolls[0], [.. rolls.Skip(1)]);
        return RoutePlanner.ToMailExchangers(Domain, answer, 25, "us.example", dice);
    }

    private static IEnumerable<string> Hosts(RoutePlan plan) => Assert.IsType<RoutePlan.Found>(plan).Route.Targets.Select(target => target.Host);

    private static DnsAnswer<MxHost> Mx(params MxHost[] hosts) => DnsAnswer<MxHost>.Found(hosts, TimeSpan.FromMinutes(5));

    [Fact]
    public void Hosts_are_tried_by_preference_and_equals_as_the_dice_say()
    {
        Assert.Equal(["a", "b", "c"], Hosts(Plan(Mx(new(20, "c"), new(10, "b."), new(5, "a")))));
        Assert.Equal(["b", "a", "c"], Hosts(Plan(Mx(new(10, "a"), new(10, "b"), new(20, "c")), 9, 1, 0)));
    }

    [Fact]
    public void Without_MX_the_domain_itself_is_tried() => Assert.Equal(["reader.example"], Hosts(Plan(DnsAnswer<MxHost>.None(DnsStatus.NoRecords))));

    [Fact]
    public void A_null_MX_and_a_domain_that_does_not_exist_are_no_way_for_good()
    {
        Assert.Equal((556, "5.1.10"), Codes(Plan(Mx(new MxHost(0, ".")))));
        Assert.Equal((550, "5.1.2"), Codes(Plan(DnsAnswer<MxHost>.None(DnsStatus.NoSuchName))));

        static (int, string?) Codes(RoutePlan plan)
        {
            var reply = Assert.IsType<RoutePlan.NoRoute>(plan).Reply;
            return (reply.Code, reply.EnhancedCode);
        }
    }

    [Theory]
    [InlineData(DnsStatus.ServerFailure)]
    [InlineData(DnsStatus.Timeout)]
    public void A_DNS_that_fails_leaves_it_open(DnsStatus status) =>
        Assert.Contains(status.ToString(), Assert.IsType<RoutePlan.Unknown>(Plan(DnsAnswer<MxHost>.None(status))).Reason, StringComparison.Ordinal);

    [Fact]
    public void No_more_hosts_are_tried_than_a_domain_can_reasonably_have() =>
        Assert.Equal(10, Hosts(Plan(Mx([.. Enumerable.Range(1, 50).Select(i => new MxHost(i, $"mx{i}"))]))).Count());

    [Fact]
    public void Relays_keep_their_order_and_are_one_site()
    {
        var route = Assert.IsType<RoutePlan.Found>(RoutePlanner.ToRelays([new("one", 587), new("two", 587)], "us.example")).Route;
        Assert.Equal(["one", "two"], route.Targets.Select(target => target.Host));
        Assert.Equal(("one:587", "us.example"), (route.Site, route.EhloName));
    }
}

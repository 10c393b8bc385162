using System.Net;
using Ses.Delivery;
using Ses.Dns;
using Ses.Primitives;
using Ses.Smtp.MtaSts;
using Ses.Smtp.Tests.Hostile;
using Ses.Storage.InMemory;
using Ses.Testing;
using static Ses.Smtp.Tests.Hostile.Script;

namespace Ses.Smtp.Tests.MtaSts;

/// <summary>RFC 8461 §5.1: a policy holds for its age, over restarts, though DNS and HTTPS fail.</summary>
public sealed class WhenAPolicyIsKept : IAsyncDisposable
{
    private const string Record = "_mta-sts.site.test";
    private const string Enforce = "version: STSv1\nmode: enforce\nmx: mx.site.test\nmax_age: 604800\n";

    private static readonly DomainName Domain = DomainName.Parse("site.test");

    private readonly VirtualClock _clock = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly InMemoryDns _dns = new();
    private readonly PolicyServer _https = new(TestAuthority.For("mta-sts.site.test"));
    private readonly SmtpOptions _options = new() { AllowPrivateExchangers = true };
    private readonly InMemoryStorage _storage = new();

    public WhenAPolicyIsKept()
    {
        _options.TrustedRoots.Add(TestAuthority.Root);
        _dns.AddText(Record, "v=STSv1; id=20260301;").AddAddress("mta-sts.site.test", IPAddress.Loopback).AddAddress("mx.site.test", IPAddress.Loopback);
        _https.Serve(Enforce);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_process_goes_on_enforcing_it_though_DNS_and_HTTPS_are_down_and_no_longer_than_its_age()
    {
        await FindAsync(NewProcess());
        Silence();
        _clock.Advance(TimeSpan.FromDays(6));
        var next = NewProcess();
        Assert.Equal(MtaStsMode.Enforce, (await FindAsync(next))!.Mode);

        await using var server = HostileServer.Start($"{Hello}\n{Mails}");
        using var postman = new Postman(options => options.TrustedRoots.Add(TestAuthority.Root), dns: _dns, policies: next);
        Assert.Contains("does not offer STARTTLS", (await postman.SendAsync(["mx.site.test"], server.Port).Soon()).IsUnreachable().Reason, StringComparison.Ordinal);
        Assert.Empty(server.Mails);

        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Null(await FindAsync(NewProcess()));
        Assert.Equal(1, _https.Requests);
    }

    [Fact]
    public async Task One_under_testing_fails_no_mail_behind_a_restart_either()
    {
        _https.Serve(Enforce.Replace("enforce", "testing", StringComparison.Ordinal));
        await FindAsync(NewProcess());
        Silence();
        await using var server = HostileServer.Start($"{Hello}\n{Mails}");
        using var postman = new Postman(options => options.TrustedRoots.Add(TestAuthority.Root), dns: _dns, policies: NewProcess());

        (await postman.SendAsync(["mx.site.test"], server.Port).Soon()).IsAccepted();
    }

    [Fact]
    public async Task One_that_was_withdrawn_stays_so()
    {
        await FindAsync(NewProcess());
        _dns.Remove(Record).AddText(Record, "v=STSv1; id=20260302;");
        _https.Serve("version: STSv1\nmode: none\nmax_age: 604800\n");
        Assert.Null(await FindAsync(NewProcess()));
        Silence();
        Assert.Null(await FindAsync(NewProcess()));
    }

    [Fact]
    public async Task What_one_node_has_fetched_no_other_fetches()
    {
        var (one, other) = (NewProcess(), NewProcess());
        await FindAsync(one);
        await FindAsync(other);
        Assert.Equal(1, _https.Requests);

        _dns.Remove(Record).AddText(Record, "v=STSv1; id=20260302;");
        _clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal("20260302", (await FindAsync(one))!.Id);
        Assert.Equal("20260302", (await FindAsync(other))!.Id);
        Assert.Equal(2, _https.Requests);
    }

    [Fact]
    public async Task It_is_fetched_again_before_it_grows_old_though_no_mail_asks()
    {
        await FindAsync(NewProcess());
        var policies = NewProcess();
        _clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(0, await policies.RefreshAsync(10, Token));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await policies.RefreshAsync(10, Token));
        Assert.Equal(2, _https.Requests);
        Assert.Equal(0, await policies.RefreshAsync(10, Token));

        // It cannot be had for a while: asked for hourly, and the old one holds.
        _https.Serve("oops", "500 Oops");
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await policies.RefreshAsync(10, Token));
        Assert.Equal(0, await policies.RefreshAsync(10, Token));
        _https.Serve(Enforce);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await policies.RefreshAsync(10, Token));
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromDays(7), (await _storage.MtaStsPolicies.FindAsync(Domain, Token))!.ExpiresAt);
    }

    [Fact]
    public async Task One_that_no_mail_has_asked_for_in_a_month_is_left_to_end()
    {
        await FindAsync(NewProcess());
        var policies = NewProcess();
        for (var day = 0; day < 40; day++)
        {
            _clock.Advance(TimeSpan.FromDays(1));
            await policies.RefreshAsync(10, Token);
        }

        Assert.InRange(_https.Requests, 30, 32);
        Assert.Null((await _storage.MtaStsPolicies.FindAsync(Domain, Token))!.RefreshAt);
        Assert.NotNull(await FindAsync(NewProcess()));
        Assert.NotNull((await _storage.MtaStsPolicies.FindAsync(Domain, Token))!.RefreshAt);
    }

    [Fact]
    public async Task A_store_that_is_away_fails_no_mail_and_is_told_later()
    {
        var store = new StoreThatIsAway(_storage.MtaStsPolicies);
        var policies = Postman.Policies(_options, _dns, _clock, _https.Port, store);
        Assert.NotNull(await FindAsync(policies));
        store.IsAway = false;
        Assert.Null(await _storage.MtaStsPolicies.FindAsync(Domain, Token));
        _clock.Advance(TimeSpan.FromMinutes(11));
        Assert.NotNull(await FindAsync(policies));
        Assert.NotNull(await _storage.MtaStsPolicies.FindAsync(Domain, Token));
        Assert.Equal(1, _https.Requests);
    }

    public ValueTask DisposeAsync() => _https.DisposeAsync();

    private MtaStsPolicies NewProcess() => Postman.Policies(_options, _dns, _clock, _https.Port, _storage.MtaStsPolicies);

    private static Task<MtaStsPolicy?> FindAsync(MtaStsPolicies policies) => policies.FindAsync(Domain, Token).AsTask().Soon();

    private void Silence()
    {
        _dns.Fail(Record, DnsStatus.Timeout);
        _https.Serve("gone", "500 Oops");
    }

    private sealed class StoreThatIsAway(IMtaStsPolicyStore store) : IMtaStsPolicyStore
    {
        public bool IsAway { get; set; } = true;

        private IMtaStsPolicyStore Store => IsAway ? throw new SesException(SesErrorCode.StorageFailed, "away", isTransient: true) : store;

        public ValueTask<StoredMtaStsPolicy?> FindAsync(DomainName domain, CancellationToken cancellationToken) => Store.FindAsync(domain, cancellationToken);

        public ValueTask PutAsync(StoredMtaStsPolicy policy, CancellationToken cancellationToken) => Store.PutAsync(policy, cancellationToken);

        public ValueTask<IReadOnlyList<StoredMtaStsPolicy>> ListDueAsync(DateTimeOffset now, int max, CancellationToken cancellationToken) =>
            Store.ListDueAsync(now, max, cancellationToken);
    }
}

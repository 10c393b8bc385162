using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Ses.Delivery.Internal;
using Ses.Domains;
using Ses.Domains.Internal;
using Ses.Primitives;

namespace Ses.Core.Tests.Domains;

public sealed class WhenPrivateKeysAreDestroyed
{
    private readonly FakeTimeProvider _time = new();

    private readonly CountingProtector _protector = new();
    private readonly DkimKeys _keys;
    private readonly SenderDomain _domain;

    public WhenPrivateKeysAreDestroyed()
    {
        _keys = new(_protector);
        _domain = NewDomain("account");
        Use(_domain);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Those_that_the_domain_still_has_stay_open()
    {
        _keys.Keep(_domain.Account, _domain.Name, _domain.Keys);
        Use(_domain);
        Assert.Equal(1, _protector.Opened);
    }

    [Fact]
    public void Destroyed_ones_are_forgotten()
    {
        _keys.Keep(_domain.Account, _domain.Name, [_domain.Keys[0] with { ProtectedPrivateKey = default }]);
        Use(_domain);
        Assert.Equal(2, _protector.Opened);
    }

    [Fact]
    public void Those_of_another_account_s_domain_of_the_same_name_stay_open()
    {
        var other = NewDomain("other");
        Use(other);
        _keys.Keep(_domain.Account, _domain.Name, []);
        Use(other);
        Assert.Equal(2, _protector.Opened);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_hears_of_it_when_it_next_looks_at_the_domain(bool isDeleted)
    {
        var store = Substitute.For<IDomainStore>();
        store.FindAsync(_domain.Account, _domain.Name, Token).Returns(_domain, isDeleted ? null : _domain with { Keys = [_domain.Keys[0] with { ProtectedPrivateKey = default }] });
        var known = new KnownDomains(store, _keys, _time);
        await known.FindAsync(_domain.Account, _domain.Name, Token);
        Use(_domain);
        Assert.Equal(1, _protector.Opened);

        _time.Advance(TimeSpan.FromSeconds(5));
        await known.FindAsync(_domain.Account, _domain.Name, Token);
        Use(_domain);
        Assert.Equal(2, _protector.Opened);
    }

    private void Use(SenderDomain domain) => _keys.Get(domain, domain.Keys[0]);

    private SenderDomain NewDomain(string account)
    {
        var (id, name) = (new AccountId(account), DomainName.Parse("shop.example"));
        return new() { Account = id, Name = name, Records = [], Level = 1, Keys = DkimKeys.First(id, name, new(), _protector, _time.GetUtcNow()), CreatedAt = _time.GetUtcNow() };
    }

    private sealed class CountingProtector : ISecretProtector
    {
        private readonly DevelopmentPlaintextSecretProtector _plain = new();

        public int Opened { get; private set; }

        public byte[] Protect(string purpose, ReadOnlySpan<byte> secret) => _plain.Protect(purpose, secret);

        public byte[] Unprotect(string purpose, ReadOnlySpan<byte> sealedSecret)
        {
            Opened++;
            return _plain.Unprotect(purpose, sealedSecret);
        }
    }
}

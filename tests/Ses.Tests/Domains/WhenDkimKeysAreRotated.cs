using Ses.Domains;
using Ses.Judges;
using Ses.Primitives;
using Ses.Testing;

namespace Ses.Tests.Domains;

public sealed class WhenDkimKeysAreRotated : IDisposable
{
    private const string Name = SmallWorld.Domain;

    private readonly Dictionary<string, string> _published = [];
    private SmallWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_new_key_waits_for_its_record_and_the_old_one_signs()
    {
        var rotated = Rotate();
        Assert.Equal(["ses1", "ses1-20270104"], rotated.Keys.Select(key => key.Selector));
        Assert.Equal(
            [("ses1._domainkey.news.example", DomainRecordNeed.Required), ("ses1-20270104._domainkey.news.example", DomainRecordNeed.Next)],
            DkimRecords(rotated).Select(record => (record.Name, record.Need)));
        Assert.Equal(DomainRecordStatus.NotChecked, DkimRecords(rotated)[1].Status);
        Assert.StartsWith("v=DKIM1; k=rsa; p=", DkimRecords(rotated)[1].ExpectedValue, StringComparison.Ordinal);

        var verified = Verify();
        Assert.Equal((DomainStatus.Verified, DomainRecordStatus.Missing), (verified.Status, DkimRecords(verified)[1].Status));
        Assert.StartsWith("publish a TXT record ses1-20270104._domainkey.news.example", DkimRecords(verified)[1].Advice, StringComparison.Ordinal);
        _world.Start();
        _world.World.RunFor(TimeSpan.FromDays(20));
        Assert.Equal((DomainStatus.Verified, null), (_world.FindDomain().Status, _world.FindDomain().LostAt));
        Assert.Equal("ses1", SelectorOf(SendNow("ada@a.example")));
    }

    [Fact]
    public async Task Seen_in_the_DNS_it_signs_what_is_accepted_an_hour_later_and_all_of_it_verifies()
    {
        Publish(_world.FindDomain());
        var first = SendNow("ada@a.example");
        Publish(Rotate());
        _world.Start();
        Assert.True(_world.World.RunUntil(() => _world.FindDomain().Keys[0].UsedFrom > _world.Now, TimeSpan.FromMinutes(12)), "not seen by itself");
        var usedFrom = _world.FindDomain().Keys[0].UsedFrom!.Value;
        Assert.Equal(TimeSpan.FromHours(1), usedFrom - _world.FindDomain().CheckedAt!.Value);
        var second = SendNow("bob@a.example");
        _world.World.RunFor(usedFrom - _world.Now);
        var third = SendNow("carl@a.example");

        Assert.Equal(["ses1", "ses1", "ses1-20270104"], new[] { first, second, third }.Select(SelectorOf));
        await VerifyAsync(first, second, third);
    }

    [Fact]
    public async Task A_retry_repeats_the_signature_whatever_came_since()
    {
        Publish(_world.FindDomain());
        Publish(Rotate());
        var usedFrom = Verify().Keys[0].UsedFrom!.Value;
        _world.World.Servers.LostAnswer = 1;
        var receipt = _world.Send("ada@a.example");
        _world.Start();
        _world.World.RunUntil(() => _world.Now > usedFrom + TimeSpan.FromHours(3));
        // Another process knows the message only from the store.
        _world.Node.Kill();
        var heir = _world.AddNode().Start();
        _world.World.RunUntil(() => _world.World.Servers.Attempts.Any(attempt => attempt.Node == heir.Name));
        _world.World.Servers.LostAnswer = 0;
        Assert.True(_world.World.RunUntil(() => _world.Deliveries(receipt)[0].State == Ledger.DeliveryState.Delivered));

        var attempts = _world.World.Servers.Attempts;
        Assert.InRange(attempts.Count(attempt => attempt.At < usedFrom), 2, 10);
        Assert.InRange(attempts.Count(attempt => attempt.At > usedFrom), 2, 10);
        Assert.Single(attempts.Select(attempt => Convert.ToHexString(attempt.Content.Span)).Distinct());
        Assert.Equal("ses1", SelectorOf(attempts[0]));
        await VerifyAsync(attempts[^1]);
    }

    [Fact]
    public void The_old_record_stays_for_a_week_then_it_may_be_removed_and_its_private_key_is_destroyed()
    {
        Publish(Rotate());
        var retiredAt = Verify().Keys[1].RetiredAt!.Value;
        Assert.Equal(DomainRecordNeed.Required, DkimRecords(_world.FindDomain())[1].Need);
        _world.Start();
        _world.World.RunFor(TimeSpan.FromDays(7));
        var retiring = _world.FindDomain();
        Assert.Equal((DomainRecordNeed.Retiring, DomainRecordStatus.Ok), (DkimRecords(retiring)[1].Need, DkimRecords(retiring)[1].Status));
        Assert.Contains("leave it until 2027-01-11", DkimRecords(retiring)[1].Advice, StringComparison.Ordinal);
        Assert.False(retiring.Keys[1].ProtectedPrivateKey.IsEmpty);

        Assert.True(_world.World.RunUntil(() => _world.FindDomain().Keys[1].ProtectedPrivateKey.IsEmpty, TimeSpan.FromHours(7)));
        Assert.True(_world.Now >= retiredAt + TimeSpan.FromDays(7));
        var done = _world.FindDomain();
        Assert.Equal(DomainRecordNeed.Removable, DkimRecords(done)[1].Need);
        Assert.Contains("may be removed", DkimRecords(done)[1].Advice, StringComparison.Ordinal);
        Assert.Equal("ses1-20270104", SelectorOf(SendNow("ada@a.example")));

        _world.World.Dns.Remove("ses1._domainkey.news.example");
        var clean = Verify();
        Assert.Equal(("ses1-20270104", DomainStatus.Verified), (Assert.Single(clean.Keys).Selector, clean.Status));
        Assert.Single(DkimRecords(clean));
    }

    [Fact]
    public void A_record_that_goes_too_early_is_asked_back_but_stops_nobody()
    {
        Publish(Rotate());
        Verify();
        _world.World.RunFor(TimeSpan.FromHours(2));
        _world.World.Dns.Remove("ses1._domainkey.news.example");
        var domain = Verify();
        Assert.Equal((DomainRecordNeed.Retiring, DomainRecordStatus.Missing), (DkimRecords(domain)[1].Need, DkimRecords(domain)[1].Status));
        Assert.Contains("publish a TXT record ses1._domainkey", DkimRecords(domain)[1].Advice, StringComparison.Ordinal);
        Assert.Null(domain.LostAt);
        _world.World.Dns.Remove("ses1-20270104._domainkey.news.example");
        Assert.NotNull(Verify().LostAt);
    }

    [Fact]
    public async Task A_pair_goes_together()
    {
        New(options => options.Domains.DkimEd25519Selector = "ses1e");
        var rotated = Rotate();
        Publish(rotated);
        Assert.Equal(["ses1", "ses1e", "ses1-20270104", "ses1e-20270104"], rotated.Keys.Select(key => key.Selector));
        _world.World.Dns.Remove("ses1e-20270104._domainkey.news.example");
        Assert.All(Verify().Keys.Skip(2), key => Assert.Null(key.UsedFrom));

        Publish(rotated);
        var usedFrom = Verify().Keys[0].UsedFrom!.Value;
        _world.World.RunFor(usedFrom - _world.Now);
        var mail = SendNow("ada@a.example");
        Assert.Equal(["ses1-20270104", "ses1e-20270104"], SelectorsOf(mail));
        await VerifyAsync(mail);
    }

    [Fact]
    public void Asked_for_twice_or_by_two_at_once_it_is_one()
    {
        var other = _world.AddNode();
        _world.World.Run(async () =>
        {
            var one = _world.Client.Domains.RotateKeysAsync(Name);
            var two = other.Client.Domains.RotateKeysAsync(Name);
            Assert.Equal((await one).Keys.Select(key => key.PublicKey), (await two).Keys.Select(key => key.PublicKey));
        });
        Assert.Equal(2, Rotate().Keys.Count);
        Assert.Equal(2, _world.FindDomain().Keys.Count);
    }

    [Fact]
    public void Another_process_goes_on_where_one_died()
    {
        _world.Start();
        Publish(Rotate());
        _world.Node.Kill();
        _world.AddNode().Start();
        _world.AddNode().Start();
        _world.World.RunFor(TimeSpan.FromHours(2));
        Assert.Equal(["ses1-20270104", "ses1"], _world.FindDomain().Keys.Select(key => key.Selector));
        Assert.True(_world.FindDomain().Keys[0].UsedFrom < _world.Now);
    }

    [Fact]
    public void Keys_that_grow_old_are_followed_by_themselves_where_that_is_wished()
    {
        _world.Start();
        _world.World.RunFor(TimeSpan.FromDays(60));
        Assert.Single(_world.FindDomain().Keys);

        New(options => options.Domains.KeyLifetime = TimeSpan.FromDays(30));
        _world.Start();
        _world.AddNode().Start();
        Assert.True(_world.World.RunUntil(() => _world.FindDomain().Keys.Count == 2, TimeSpan.FromDays(31)));
        Assert.InRange(_world.Now - _world.FindDomain().CreatedAt, TimeSpan.FromDays(30), TimeSpan.FromDays(30.5));
        Publish(_world.FindDomain());
        Assert.True(_world.World.RunUntil(() => _world.FindDomain().Keys[0].UsedFrom < _world.Now, TimeSpan.FromHours(3)));
        Assert.True(_world.World.RunUntil(() => _world.FindDomain().Keys.Any(key => key.ProtectedPrivateKey.IsEmpty), TimeSpan.FromDays(8)));
        Assert.True(_world.World.RunUntil(() => _world.FindDomain().Keys.Any(key => key.UsedFrom is null), TimeSpan.FromDays(31)));
        Assert.Equal(3, _world.FindDomain().Keys.Count);
    }

    [Fact]
    public void Keys_of_a_domain_that_is_not_verified_are_not_rotated()
    {
        New(withDomain: false);
        _world.Ask(client => client.Domains.CreateAsync(Name));
        var error = Refused.By(() => Rotate());
        Assert.Equal(SesErrorCode.InvalidState, error.Code);
        Assert.Contains("client.Domains.VerifyAsync(\"news.example\")", error.Message, StringComparison.Ordinal);
        Assert.Equal(SesErrorCode.DomainNotFound, Refused.By(() => _world.Ask(client => client.Domains.RotateKeysAsync("other.example"))).Code);
    }

    [Fact]
    public async Task Two_accounts_verify_the_same_domain_each_with_a_key_of_its_own()
    {
        var other = _world.Client.ForAccount(new AccountId("shop"));
        var theirs = _world.Verify(Name, other);
        Assert.Equal(DomainStatus.Verified, theirs.Status);
        Assert.Matches("^ses1-[0-9a-f]{8}$", Assert.Single(theirs.Keys).Selector);
        Publish(theirs);
        Publish(_world.FindDomain());
        Assert.Equal(DomainStatus.Verified, Verify().Status);

        var ours = SendNow("ada@a.example");
        _world.Deliver(_world.World.Run(() => other.SendAsync(SmallWorld.Letter("bob@a.example"))));
        var mail = MailTo("bob@a.example");
        Assert.Equal(theirs.Keys[0].Selector, SelectorOf(mail));
        await VerifyAsync(ours, mail);
    }

    private void New(Action<SesOptions>? configure = null, bool withDomain = true)
    {
        _world.Dispose();
        _world = new(configure, withDomain: withDomain);
    }

    private SenderDomain Rotate() => _world.Ask(client => client.Domains.RotateKeysAsync(Name));

    private SenderDomain Verify() => _world.Ask(client => client.Domains.VerifyAsync(Name));

    private void Publish(SenderDomain domain)
    {
        _world.World.Dns.Publish(domain);
        foreach (var record in DkimRecords(domain))
            _published[record.Name] = record.ExpectedValue;
    }

    private static IReadOnlyList<DomainRecord> DkimRecords(SenderDomain domain) => [.. domain.Records.Where(record => record.Purpose == DomainRecordPurpose.Dkim)];

    private FakeAttempt SendNow(string recipient)
    {
        _world.SendAndDeliver(SmallWorld.Letter(recipient));
        return MailTo(recipient);
    }

    private FakeAttempt MailTo(string recipient) => Assert.Single(_world.Taken, attempt => attempt.Recipient.Equals(EmailAddress.Parse(recipient)));

    private static string SelectorOf(FakeAttempt mail) => Assert.Single(SelectorsOf(mail));

    private static IReadOnlyList<string> SelectorsOf(FakeAttempt mail) =>
    [
        .. SmallWorld.Parse(mail).Headers.Where(header => header.Id == MimeKit.HeaderId.DkimSignature)
            .Select(header => header.Value.Split(';').Select(tag => tag.Trim()).Single(tag => tag.StartsWith("s=", StringComparison.Ordinal))[2..]),
    ];

    /// <summary>OpenDKIM finds each mail's signature good, with the keys that were published.</summary>
    private async Task VerifyAsync(params FakeAttempt[] mails)
    {
        using var folder = new TemporaryFolder();
        var files = new List<string>();
        foreach (var mail in mails)
        {
            files.Add(folder.File($"{files.Count}.eml"));
            await File.WriteAllBytesAsync(files[^1], mail.Content.ToArray(), Token);
        }

        var verdicts = await OpenDkim.VerifyAsync(files, _published, Token);
        Assert.Equal(mails.Length, verdicts.Count(verdict => verdict.EndsWith("succeeded", StringComparison.Ordinal)));
    }
}

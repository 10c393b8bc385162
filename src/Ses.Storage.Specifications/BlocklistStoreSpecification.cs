using Ses.Blocklists;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.Specifications;

/// <summary>Who is not written to: <see cref="IBlocklistStore"/>.</summary>
public abstract class BlocklistStoreSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    private static readonly AccountId Other = new("other");
    private static readonly DomainName Shop = DomainName.Parse("shop.example");
    private static readonly DomainName Blog = DomainName.Parse("blog.example");

    [Fact]
    public async Task An_entry_comes_back_as_it_was_stored()
    {
        BlockEntry[] entries =
        [
            Entry("Reader@example.net", BlockReason.Custom) with { Remark = "попросил «не писать» 🙏", ExpiresAt = Now.AddDays(1).AddTicks(1) },
            Entry("читатель@пример.испытание", BlockReason.Unsubscribed) with { SenderDomain = Shop, Remark = "" },
            Entry("\"a b\"@example.net", BlockReason.InvalidAddress),
            Entry($"{new string('l', 64)}@example.net", BlockReason.MailboxFull),
        ];
        Assert.Equal(4, await Storage.Blocklists.PutAsync(entries, Token));

        foreach (var entry in entries)
        {
            Same(new[] { entry }, (await ListAsync(entry.Reason)).Items);
            Same(entry, (await CheckAsync(Shop, entry.Address.ToString()))[AddressHash.Of(entry.Address)]);
        }
    }

    [Fact]
    public async Task An_address_is_blocked_in_whatever_case_and_others_are_not()
    {
        await PutAsync(Entry("Reader@example.net", BlockReason.Custom));
        var blocked = await CheckAsync(Shop, "READER@example.net", "reader@example.org", "reade@example.net", "READER@example.net");

        Assert.Equal(AddressHash.Of(EmailAddress.Parse("reader@example.net")), Assert.Single(blocked).Key);
        Assert.Empty(await Storage.Blocklists.CheckAsync(default, Shop, [], Now, Token));
    }

    [Fact]
    public async Task An_entry_ends_at_its_last_moment()
    {
        await PutAsync(Entry("reader@example.net", BlockReason.InvalidAddress) with { ExpiresAt = Now.AddDays(180) });
        Pass(TimeSpan.FromDays(180) - TimeSpan.FromTicks(1));
        Assert.Single(await CheckAsync(Shop, "reader@example.net"));

        Pass(TimeSpan.FromTicks(1));
        Assert.Empty(await CheckAsync(Shop, "reader@example.net"));
        Assert.Equal(1, (await ListAsync(BlockReason.InvalidAddress)).Total);
    }

    [Fact]
    public async Task What_a_person_told_a_sender_domain_holds_for_that_domain_only()
    {
        await PutAsync(Entry("reader@example.net", BlockReason.Unsubscribed) with { SenderDomain = Shop });

        Assert.Single(await CheckAsync(Shop, "reader@example.net"));
        Assert.Empty(await CheckAsync(Blog, "reader@example.net"));
        Assert.Empty(await CheckAsync(null, "reader@example.net"));
        await PutAsync(Entry("reader@example.net", BlockReason.Custom));
        Assert.Single(await CheckAsync(null, "reader@example.net"));
    }

    [Fact]
    public async Task Invalid_addresses_hold_for_all_accounts_and_the_rest_for_their_own()
    {
        await PutAsync([.. Enum.GetValues<BlockReason>().Select(reason => Entry($"reader{reason}@example.net", reason))]);
        var addresses = Enum.GetValues<BlockReason>().Select(reason => AddressHash.Of(EmailAddress.Parse($"reader{reason}@example.net"))).ToList();

        Assert.Equal(5, (await Storage.Blocklists.CheckAsync(default, Shop, addresses, Now, Token)).Count);
        Assert.Equal(BlockReason.InvalidAddress, Assert.Single((await Storage.Blocklists.CheckAsync(Other, Shop, addresses, Now, Token)).Values).Reason);
        Assert.Equal(0, (await Storage.Blocklists.ListAsync(Other, BlockReason.InvalidAddress, PageRequest.First, Token)).Total);
    }

    [Fact]
    public async Task Of_several_entries_the_gravest_that_holds_is_named()
    {
        BlockReason[] byGravity = [BlockReason.Complained, BlockReason.Unsubscribed, BlockReason.Custom, BlockReason.InvalidAddress, BlockReason.MailboxFull];
        await PutAsync([.. byGravity.Reverse().Select((reason, i) => Entry("reader@example.net", reason) with { ExpiresAt = Now.AddHours(i + 1) })]);

        foreach (var reason in byGravity)
        {
            Assert.Equal(reason, Assert.Single(await CheckAsync(Shop, "reader@example.net")).Value.Reason);
            await Storage.Blocklists.RemoveAsync(default, reason, [AddressHash.Of(EmailAddress.Parse("reader@example.net"))], Token);
        }

        Assert.Empty(await CheckAsync(Shop, "reader@example.net"));
    }

    [Fact]
    public async Task An_entry_put_again_gets_the_new_end_and_remark_and_keeps_its_time()
    {
        var entry = Entry("Reader@example.net", BlockReason.Custom) with { Remark = "first", ExpiresAt = Now.AddDays(1) };
        await PutAsync(entry);
        Pass(TimeSpan.FromHours(1));
        var again = Entry("reader@example.net", BlockReason.Custom) with { Remark = "second" };

        Assert.Equal(0, await PutAsync(again));
        var stored = Assert.Single((await ListAsync(BlockReason.Custom)).Items);
        Assert.Equal((entry.At, null, "second"), (stored.At, stored.ExpiresAt, stored.Remark));
    }

    [Fact]
    public async Task Account_reason_and_sender_domain_make_entries_of_their_own()
    {
        var entry = Entry("reader@example.net", BlockReason.Unsubscribed);
        Assert.Equal(5, await PutAsync(
            entry, entry with { SenderDomain = Shop }, entry with { SenderDomain = Blog }, entry with { Account = Other }, entry with { Reason = BlockReason.Complained }, entry));
        Assert.Equal(3, (await ListAsync(BlockReason.Unsubscribed)).Total);
    }

    [Fact]
    public async Task Removing_takes_the_accounts_entries_of_a_reason_for_all_its_sender_domains()
    {
        var entry = Entry("reader@example.net", BlockReason.Unsubscribed);
        await PutAsync(entry with { SenderDomain = Shop }, entry with { SenderDomain = Blog }, entry with { Account = Other }, entry with { Reason = BlockReason.Custom });
        AddressHash[] addresses = [AddressHash.Of(entry.Address), AddressHash.Of(EmailAddress.Parse("nobody@example.net"))];

        Assert.Equal(2, await Storage.Blocklists.RemoveAsync(default, BlockReason.Unsubscribed, addresses, Token));
        Assert.Equal(0, await Storage.Blocklists.RemoveAsync(default, BlockReason.Unsubscribed, addresses, Token));
        Assert.Equal(BlockReason.Custom, Assert.Single(await CheckAsync(Shop, "reader@example.net")).Value.Reason);
        Assert.Equal(1, (await Storage.Blocklists.ListAsync(Other, BlockReason.Unsubscribed, PageRequest.First, Token)).Total);
    }

    [Fact]
    public async Task Entries_are_listed_the_newest_first()
    {
        for (var i = 0; i < 12; i++)
            await PutAsync(Entry($"reader{i}@example.net", BlockReason.Custom) with { At = Now.AddMinutes(i * 5 % 12) });

        var seen = await PagesAsync(5, page => Storage.Blocklists.ListAsync(default, BlockReason.Custom, page, Token));
        Assert.Equal(Enumerable.Range(0, 12).Reverse().Select(i => Now.AddMinutes(i)), seen.Select(entry => entry.At));
    }

    [Fact]
    public async Task Pages_of_entries_of_one_moment_show_each_once_whatever_comes_meanwhile()
    {
        await PutAsync([.. SampleMail.Recipients(23).Select(text => Entry(text, BlockReason.Custom))]);
        await PutAsync(Entry("reader1@example.net", BlockReason.Custom) with { SenderDomain = Shop }, Entry("reader1@example.net", BlockReason.Custom) with { SenderDomain = Blog });

        var seen = await PagesAsync(5, page => Storage.Blocklists.ListAsync(default, BlockReason.Custom, page, Token), async count =>
            await PutAsync(Entry($"new{count}@example.net", BlockReason.Custom) with { At = Now.AddMinutes(1) }));

        Assert.Equal(25, seen.Count);
        Assert.Equal(25, seen.Select(entry => (entry.Address, entry.SenderDomain)).Distinct().Count());
        Assert.Equal(29, (await ListAsync(BlockReason.Custom)).Total);
    }

    [Fact]
    public async Task A_large_list_is_put_and_checked_in_one_call()
    {
        var entries = SampleMail.Recipients(3_000).Select(text => Entry(text, BlockReason.Custom)).ToList();
        Assert.Equal(3_000, await Storage.Blocklists.PutAsync(entries, Token));

        var hashes = SampleMail.Recipients(3_500).Select(text => AddressHash.Of(EmailAddress.Parse(text))).ToList();
        Assert.Equal(3_000, (await Storage.Blocklists.CheckAsync(default, Shop, hashes, Now, Token)).Count);
        Assert.Equal(3_000, await Storage.Blocklists.RemoveAsync(default, BlockReason.Custom, hashes, Token));
    }

    [Fact]
    public async Task Entries_that_follow_from_facts_are_found_like_others()
    {
        await AcceptAsync(1);
        var epoch = await JoinAsync();
        var claimed = Assert.Single(await ClaimAsync(epoch));
        await SettleAsync(epoch, new DeliveryDecision.Delivered(), claimed);
        await Storage.Ledger.RecordAsync([new(claimed.Id, FactKind.Unsubscribed, Now, "1"), new(claimed.Id, FactKind.Bounced, Now, "2", BounceClass.InvalidAddress)], Rules, Now, Token);

        Assert.Equal(BlockReason.Unsubscribed, Assert.Single(await CheckAsync(SampleMail.SenderDomain, "reader1@example.net")).Value.Reason);
        Assert.Equal(BlockReason.InvalidAddress, Assert.Single(await CheckAsync(Blog, "reader1@example.net")).Value.Reason);
        Pass(Rules.InvalidAddressBlock);
        Assert.Empty(await CheckAsync(Blog, "reader1@example.net"));
        Assert.Single(await CheckAsync(SampleMail.SenderDomain, "reader1@example.net"));
    }

    private BlockEntry Entry(string address, BlockReason reason) => new(AccountId.Default, EmailAddress.Parse(address), reason, null, Now, null, null);

    private ValueTask<int> PutAsync(params BlockEntry[] entries) => Storage.Blocklists.PutAsync(entries, Token);

    private ValueTask<IReadOnlyDictionary<AddressHash, BlockEntry>> CheckAsync(DomainName? senderDomain, params string[] addresses) =>
        Storage.Blocklists.CheckAsync(AccountId.Default, senderDomain, [.. addresses.Select(address => AddressHash.Of(EmailAddress.Parse(address)))], Now, Token);

    private ValueTask<Page<BlockEntry>> ListAsync(BlockReason reason) => Storage.Blocklists.ListAsync(AccountId.Default, reason, PageRequest.First, Token);
}

using Ses.Primitives;
using Ses.Recipients;

namespace Ses.Storage.Specifications;

/// <summary>Recipient groups and their members: <see cref="IRecipientStore"/>.</summary>
public abstract class RecipientStoreSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    private static readonly AccountId Other = new("other");

    [Fact]
    public async Task A_group_gets_the_accounts_next_id_and_is_empty()
    {
        var first = await AddAsync("Читатели «А» 📚", "описание");
        var second = (await Storage.Recipients.AddAsync(Group("b", "b's") with { Id = new(77), Count = 9 }, Token))!;
        var foreign = await AddAsync("Читатели «А» 📚", "описание", Other);

        Assert.Equal((1, 2, 1), (first.Id.Value, second.Id.Value, foreign.Id.Value));
        Assert.Equal(0, second.Count);
        Same(first, await FindAsync(first));
        Same(second, await FindAsync(second));
        Assert.Null(await Storage.Recipients.FindAsync(default, new(99), Token));
        Assert.Null(await Storage.Recipients.FindAsync(Other, second.Id, Token));
    }

    [Fact]
    public async Task Name_and_description_are_taken_once_in_an_account_to_the_character()
    {
        await AddAsync("readers", "all who read");

        Assert.Null(await Storage.Recipients.AddAsync(Group("readers", "another"), Token));
        Assert.Null(await Storage.Recipients.AddAsync(Group("another", "all who read"), Token));
        await AddAsync("Readers", "All who read");
        await AddAsync("all who read", "readers");
        await AddAsync("readers", "all who read", Other);
    }

    [Fact]
    public async Task Eight_who_add_at_once_get_ids_and_names_of_their_own()
    {
        var doors = await ConnectAsync(8);
        var added = await AtOnceAsync(8, async number => await doors[number].Recipients.AddAsync(Group($"name {number / 2}", $"description {number}"), Token));

        Assert.Equal([1, 2, 3, 4], added.OfType<RecipientGroup>().Select(group => group.Id.Value).Order());
    }

    [Fact]
    public async Task A_removed_group_takes_members_and_imports_along_and_frees_its_name()
    {
        var group = await AddAsync("readers", "all");
        await StoreAsync(group, Members("a@example.net"), import: new("file", 1, 10, "{}", false));

        Assert.True(await Storage.Recipients.RemoveAsync(default, group.Id, Token));
        Assert.False(await Storage.Recipients.RemoveAsync(default, group.Id, Token));
        Assert.Null(await FindAsync(group));
        Assert.Empty(await ReadAsync(group));
        Assert.Null(await Storage.Recipients.FindImportAsync(default, group.Id, "file", Token));
        Assert.Equal(AddMembersStatus.NotFound, (await Storage.Recipients.AddMembersAsync(new(default, group.Id, Members("a@example.net"), 10, null), Token)).Status);
        var again = await AddAsync("readers", "all");
        Assert.Equal(2, again.Id.Value);
        Assert.Empty(await ReadAsync(again));
    }

    [Fact]
    public async Task Groups_are_searched_by_a_part_of_their_name_in_any_case()
    {
        foreach (var name in new[] { "ПРИВЕТ 100%", "Привет a_b", "goodbye", "Hello" })
            await AddAsync(name, $"about {name}");
        await AddAsync("Привет", "x", Other);

        Assert.Equal([1, 2], await IdsAsync("привет"));
        Assert.Equal([4], await IdsAsync("HELL"));
        Assert.Equal([1], await IdsAsync("%"));
        Assert.Equal([2], await IdsAsync("_"));
        Assert.Equal([2], await IdsAsync("A_B"));
        Assert.Equal([], await IdsAsync("about"));
        Assert.Equal([1, 2, 3, 4], await IdsAsync(null));
    }

    [Fact]
    public async Task Pages_of_groups_do_not_move_when_others_come_and_go()
    {
        for (var i = 1; i <= 12; i++)
            await AddAsync($"g{i}", $"d{i}");

        var seen = await PagesAsync(5, page => Storage.Recipients.ListAsync(default, null, page, Token), count => Storage.Recipients.RemoveAsync(default, new(count), Token).AsTask());

        Assert.Equal(Enumerable.Range(1, 12).Select(i => (long)i), seen.Select(group => group.Id.Value));
    }

    [Fact]
    public async Task Members_come_back_in_their_order_with_their_variables()
    {
        var group = await AddAsync("readers", "all");
        var members = Members("Zoe@example.net", "читатель@пример.испытание", "\"a b\"@example.net", $"{new string('l', 64)}@example.net");
        members = [members[0] with { Data = """{"имя":"Зоя 🎈","nul":"\u0000"}""" }, members[1] with { Data = "{}" }, .. members.Skip(2)];

        Assert.Equal(new(AddMembersStatus.Stored, 4, 0), await StoreAsync(group, members));
        Same(members.Select((member, i) => member with { Ordinal = i + 1 }), await ReadAsync(group));
        Assert.Equal(4, (await FindAsync(group))!.Count);
    }

    [Fact]
    public async Task A_known_member_gets_new_variables_and_keeps_its_place()
    {
        var group = await AddAsync("readers", "all");
        await StoreAsync(group, Members("a@example.net", "b@example.net", "c@example.net"));
        var again = Members("B@example.net", "d@example.net");

        Assert.Equal(new(AddMembersStatus.Stored, 1, 1), await StoreAsync(group, [again[0] with { Data = "{\"n\":2}" }, again[1]]));

        var read = await ReadAsync(group);
        Assert.Equal([(1, null), (2, "{\"n\":2}"), (3, null), (4, null)], read.Select(member => (member.Ordinal, member.Data)));
        Assert.Equal(4, (await FindAsync(group))!.Count);
    }

    [Fact]
    public async Task Groups_share_no_members()
    {
        var (first, second) = (await AddAsync("a", "a"), await AddAsync("b", "b"));
        var foreign = await AddAsync("a", "a", Other);
        foreach (var group in new[] { first, second, foreign })
            Assert.Equal(new(AddMembersStatus.Stored, 1, 0), await StoreAsync(group, Members("a@example.net")));

        await Storage.Recipients.RemoveMemberAsync(default, first.Id, HashOf("a@example.net"), Token);
        Assert.Single(await ReadAsync(second));
        Assert.Single(await ReadAsync(foreign));
    }

    [Fact]
    public async Task A_group_does_not_grow_beyond_its_limit_and_known_members_do_not_count()
    {
        var group = await AddAsync("readers", "all");
        await StoreAsync(group, Members("a@example.net", "b@example.net"), max: 3);

        Assert.Equal(new(AddMembersStatus.Full, 0, 0), await StoreAsync(group, Members("c@example.net", "d@example.net"), max: 3, import: new("file", 1, 2, "{}", false)));
        Assert.Equal(2, (await ReadAsync(group)).Count);
        Assert.Null(await Storage.Recipients.FindImportAsync(default, group.Id, "file", Token));
        Assert.Equal(new(AddMembersStatus.Stored, 1, 2), await StoreAsync(group, Members("a@example.net", "b@example.net", "c@example.net"), max: 3));
    }

    [Fact]
    public async Task An_imports_state_is_saved_with_its_slice_and_a_repeated_slice_adds_nobody()
    {
        var group = await AddAsync("readers", "all");
        var state = new ImportState("файл 1.csv", 1, 1_000, """{"total":1000,"ошибки":["\u0000"]}""", false);
        await StoreAsync(group, Members("a@example.net"), import: state);
        Same(state, await Storage.Recipients.FindImportAsync(default, group.Id, "файл 1.csv", Token));

        Assert.Equal(new(AddMembersStatus.Repeated, 0, 0), await StoreAsync(group, Members("b@example.net"), import: state with { Report = "other" }));
        Same(state, await Storage.Recipients.FindImportAsync(default, group.Id, "файл 1.csv", Token));
        Assert.Single(await ReadAsync(group));

        var next = state with { Slices = 2, Rows = 2_000, IsFinished = true };
        Assert.Equal(new(AddMembersStatus.Stored, 1, 0), await StoreAsync(group, Members("b@example.net"), import: next));
        Assert.Equal(AddMembersStatus.Repeated, (await StoreAsync(group, Members("c@example.net"), import: state)).Status);
        Same(next, await Storage.Recipients.FindImportAsync(default, group.Id, "файл 1.csv", Token));
    }

    [Fact]
    public async Task Imports_are_told_apart_by_key_and_group()
    {
        var (first, second) = (await AddAsync("a", "a"), await AddAsync("b", "b"));
        var state = new ImportState("file", 1, 1, "{}", true);
        await StoreAsync(first, Members("a@example.net"), import: state);

        Assert.Equal(AddMembersStatus.Stored, (await StoreAsync(first, Members("b@example.net"), import: state with { Key = "File" })).Status);
        Assert.Equal(AddMembersStatus.Stored, (await StoreAsync(second, Members("c@example.net"), import: state)).Status);
        Assert.Null(await Storage.Recipients.FindImportAsync(Other, first.Id, "file", Token));
        Assert.Null(await Storage.Recipients.FindImportAsync(default, first.Id, "FILE", Token));
    }

    [Fact]
    public async Task A_slice_without_members_saves_the_imports_state()
    {
        var group = await AddAsync("readers", "all");
        var state = new ImportState("file", 1, 0, "{}", true);

        Assert.Equal(new(AddMembersStatus.Stored, 0, 0), await StoreAsync(group, [], import: state));
        Same(state, await Storage.Recipients.FindImportAsync(default, group.Id, "file", Token));
    }

    [Fact]
    public async Task A_member_that_left_and_came_again_stands_at_the_end()
    {
        var group = await AddAsync("readers", "all");
        await StoreAsync(group, Members("a@example.net", "b@example.net", "c@example.net"));

        Assert.True(await Storage.Recipients.RemoveMemberAsync(default, group.Id, HashOf("A@example.net"), Token));
        Assert.False(await Storage.Recipients.RemoveMemberAsync(default, group.Id, HashOf("a@example.net"), Token));
        Assert.False(await Storage.Recipients.RemoveMemberAsync(Other, group.Id, HashOf("b@example.net"), Token));
        Assert.True(await Storage.Recipients.RemoveMemberAsync(default, group.Id, HashOf("c@example.net"), Token));
        Assert.Equal(1, (await FindAsync(group))!.Count);
        Assert.Equal(new(AddMembersStatus.Stored, 1, 0), await StoreAsync(group, Members("a@example.net")));
        Assert.Equal([("b", 2), ("a", 4)], (await ReadAsync(group)).Select(member => (member.Address.LocalPart, member.Ordinal)));
    }

    [Fact]
    public async Task Members_are_read_in_slices_by_ordinal_whoever_comes_or_goes()
    {
        var group = await AddAsync("readers", "all");
        await StoreAsync(group, Members([.. SampleMail.Recipients(23)]));
        var seen = new List<GroupMember>();
        IReadOnlyList<GroupMember> slice;
        do
        {
            slice = await Storage.Recipients.ReadMembersAsync(default, group.Id, seen.LastOrDefault()?.Ordinal ?? 0, 5, Token);
            seen.AddRange(slice);
            Assert.True(seen.Count <= 23, "the slices do not end");
            await Storage.Recipients.RemoveMemberAsync(default, group.Id, AddressHash.Of(seen[0].Address), Token);
        }
        while (slice.Count == 5);

        Assert.Equal(SampleMail.Recipients(23), seen.Select(member => member.Address.ToString()));
        Assert.Empty(await Storage.Recipients.ReadMembersAsync(default, group.Id, 23, 5, Token));
        Assert.Empty(await Storage.Recipients.ReadMembersAsync(default, new(99), 0, 5, Token));
    }

    [Fact]
    public async Task Eight_imports_at_once_add_everyone_once_and_stay_within_the_limit()
    {
        var group = await AddAsync("readers", "all");
        var doors = await ConnectAsync(8);
        var results = (await AtOnceAsync(8, async number =>
        {
            var mine = new List<AddMembersResult>();
            for (var i = 0; i < 6; i++)
                mine.Add(await doors[number].Recipients.AddMembersAsync(new(default, group.Id, Members([.. SampleMail.Recipients(10, $"d{(number + i) % 8}.example")]), 60, null), Token));
            return mine;
        })).SelectMany(mine => mine).ToList();

        var members = await ReadAsync(group);
        Assert.Equal(60, members.Count);
        Assert.Equal(60, results.Sum(result => result.Added));
        Assert.Equal(60, (await FindAsync(group))!.Count);
        Assert.Equal(60, members.Select(member => member.Ordinal).Distinct().Count());
        Assert.All(results, result => Assert.Equal(result.Status == AddMembersStatus.Full ? 0 : 10, result.Added + result.Updated));
    }

    private RecipientGroup Group(string name, string description) => new(AccountId.Default, default, name, description, 0, Now);

    private async Task<RecipientGroup> AddAsync(string name, string description, AccountId account = default)
    {
        var added = await Storage.Recipients.AddAsync(Group(name, description) with { Account = account }, Token);
        Assert.NotNull(added);
        return added;
    }

    private ValueTask<RecipientGroup?> FindAsync(RecipientGroup group) => Storage.Recipients.FindAsync(group.Account, group.Id, Token);

    private static IReadOnlyList<GroupMember> Members(params string[] addresses) => [.. addresses.Select(address => new GroupMember(EmailAddress.Parse(address), null))];

    private ValueTask<AddMembersResult> StoreAsync(RecipientGroup group, IReadOnlyList<GroupMember> members, long max = 1_000, ImportState? import = null) =>
        Storage.Recipients.AddMembersAsync(new(group.Account, group.Id, members, max, import), Token);

    private ValueTask<IReadOnlyList<GroupMember>> ReadAsync(RecipientGroup group) => Storage.Recipients.ReadMembersAsync(group.Account, group.Id, 0, 1_000, Token);

    private static AddressHash HashOf(string address) => AddressHash.Of(EmailAddress.Parse(address));

    private async Task<IEnumerable<long>> IdsAsync(string? search) =>
        (await Storage.Recipients.ListAsync(default, search, PageRequest.First, Token)).Items.Select(group => group.Id.Value);
}

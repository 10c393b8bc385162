using NSubstitute;
using Ses.Recipients;
using Ses.Storage;
using Ses.Storage.InMemory;

namespace Ses.Tests.Recipients;

public sealed class WhenAnImportIsRepeated
{
    private static readonly CsvImportOptions Keyed = new() { ImportKey = "spring.csv" };

    [Fact]
    public async Task The_same_key_gives_the_same_report_and_stores_nothing_again()
    {
        var readers = await RecipientsFixture.CreateAsync();
        var first = await readers.ImportAsync(Rows(2_500), Keyed);
        await readers.Groups.RemoveMemberAsync(readers.Group.Id, "reader7@example.com", TestContext.Current.CancellationToken);
        AssertSame(first, await readers.ImportAsync(Rows(2_500), Keyed));
        Assert.DoesNotContain("reader7@example.com", await readers.AddressesAsync());
    }

    [Theory]
    [InlineData(2_501)]
    [InlineData(2_499)]
    public async Task Another_file_under_the_same_key_is_noticed(int rows)
    {
        var readers = await RecipientsFixture.CreateAsync();
        await readers.ImportAsync(Rows(2_500), Keyed);
        var refused = await Assert.ThrowsAsync<SesException>(() => readers.ImportAsync(Rows(rows), Keyed));
        Assert.Equal(SesErrorCode.IdempotencyConflict, refused.Code);
        Assert.Equal("the import key 'spring.csv' was used for another file in this group; use a new key for a new file", refused.Message);
        Assert.Equal(2_500, (await readers.Groups.FindAsync(readers.Group.Id, TestContext.Current.CancellationToken))!.Count);
    }

    [Fact]
    public async Task One_other_letter_makes_another_file()
    {
        var readers = await RecipientsFixture.CreateAsync();
        await readers.ImportAsync(Rows(2_500), Keyed);
        await Assert.ThrowsAsync<SesException>(() => readers.ImportAsync(Rows(2_500).Replace("Reader 1234\n", "Reader 1235\n", StringComparison.Ordinal), Keyed));
        await Assert.ThrowsAsync<SesException>(() => readers.ImportAsync(Rows(2_500).Replace("email,name", "email,nome", StringComparison.Ordinal), Keyed));
    }

    [Fact]
    public async Task Keys_are_a_groups_own()
    {
        var readers = await RecipientsFixture.CreateAsync();
        await readers.ImportAsync(Rows(10), Keyed);
        var other = await readers.Groups.CreateAsync("others", "The others", TestContext.Current.CancellationToken);
        Assert.Equal(5, (await readers.Groups.ImportCsvAsync(other.Id, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Rows(5))), Keyed, cancellationToken: TestContext.Current.CancellationToken)).Valid);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public async Task One_that_was_broken_off_goes_on_and_ends_with_the_same_report(int failingSlice, bool isStored)
    {
        var csv = Rows(2_500) + "bad\nreader3@example.com,again\n,\n";
        var expected = await (await RecipientsFixture.CreateAsync()).ImportAsync(csv, Keyed);
        var (storage, failing) = Failing(failingSlice, isStored);
        var readers = await RecipientsFixture.CreateAsync(storage: failing);
        await Assert.ThrowsAsync<IOException>(() => readers.ImportAsync(csv, Keyed));
        AssertSame(expected, await readers.ImportAsync(csv, Keyed));
        AssertSame(expected, await readers.ImportAsync(csv, Keyed));
        Assert.Equal(2_500, (await storage.Recipients.FindAsync(default, readers.Group.Id, TestContext.Current.CancellationToken))!.Count);
    }

    [Fact]
    public async Task One_that_was_broken_off_notices_another_file()
    {
        var (_, failing) = Failing(2, isStored: false);
        var readers = await RecipientsFixture.CreateAsync(storage: failing);
        await Assert.ThrowsAsync<IOException>(() => readers.ImportAsync(Rows(2_500), Keyed));
        var other = Rows(2_500).Replace("reader5@", "reader5000@", StringComparison.Ordinal);
        Assert.Equal(SesErrorCode.IdempotencyConflict, (await Assert.ThrowsAsync<SesException>(() => readers.ImportAsync(other, Keyed))).Code);
    }

    [Fact]
    public async Task Two_at_once_add_nobody_twice_and_the_later_one_is_told()
    {
        var readers = await RecipientsFixture.CreateAsync(options => options.Recipients.MaxImportRows = 100_000);
        var csv = Rows(30_000);
        var runs = Enumerable.Range(0, 4).Select(_ => Task.Run(() => readers.ImportAsync(csv, Keyed))).ToList();
        await Task.WhenAll(runs.Select(run => run.ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default)));
        foreach (var failed in runs.Where(run => run.IsFaulted))
            Assert.Equal(SesErrorCode.Conflict, Assert.IsType<SesException>(failed.Exception!.InnerException).Code);
        Assert.Equal(30_000, (await readers.ImportAsync(csv, Keyed)).Valid);
        Assert.Equal(30_000, (await readers.Groups.FindAsync(readers.Group.Id, TestContext.Current.CancellationToken))!.Count);
    }

    // A store that fails once, before or behind the commit of a slice.
    private static (InMemoryStorage Storage, ISesStorage Failing) Failing(int slice, bool isStored)
    {
        var storage = new InMemoryStorage();
        var (recipients, calls) = (Substitute.For<IRecipientStore>(), 0);
        recipients.AddAsync(null!, default).ReturnsForAnyArgs(call => storage.Recipients.AddAsync(call.Arg<RecipientGroup>(), default));
        recipients.FindAsync(default, default, default).ReturnsForAnyArgs(call => storage.Recipients.FindAsync(call.ArgAt<Primitives.AccountId>(0), call.ArgAt<Primitives.RecipientGroupId>(1), default));
        recipients.FindImportAsync(default, default, null!, default).ReturnsForAnyArgs(call =>
            storage.Recipients.FindImportAsync(call.ArgAt<Primitives.AccountId>(0), call.ArgAt<Primitives.RecipientGroupId>(1), call.ArgAt<string>(2), default));
        recipients.AddMembersAsync(null!, default).ReturnsForAnyArgs(call =>
        {
            var fails = ++calls == slice;
            if (fails && !isStored)
                throw new IOException("the store is away");
            var result = storage.Recipients.AddMembersAsync(call.Arg<MemberSlice>(), default);
            return fails ? throw new IOException("the answer is lost") : result;
        });
        var door = Substitute.For<ISesStorage>();
        door.Recipients.Returns(recipients);
        return (storage, door);
    }

    private static void AssertSame(ImportReport expected, ImportReport actual) =>
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(expected), System.Text.Json.JsonSerializer.Serialize(actual));

    private static string Rows(int count) => "email,name\n" + string.Concat(Enumerable.Range(1, count).Select(i => $"reader{i}@example.com,Reader {i}\n"));
}

using Ses.Judges;
using Ses.Primitives;
using Ses.Recipients;

namespace Ses.Storage.Sql.Tests.Sqlite;

/// <summary>A disk keeps what was synced, and of what was written since, any part: SQLite's log ends there with the first frame that is not whole.</summary>
public sealed class WhenThePowerFails : IDisposable
{
    private const int SliceRows = 40;

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly List<(int Log, MessageId Message)> _answered = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_answered_is_there_and_bulk_work_is_there_with_its_cursor_or_not_at_all(bool laterFramesAreThere)
    {
        var (file, log, group) = await WriteAsync();
        for (var i = 0; i < 40; i++)
        {
            var cut = _answered[0].Log + (int)((long)(log.Length - _answered[0].Log) * i / 40);
            var torn = log[..cut];
            if (laterFramesAreThere)
                torn = [.. torn, .. new byte[Math.Min(5_000, log.Length - cut)], .. log[Math.Min(cut + 5_000, log.Length)..]];
            await CheckAsync($"{i}.db", file, torn, cut, group);
        }
    }

    // Bulk work, which is not synced, and letters, which are, in turn.
    private async Task<(byte[] File, byte[] Log, RecipientGroup Group)> WriteAsync()
    {
        var path = _folder.File("shop.db");
        await using var storage = SqlStorage.OfSqlite(new() { Path = path });
        var letters = new SampleLetters(await storage.Nodes.ReserveEpochAsync(Token));
        var group = (await storage.Recipients.AddAsync(new(default, default, "readers", "all", 0, Now), Token))!;
        for (var slice = 1; slice <= 12; slice++)
        {
            var members = Enumerable.Range(0, SliceRows).Select(i => new GroupMember(EmailAddress.Parse($"reader{slice}.{i}@example.net"), null));
            var state = new ImportState("file", slice, slice * SliceRows, "{}", false);
            Assert.Equal(AddMembersStatus.Stored, (await storage.Recipients.AddMembersAsync(new(default, group.Id, [.. members], 10_000, state), Token)).Status);
            if (slice % 2 != 0)
                continue;
            var letter = letters.Letter(Now.AddSeconds(slice), 3, $"letter{slice}");
            await storage.Ledger.AcceptAsync(letter, Now, Token);
            _answered.Add(((await ReadAsync(path + "-wal")).Length, letter.Message.Id));
        }

        return (await ReadAsync(path), await ReadAsync(path + "-wal"), group);
    }

    private async Task CheckAsync(string name, byte[] file, byte[] log, int cut, RecipientGroup group)
    {
        var path = _folder.File(name);
        await File.WriteAllBytesAsync(path, file, Token);
        await File.WriteAllBytesAsync(path + "-wal", log, Token);
        await using var storage = SqlStorage.OfSqlite(new() { Path = path, SynchronousFull = false });
        foreach (var (end, message) in _answered)
        {
            var there = await storage.Ledger.ListDeliveriesAsync(message, null, 100, Token);
            Assert.True(there.Count == 3 || (there.Count == 0 && end > cut), $"{there.Count} of 3 deliveries with {cut} octets of the log; it had {end} when they were answered");
        }

        var members = await storage.Recipients.ReadMembersAsync(default, group.Id, 0, 10_000, Token);
        var state = await storage.Recipients.FindImportAsync(default, group.Id, "file", Token);
        Assert.Equal((state?.Slices ?? 0) * SliceRows, members.Count);
        Assert.True(state!.Slices >= 2 * _answered.Count(answer => answer.Log <= cut), $"{state.Slices} slices with {cut} octets of the log");
    }

    private static async Task<byte[]> ReadAsync(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, Token);
        return bytes;
    }
}

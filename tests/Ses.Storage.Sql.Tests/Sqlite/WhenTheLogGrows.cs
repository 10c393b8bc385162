using System.Buffers.Binary;
using Ses.Judges;

namespace Ses.Storage.Sql.Tests.Sqlite;

public sealed class WhenTheLogGrows : IDisposable
{
    // Where SQLite itself would copy it, and let everybody wait meanwhile.
    private const long OwnLimit = 16_000 * 4_096;

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private string Log => _folder.File("busy.db-wal");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_copied_beside_the_writer_and_begins_anew()
    {
        await using var storage = SqlStorage.OfSqlite(new() { Path = _folder.File("busy.db"), SynchronousFull = false });
        var letters = new SampleLetters(await storage.Nodes.ReserveEpochAsync(Token));
        for (var i = 0; new FileInfo(Log).Length < OwnLimit * 6 / 10; i++)
            await AcceptAsync(i, recipients: 200);

        var next = 1_000;
        await Eventually.Holds(async () =>
        {
            await AcceptAsync(next++, recipients: 1);
            return await BeginningsAsync() > 0;
        });
        Assert.InRange(new FileInfo(Log).Length, 0, OwnLimit * 9 / 10);

        async Task AcceptAsync(int i, int recipients)
        {
            var letter = letters.Letter(Now.AddSeconds(i), recipients, $"letter{i}");
            await storage.Ledger.AcceptAsync(letter with { Deliveries = [.. letter.Deliveries.Select(delivery => delivery with { Data = new string('x', 12_000) })] }, Now, Token);
        }
    }

    // How often the log began anew is said at its beginning (SQLite's file format, §4.1).
    private async Task<uint> BeginningsAsync()
    {
        await using var log = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var header = new byte[32];
        await log.ReadExactlyAsync(header, Token);
        return BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(12));
    }
}

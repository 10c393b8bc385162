using System.Security.Cryptography;
using Ses.Domains;
using Ses.Scheduling.Internal;

namespace Ses.Secrets.Internal;

/// <summary>
/// The keys of one ring, opened. The newest makes, all of them prove. A key that has grown old is followed by a new one; the two before it go on proving.
/// </summary>
internal sealed class KeyRing(string name, ISecretStore store, ISecretProtector protector, Func<TimeSpan> maxAge, TimeProvider time, EngineScheduler scheduler)
{
    private const int KeyOctets = 32;
    private const int Keep = 3;

    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private OpenRing? _open;
    private List<TaskCompletionSource<OpenRing>>? _waiting;

    /// <summary>The key that makes.</summary>
    public async ValueTask<byte[]> CurrentAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        var ring = Volatile.Read(ref _open);
        if (ring is null || !IsCurrent(ring, now))
            ring = await BringOnceAsync(now).ConfigureAwait(false);
        return ring.Keys[0];
    }

    /// <summary>All keys that prove, the newest first.</summary>
    /// <param name="since">Keys read before this are read again: another process may have made one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask<IReadOnlyList<byte[]>> AllAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var ring = Volatile.Read(ref _open);
        if (ring is null || ring.ReadAt < since)
            ring = await ReadAsync(time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        return ring.Keys;
    }

    private bool IsCurrent(OpenRing ring, DateTimeOffset now) => now - ring.ReadAt <= Refresh && ring.Keys.Count > 0 && now - ring.CreatedAt <= maxAge();

    // One asks the store for all: each connection's first mail wants the key at the same time, and making one takes a lock there.
    // Nobody's token ends it, since others wait for it too.
    private Task<OpenRing> BringOnceAsync(DateTimeOffset now)
    {
        var waiter = new TaskCompletionSource<OpenRing>();
        lock (_lock)
        {
            if (_waiting is { } others)
            {
                others.Add(waiter);
                return waiter.Task;
            }

            _waiting = [waiter];
        }

        _ = BringAsync(now);
        return waiter.Task;
    }

    private async Task BringAsync(DateTimeOffset now)
    {
        try
        {
            var ring = await ReadAsync(now, CancellationToken.None).ConfigureAwait(false);
            if (!IsCurrent(ring, now))
                ring = await AddAsync(ring, now, CancellationToken.None).ConfigureAwait(false);
            Tell(waiter => waiter.SetResult(ring));
        }
#pragma warning disable CA1031 // Those who wait are told; the next one asks again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Tell(waiter => waiter.SetException(error));
        }
    }

    // Each goes on by itself, where the engine's work runs.
    private void Tell(Action<TaskCompletionSource<OpenRing>> tell)
    {
        List<TaskCompletionSource<OpenRing>> waiting;
        lock (_lock)
            (waiting, _waiting) = (_waiting!, null);
        foreach (var waiter in waiting)
            scheduler.Post(() => tell(waiter));
    }

    private async ValueTask<OpenRing> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        Open(await store.ListAsync(name, cancellationToken).ConfigureAwait(false), now);

    private async ValueTask<OpenRing> AddAsync(OpenRing ring, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = RandomNumberGenerator.GetBytes(KeyOctets);
        var stored = new StoredKey(ring.Newest + 1, protector.Protect(Purpose, key), now);
        return Open(await store.AddAsync(name, stored, Keep, cancellationToken).ConfigureAwait(false), now);
    }

    private OpenRing Open(IReadOnlyList<StoredKey> keys, DateTimeOffset now)
    {
        var open = new OpenRing(
            [.. keys.Select(key => protector.Unprotect(Purpose, key.Sealed.Span))],
            keys is [var newest, ..] ? newest.Number : 0,
            keys is [var first, ..] ? first.CreatedAt : default,
            now);
        Volatile.Write(ref _open, open);
        return open;
    }

    private string Purpose => $"ring:{name}";

    private sealed record OpenRing(IReadOnlyList<byte[]> Keys, int Newest, DateTimeOffset CreatedAt, DateTimeOffset ReadAt);
}

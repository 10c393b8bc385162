namespace Ses.Secrets;

/// <summary>Rings of keys that all processes share, such as the one that return paths are proved with. Keys lie there sealed by <c>ISecretProtector</c>.</summary>
public interface ISecretStore
{
    /// <summary>The keys of a ring, the newest first; empty where there is no such ring.</summary>
    ValueTask<IReadOnlyList<StoredKey>> ListAsync(string ring, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a key in front of a ring if <paramref name="key"/>'s number is one more than the newest's (1 for an empty ring), and lets go all but the newest
    /// <paramref name="keep"/>; else the ring stays as it is. So of several who begin or renew a ring at once, one succeeds.
    /// </summary>
    /// <returns>The ring as it stands now, the newest first.</returns>
    ValueTask<IReadOnlyList<StoredKey>> AddAsync(string ring, StoredKey key, int keep, CancellationToken cancellationToken);
}

/// <summary>A key as it is stored.</summary>
/// <param name="Number">Counts from 1 within its ring.</param>
/// <param name="Sealed">The key, sealed.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record StoredKey(int Number, ReadOnlyMemory<byte> Sealed, DateTimeOffset CreatedAt);

using Ses.Secrets;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class SecretRoom(Tables tables) : ISecretStore
{
    public ValueTask<IReadOnlyList<StoredKey>> ListAsync(string ring, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.KeyRings.GetValueOrDefault(ring) ?? []);
    }

    public ValueTask<IReadOnlyList<StoredKey>> AddAsync(string ring, StoredKey key, int keep, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var keys = tables.KeyRings.GetValueOrDefault(ring) ?? [];
            if (key.Number == (keys is [var newest, ..] ? newest.Number : 0) + 1)
                tables.KeyRings[ring] = keys = [.. keys.Prepend(key).Take(keep)];
            return new(keys);
        }
    }
}

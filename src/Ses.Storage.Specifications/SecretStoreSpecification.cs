using Ses.Secrets;

namespace Ses.Storage.Specifications;

/// <summary>Rings of keys that all processes share: <see cref="ISecretStore"/>.</summary>
public abstract class SecretStoreSpecification(StorageFixture fixture) : StorageSpecification(fixture)
{
    [Fact]
    public async Task A_ring_that_nobody_began_is_empty() => Assert.Empty(await Storage.Secrets.ListAsync("return-path", Token));

    [Fact]
    public async Task The_newest_key_comes_first_and_its_bytes_come_back()
    {
        await Storage.Secrets.AddAsync("return-path", Key(1), keep: 3, Token);
        var ring = await Storage.Secrets.AddAsync("return-path", Key(2), keep: 3, Token);
        Assert.Equal([2, 1], ring.Select(key => key.Number));

        var stored = await Storage.Secrets.ListAsync("return-path", Token);
        Assert.Equal([2, 1], stored.Select(key => key.Number));
        Assert.Equal(Key(2).Sealed.ToArray(), stored[0].Sealed.ToArray());
        Assert.Equal(Key(2).CreatedAt, stored[0].CreatedAt);
    }

    [Fact]
    public async Task A_key_whose_number_does_not_follow_changes_nothing_and_shows_what_stands()
    {
        Assert.Empty(await Storage.Secrets.AddAsync("return-path", Key(2), keep: 3, Token));
        await Storage.Secrets.AddAsync("return-path", Key(1), keep: 3, Token);
        var ring = await Storage.Secrets.AddAsync("return-path", Key(1) with { Sealed = new byte[] { 9 } }, keep: 3, Token);
        Assert.Equal(Key(1).Sealed.ToArray(), Assert.Single(ring).Sealed.ToArray());
    }

    [Fact]
    public async Task Only_the_newest_are_kept()
    {
        for (var number = 1; number <= 5; number++)
            await Storage.Secrets.AddAsync("return-path", Key(number), keep: 2, Token);
        Assert.Equal([5, 4], (await Storage.Secrets.ListAsync("return-path", Token)).Select(key => key.Number));
    }

    [Fact]
    public async Task Rings_do_not_mix()
    {
        await Storage.Secrets.AddAsync("return-path", Key(1), keep: 3, Token);
        await Storage.Secrets.AddAsync("Return-Path", Key(1) with { Sealed = new byte[] { 7 } }, keep: 3, Token);
        Assert.Equal(Key(1).Sealed.ToArray(), Assert.Single(await Storage.Secrets.ListAsync("return-path", Token)).Sealed.ToArray());
    }

    [Fact]
    public async Task Of_several_who_begin_a_ring_at_once_one_succeeds_and_all_see_its_key()
    {
        var storage = Storage;
        var rings = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Task.Run(() => storage.Secrets.AddAsync("return-path", Key(1) with { Sealed = new byte[] { (byte)i } }, keep: 3, Token).AsTask())));
        Assert.Single(rings.Select(ring => Assert.Single(ring).Sealed.ToArray()[0]).Distinct());
    }

    private StoredKey Key(int number) => new(number, new byte[] { 1, 2, 0, (byte)number }, Now);
}

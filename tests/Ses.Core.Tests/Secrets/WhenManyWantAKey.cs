using Ses.Domains;
using Ses.Scheduling.Internal;
using Ses.Secrets;
using Ses.Secrets.Internal;

namespace Ses.Core.Tests.Secrets;

public sealed class WhenManyWantAKey
{
    [Fact]
    public async Task One_asks_the_store_for_all_and_who_gives_up_ends_it_for_nobody()
    {
        var store = new SlowStore();
        var ring = new KeyRing("return-path", store, new DevelopmentPlaintextSecretProtector(), () => TimeSpan.FromDays(30), TimeProvider.System, EngineScheduler.ThreadPool);
        using var impatient = new CancellationTokenSource();
        var first = ring.CurrentAsync(impatient.Token).AsTask();
        var others = Enumerable.Range(0, 10).Select(_ => ring.CurrentAsync(TestContext.Current.CancellationToken).AsTask()).ToList();
        await impatient.CancelAsync();
        store.Answer.SetResult();

        var key = await first;
        Assert.All(await Task.WhenAll(others), other => Assert.Equal(key, other));
        Assert.Equal((1, 1), (store.Lists, store.Adds));
    }

    private sealed class SlowStore : ISecretStore
    {
        public TaskCompletionSource Answer { get; } = new();

        public int Lists { get; private set; }

        public int Adds { get; private set; }

        public async ValueTask<IReadOnlyList<StoredKey>> ListAsync(string ring, CancellationToken cancellationToken)
        {
            Lists++;
            await Answer.Task.WaitAsync(cancellationToken);
            return [];
        }

        public ValueTask<IReadOnlyList<StoredKey>> AddAsync(string ring, StoredKey key, int keep, CancellationToken cancellationToken)
        {
            Adds++;
            return new([key]);
        }
    }
}

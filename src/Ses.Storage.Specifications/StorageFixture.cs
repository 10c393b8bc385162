namespace Ses.Storage.Specifications;

/// <summary>
/// How the suites come by stores of a provider. One fixture may serve all classes of a test project at once, so its methods may be called in parallel;
/// each test gets a store of its own, because queues and node epochs are the whole store's.
/// </summary>
public abstract class StorageFixture
{
    /// <summary>
    /// How many random sequences of operations the model-based suite runs; 200 by default. A provider with a database behind it overrides this with fewer.
    /// </summary>
    public virtual int ModelSequences => 200;

    /// <summary>A new, empty store.</summary>
    public abstract ValueTask<ISesStorage> CreateAsync(CancellationToken cancellationToken);

    /// <summary>What is in the store, for people: printed when a test fails.</summary>
    public abstract ValueTask<string> DumpAsync(ISesStorage storage, CancellationToken cancellationToken);

    /// <summary>
    /// Another door to the same store, as a second process would open it while the first one works. By default the same object: for stores that only one
    /// process may claim from.
    /// </summary>
    public virtual ValueTask<ISesStorage> ConnectAsync(ISesStorage storage, CancellationToken cancellationToken) => new(storage);

    /// <summary>
    /// The store as it is after its process has ended and another has opened it. By default it throws: a store that keeps nothing does not adopt
    /// <see cref="DurabilitySpecification"/>.
    /// </summary>
    public virtual ValueTask<ISesStorage> ReopenAsync(ISesStorage storage, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{GetType().Name} does not override ReopenAsync; {nameof(DurabilitySpecification)} needs it");

    /// <summary>The test is over with a door that <see cref="CreateAsync"/>, <see cref="ConnectAsync"/> or <see cref="ReopenAsync"/> opened. By default it is disposed of, where it can be.</summary>
    public virtual async ValueTask ReleaseAsync(ISesStorage storage)
    {
        if (storage is IAsyncDisposable door)
            await door.DisposeAsync();
        else
            (storage as IDisposable)?.Dispose();
    }
}

namespace Ses.Testing;

/// <summary>How the store of a <see cref="FakeWorld"/> fails: chances from 0 to 1, by call.</summary>
/// <param name="BeforeCommit">The call fails and nothing was stored.</param>
/// <param name="AfterCommit">The call fails though all was stored: only the answer is lost.</param>
/// <param name="LongestCall">How long a call may take.</param>
public sealed record StoreFaults(double BeforeCommit, double AfterCommit, TimeSpan LongestCall)
{
    /// <summary>Which calls do not answer for as long as this says so, by name, such as <c>IDomainStore.ListDueAsync</c>; null (default) for none.</summary>
    public Func<string, bool>? Hangs { get; init; }

    /// <summary>It never fails, and answers at once.</summary>
    public static StoreFaults None { get; } = new(0, 0, TimeSpan.Zero);
}

/// <summary>What a failing store throws.</summary>
public sealed class StoreFailedException : SesException
{
    internal StoreFailedException(bool afterCommit)
        : base(SesErrorCode.StorageFailed, afterCommit ? "the store failed behind its commit" : "the store failed before its commit", isTransient: true)
    {
    }
}

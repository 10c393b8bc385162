using Ses.Primitives;

namespace Ses.Domains.Internal;

/// <summary>Secrets of another feature that lie sealed in the store, and are sealed anew with the keys of domains.</summary>
internal interface ISealedSecrets
{
    /// <summary>Seals those of an account anew, each by <paramref name="reseal"/>; whose cannot be opened is reported, and the others are sealed all the same.</summary>
    /// <returns>How many things have newly sealed secrets.</returns>
    ValueTask<int> ResealAsync(AccountId account, Func<string, ReadOnlyMemory<byte>, byte[]> reseal, Action<string> report, CancellationToken cancellationToken);
}

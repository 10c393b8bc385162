using System.Security.Cryptography;
using Ses.Domains.Internal;
using Ses.Primitives;

namespace Ses.Callbacks.Internal;

/// <summary>Seals the signing secrets of an account's endpoints anew.</summary>
internal sealed class CallbackResealing(ICallbackStore store) : ISealedSecrets
{
    public async ValueTask<int> ResealAsync(AccountId account, Func<string, ReadOnlyMemory<byte>, byte[]> reseal, Action<string> report, CancellationToken cancellationToken)
    {
        var resealed = 0;
        var page = new PageRequest();
        while (page is not null)
        {
            var endpoints = await store.ListAsync(account, page, cancellationToken).ConfigureAwait(false);
            foreach (var endpoint in endpoints.Items)
            {
                try
                {
                    resealed += await ResealAsync(endpoint, reseal, cancellationToken).ConfigureAwait(false) ? 1 : 0;
                }
                catch (CryptographicException error)
                {
                    report($"the callback endpoint {endpoint.Url}: {error.Message}");
                }
            }

            page = endpoints.Continuation is { } after ? page with { After = after } : null;
        }

        return resealed;
    }

    private async ValueTask<bool> ResealAsync(CallbackEndpoint listed, Func<string, ReadOnlyMemory<byte>, byte[]> reseal, CancellationToken cancellationToken)
    {
        CallbackEndpoint? endpoint = listed;
        while (endpoint is not null && !await store.UpdateAsync(Resealed(endpoint, reseal), cancellationToken).ConfigureAwait(false))
            endpoint = await store.FindAsync(listed.Account, listed.Sender, cancellationToken).ConfigureAwait(false);
        return endpoint is not null;
    }

    private static CallbackEndpoint Resealed(CallbackEndpoint endpoint, Func<string, ReadOnlyMemory<byte>, byte[]> reseal) => endpoint with
    {
        Keys = [.. endpoint.Keys.Select(key => key with { ProtectedSecret = reseal(CallbackSecrets.PurposeOf(endpoint), key.ProtectedSecret) })],
    };
}

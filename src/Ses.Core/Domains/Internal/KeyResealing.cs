using System.Security.Cryptography;
using Ses.Primitives;

namespace Ses.Domains.Internal;

/// <summary>Seals the keys of an account's domains anew, and secrets of other features with them, with the key that seals now.</summary>
internal sealed class KeyResealing(IDomainStore store, ISecretProtector protector, IReadOnlyList<ISealedSecrets> others)
{
    private readonly List<string> _unopened = [];

    public async ValueTask<int> RunAsync(AccountId account, CancellationToken cancellationToken)
    {
        var resealed = 0;
        var page = new PageRequest();
        while (page is not null)
        {
            var domains = await store.ListAsync(account, null, page, cancellationToken).ConfigureAwait(false);
            foreach (var domain in domains.Items)
                resealed += await ResealAsync(domain, cancellationToken).ConfigureAwait(false) ? 1 : 0;
            page = domains.Continuation is { } after ? page with { After = after } : null;
        }

        foreach (var other in others)
            resealed += await other.ResealAsync(account, (purpose, secret) => Resealed(purpose, secret.Span), _unopened.Add, cancellationToken).ConfigureAwait(false);
        return _unopened.Count == 0 ? resealed : throw new SesException(
            SesErrorCode.InvalidState, $"the secrets of {resealed} domains and callback endpoints were sealed anew; those of {_unopened.Count} could not be opened: {string.Join(" ", _unopened.Take(20))}");
    }

    private async ValueTask<bool> ResealAsync(SenderDomain listed, CancellationToken cancellationToken)
    {
        try
        {
            SenderDomain? domain = listed;
            while (domain is not null && !await store.UpdateAsync(Resealed(domain), cancellationToken).ConfigureAwait(false))
                domain = await store.FindAsync(listed.Account, listed.Name, cancellationToken).ConfigureAwait(false);
            return domain is not null;
        }
        catch (CryptographicException error)
        {
            _unopened.Add($"{listed.Name}: {error.Message}");
            return false;
        }
    }

    private SenderDomain Resealed(SenderDomain domain) => domain with
    {
        Keys = [.. domain.Keys.Select(key => key.ProtectedPrivateKey.IsEmpty ? key : key with { ProtectedPrivateKey = Resealed(DkimKeys.Purpose(domain.Name), key.ProtectedPrivateKey.Span) })],
    };

    private byte[] Resealed(string purpose, ReadOnlySpan<byte> sealedSecret)
    {
        var secret = protector.Unprotect(purpose, sealedSecret);
        try
        {
            return protector.Protect(purpose, secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}

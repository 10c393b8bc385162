namespace Ses.Domains;

/// <summary>The keys that secrets are sealed with in the store.</summary>
public sealed record AesGcmSecretsOptions
{
    /// <summary>Keys of 32 octets in base64 (<c>openssl rand -base64 32</c>): the first seals, all of them open. Take an old one out when nothing is sealed with it any more.</summary>
    public required IReadOnlyList<string?> Keys { get; init; }

    /// <summary>
    /// True to open what lies in the store unsealed, too: for the time in which a store from development is sealed by <c>client.Domains.ResealKeysAsync()</c>.
    /// False by default: who can write to the store could put a key of his own there.
    /// </summary>
    public bool OpensUnsealed { get; init; }
}

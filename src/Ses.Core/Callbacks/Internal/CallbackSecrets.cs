using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Ses.Domains;

namespace Ses.Callbacks.Internal;

/// <summary>The signing secrets of endpoints, sealed in the store.</summary>
internal sealed class CallbackSecrets(ISecretProtector protector)
{
    // What it is, for whoever finds one where it should not be.
    private const string Prefix = "sescb_";
    private const int Octets = 32;

    /// <summary>A new secret with the next number.</summary>
    public CallbackKey Create(CallbackEndpoint endpoint, DateTimeOffset now)
    {
        var secret = Encoding.ASCII.GetBytes(Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Octets)));
        var last = endpoint.Keys is [var newest, ..] ? newest.Id : 0;
        return new(last + 1, protector.Protect(PurposeOf(endpoint), secret), now, null);
    }

    /// <summary>The endpoint with a new secret in front; the one before signs on until <paramref name="retiresAt"/>.</summary>
    public CallbackEndpoint Renew(CallbackEndpoint endpoint, DateTimeOffset retiresAt, DateTimeOffset now) =>
        endpoint with { Keys = [Create(endpoint, now), endpoint.Keys[0] with { RetiresAt = retiresAt }] };

    /// <summary>The secrets that sign now, the newest first.</summary>
    public IEnumerable<(int Id, string Secret)> Open(CallbackEndpoint endpoint, DateTimeOffset now) =>
        endpoint.Keys.Where(key => key.RetiresAt is not { } end || end > now).Select(key => (key.Id, Open(endpoint, key)));

    public string Open(CallbackEndpoint endpoint, CallbackKey key) => Encoding.ASCII.GetString(protector.Unprotect(PurposeOf(endpoint), key.ProtectedSecret.Span));

    /// <summary>What the secrets of an endpoint are sealed for.</summary>
    public static string PurposeOf(CallbackEndpoint endpoint) => $"callback:{endpoint.Sender?.NormalForm ?? "account"}";
}

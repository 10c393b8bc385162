using System.Security.Cryptography;
using CsCheck;
using Ses.Domains;

namespace Ses.Core.Tests.Domains;

public sealed class WhenSecretsAreSealed
{
    private static readonly string Key = NewKey();
    private static readonly string OldKey = NewKey();
    private static readonly byte[] Secret = [0x30, 1, 2, 3, 4, 5];

    [Fact]
    public void They_come_back_as_they_were_and_are_never_sealed_alike()
    {
        var protector = Protector(Key);
        Gen.Select(Gen.Byte.Array[0, 3_000], Gen.String).Sample((secret, purpose) =>
        {
            var (first, second) = (protector.Protect(purpose, secret), protector.Protect(purpose, secret));
            return protector.Unprotect(purpose, first).AsSpan().SequenceEqual(secret) && !first.AsSpan().SequenceEqual(second);
        }, iter: 500);
    }

    [Fact]
    public void Nothing_of_the_secret_or_the_key_is_in_what_is_stored()
    {
        var stored = Protector(Key).Protect("dkim:a.example", "a secret of some length"u8);
        Assert.Equal(-1, stored.AsSpan().IndexOf("secret"u8));
        Assert.Equal(-1, stored.AsSpan().IndexOf(Convert.FromBase64String(Key).AsSpan(0, 4)));
    }

    [Fact]
    public void What_was_sealed_for_one_purpose_opens_for_no_other()
    {
        var stored = Protector(Key).Protect("dkim:a.example", Secret);
        var refused = Assert.Throws<CryptographicException>(() => Protector(Key).Unprotect("dkim:b.example", stored));
        Assert.Equal("The secret 'dkim:b.example' was changed since it was sealed, or was sealed for another purpose.", refused.Message);
    }

    [Fact]
    public void A_changed_octet_anywhere_is_noticed()
    {
        var stored = Protector(Key).Protect("p", Secret);
        for (var i = 0; i < stored.Length; i++)
        {
            var changed = stored.ToArray();
            changed[i] ^= 1;
            Assert.Throws<CryptographicException>(() => Protector(Key).Unprotect("p", changed));
            Assert.Throws<CryptographicException>(() => Protector(Key).Unprotect("p", stored.AsSpan(0, i)));
        }
    }

    [Fact]
    public void Old_keys_open_and_the_first_one_seals()
    {
        var rotated = Protector(Key, OldKey);
        Assert.Equal(Secret, rotated.Unprotect("p", Protector(OldKey).Protect("p", Secret)));
        Assert.Equal(Secret, Protector(Key).Unprotect("p", rotated.Protect("p", Secret)));
    }

    [Fact]
    public void A_key_that_was_taken_out_is_named_by_its_id_with_the_line_that_brings_it_back()
    {
        var stored = Protector(OldKey).Protect("p", Secret);
        var refused = Assert.Throws<CryptographicException>(() => Protector(Key).Unprotect("p", stored));
        Assert.Contains($"(id {Convert.ToHexStringLower(stored.AsSpan(4, 8))})", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ses.UseAesGcmSecrets(newKey, oldKey)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_lies_open_is_refused_unless_that_is_allowed_for_a_time()
    {
        var refused = Assert.Throws<CryptographicException>(() => Protector(Key).Unprotect("p", Secret));
        Assert.Contains("OpensUnsealed = true", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Secret, new AesGcmSecretProtector(new() { Keys = [Key], OpensUnsealed = true }).Unprotect("p", Secret));
    }

    [Fact]
    public void Keys_that_are_none_are_refused_all_at_once_with_the_line_to_type_and_without_showing_them()
    {
        var refused = Assert.Throws<SesException>(() => Protector(null, " ", "not base64!", "c2hvcnQ=", Key, Key));
        Assert.Equal(SesErrorCode.NotConfigured, refused.Code);
        Assert.StartsWith(
            "The keys of ses.UseAesGcmSecrets(…) cannot be used: key 1 is missing; key 2 is missing; key 3 is not base64; key 4 has 5 octets, and 32 are needed; a key is given twice.",
            refused.Message, StringComparison.Ordinal);
        Assert.Contains("openssl rand -base64 32", refused.Message, StringComparison.Ordinal);
        Assert.Contains("services.AddSes(ses => ses.UseAesGcmSecrets(configuration[\"Ses:SecretKey\"]!) …);", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, refused.Message, StringComparison.Ordinal);
        Assert.Contains("there is no key", Assert.Throws<SesException>(() => Protector()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_threads_may_seal_and_open_at_once()
    {
        var protector = Protector(Key, OldKey);
        Parallel.For(0, 200, i =>
        {
            var secret = BitConverter.GetBytes(i);
            Assert.Equal(secret, protector.Unprotect("p", protector.Protect("p", secret)));
        });
    }

    private static AesGcmSecretProtector Protector(params string?[] keys) => new(new() { Keys = keys });

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}

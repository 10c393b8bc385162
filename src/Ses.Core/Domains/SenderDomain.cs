using Ses.Primitives;

namespace Ses.Domains;

/// <summary>A domain that an account sends from. Only a verified one may send; its name cannot be changed: delete it and create another.</summary>
public sealed record SenderDomain
{
    /// <summary>Whose.</summary>
    public required AccountId Account { get; init; }

    /// <summary>The name.</summary>
    public required DomainName Name { get; init; }

    /// <summary>Whether it may send.</summary>
    public DomainStatus Status { get; init; }

    /// <summary>The records to publish, each with what the DNS said last.</summary>
    public required IReadOnlyList<DomainRecord> Records { get; init; }

    /// <summary>The keys that sign its mail: the newest in use first, then those before them, then new ones that wait for their records.</summary>
    public required IReadOnlyList<DkimKey> Keys { get; init; }

    /// <summary>The reputation level, 1 to 20, which sets the day's quota (<c>WarmupPolicy</c>).</summary>
    public required int Level { get; init; }

    /// <summary>What is worth knowing before the records are published: foreign mail servers, a corporate mail domain.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = StorableText.Of(value); } = [];

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was verified first; null before.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>When the DNS was asked last; null before the first time.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>When the DNS is asked next by itself; null when that was given up.</summary>
    public DateTimeOffset? NextCheckAt { get; init; }

    /// <summary>Since when records of a verified domain are missing; null while they stand.</summary>
    public DateTimeOffset? LostAt { get; init; }

    /// <summary>Counts changes: an update names the version it read.</summary>
    public int Version { get; init; }
}

/// <summary>Whether a domain may send.</summary>
public enum DomainStatus
{
    /// <summary>"Pending verification": publish the records, then verify. The DNS is asked again by itself, too.</summary>
    PendingVerification,

    /// <summary>"Verified": may send.</summary>
    Verified,

    /// <summary>Was verified, but its records vanished for longer than the grace time: may not send.</summary>
    Lost,
}

/// <summary>A DNS record to publish.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="Type"><c>TXT</c> or <c>MX</c>.</param>
/// <param name="Name">Its owner name, in full.</param>
/// <param name="ExpectedValue">What to publish.</param>
/// <param name="CurrentValue">What the DNS said last; null where there was nothing.</param>
/// <param name="Status">Whether it will do.</param>
/// <param name="Advice">What to do, in a sentence; null when nothing.</param>
public sealed record DomainRecord(
    DomainRecordPurpose Purpose,
    string Type,
    string Name,
    string ExpectedValue,
    string? CurrentValue = null,
    DomainRecordStatus Status = DomainRecordStatus.NotChecked,
    string? Advice = null)
{
    /// <summary><c>TXT</c> or <c>MX</c>.</summary>
    public string Type { get; init => field = StorableText.Of(value); } = StorableText.Of(Type);

    /// <summary>Its owner name.</summary>
    public string Name { get; init => field = StorableText.Of(value); } = StorableText.Of(Name);

    /// <summary>What to publish.</summary>
    public string ExpectedValue { get; init => field = StorableText.Of(value); } = StorableText.Of(ExpectedValue);

    /// <summary>What the DNS said last.</summary>
    public string? CurrentValue { get; init => field = StorableText.Of(value); } = StorableText.Of(CurrentValue);

    /// <summary>What to do.</summary>
    public string? Advice { get; init => field = StorableText.Of(value); } = StorableText.Of(Advice);

    /// <summary>Whether the domain needs it now; of keys that are being changed some records are needed later or no more.</summary>
    public DomainRecordNeed Need { get; init; }
}

/// <summary>Whether a domain needs a record.</summary>
public enum DomainRecordNeed
{
    /// <summary>The domain may send only while it stands.</summary>
    Required,

    /// <summary>Of a new key, which signs some time after its record is seen (<see cref="DomainsOptions.NewKeyDelay"/>). Until then the old key signs.</summary>
    Next,

    /// <summary>Of an old key: to be left where it is, since mail that it signed is still under way.</summary>
    Retiring,

    /// <summary>Of an old key whose private half is destroyed: it may be removed.</summary>
    Removable,
}

/// <summary>What a record is for.</summary>
public enum DomainRecordPurpose
{
    /// <summary>Says which hosts may send (RFC 7208).</summary>
    Spf,

    /// <summary>The public key of the signature (RFC 6376).</summary>
    Dkim,

    /// <summary>What receivers do with mail that fails (RFC 9989).</summary>
    Dmarc,

    /// <summary>Brings bounces back to the return path.</summary>
    ReturnPathMx,
}

/// <summary>What the DNS said of a record.</summary>
public enum DomainRecordStatus
{
    /// <summary>Not asked yet.</summary>
    NotChecked,

    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>There is none.</summary>
    Missing,

    /// <summary>There is one with another value.</summary>
    Mismatch,

    /// <summary>The DNS could not be asked; says nothing about the record.</summary>
    Unknown,
}

/// <summary>A key pair that signs mail.</summary>
/// <param name="Selector">The selector (RFC 6376 §3.1).</param>
/// <param name="PublicKey">The <c>p=</c> of the record: SubjectPublicKeyInfo in base64; of ed25519 the 32 octets (RFC 8463 §4).</param>
/// <param name="ProtectedPrivateKey">PKCS#8, as it came out of <see cref="ISecretProtector"/>; empty once it is destroyed.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Algorithm">How it signs.</param>
public sealed record DkimKey(
    string Selector, string PublicKey, ReadOnlyMemory<byte> ProtectedPrivateKey, DateTimeOffset CreatedAt, DkimAlgorithm Algorithm = DkimAlgorithm.RsaSha256)
{
    /// <summary>The selector.</summary>
    public string Selector { get; init => field = StorableText.Of(value); } = StorableText.Of(Selector);

    /// <summary>The <c>p=</c> of the record.</summary>
    public string PublicKey { get; init => field = StorableText.Of(value); } = StorableText.Of(PublicKey);

    /// <summary>Mail accepted from then on is signed with it, retries included; null while the DNS has not shown its record.</summary>
    public DateTimeOffset? UsedFrom { get; init; }

    /// <summary>Mail accepted from then on is signed with another; null where none is to follow it yet.</summary>
    public DateTimeOffset? RetiredAt { get; init; }
}

/// <summary>How a DKIM key signs.</summary>
public enum DkimAlgorithm
{
    /// <summary>rsa-sha256 (RFC 6376): what all receivers verify.</summary>
    RsaSha256,

    /// <summary>ed25519-sha256 (RFC 8463): a second signature, which some receivers verify.</summary>
    Ed25519Sha256,
}

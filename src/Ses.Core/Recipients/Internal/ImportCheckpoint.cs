using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ses.Recipients.Internal;

/// <summary>What is saved with each slice of an import.</summary>
/// <param name="Fingerprint">A hash of the rows so far, by which another file under the same key is told.</param>
/// <param name="Updated">Members that were known to the group: what reading the rows again does not tell.</param>
/// <param name="Report">The report, where the import has ended. Until then it would be as large as its errors, 100 KB a slice.</param>
internal sealed record ImportCheckpoint(string Fingerprint, long Updated, ImportReport? Report)
{
    public static ImportCheckpoint? Of(ImportState? state) =>
        state is null ? null : JsonSerializer.Deserialize(state.Report, ImportJson.Default.ImportCheckpoint);

    public string ToJson() => JsonSerializer.Serialize(this, ImportJson.Default.ImportCheckpoint);
}

/// <summary>A running hash over rows.</summary>
internal sealed class ImportFingerprint : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public string Value => Convert.ToHexStringLower(_hash.GetCurrentHash().AsSpan(0, 16));

    public void Add(CsvReader row)
    {
        _hash.AppendData(MemoryMarshal.AsBytes(row.Raw));
        _hash.AppendData("\n\0"u8);
    }

    public void Dispose() => _hash.Dispose();
}

/// <summary>The checkpoint as JSON.</summary>
[JsonSerializable(typeof(ImportCheckpoint))]
internal sealed partial class ImportJson : JsonSerializerContext;

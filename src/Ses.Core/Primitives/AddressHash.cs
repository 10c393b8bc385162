using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ses.Primitives;

/// <summary>The first 128 bits of SHA-256 over an address in its normal form: what blocklists, frequency and "once per run" compare.</summary>
/// <param name="Value">The 128 bits.</param>
public readonly record struct AddressHash(UInt128 Value) : IComparable<AddressHash>
{
    /// <summary>The hash of <see cref="EmailAddress.NormalForm"/>.</summary>
    public static AddressHash Of(EmailAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Hash();
    }

    internal static AddressHash OfNormalForm(string normalForm)
    {
        Span<byte> digest = stackalloc byte[32];
        Span<byte> utf8 = stackalloc byte[EmailAddress.MaxOctets * 3];
        var written = Encoding.UTF8.GetBytes(normalForm, utf8);
        SHA256.HashData(utf8[..written], digest);
        return new(BinaryPrimitives.ReadUInt128BigEndian(digest));
    }

    /// <inheritdoc/>
    public int CompareTo(AddressHash other) => Value.CompareTo(other.Value);

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => OrderedId.Format(Value);
}

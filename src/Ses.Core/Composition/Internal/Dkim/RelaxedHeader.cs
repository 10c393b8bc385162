namespace Ses.Composition.Internal.Dkim;

/// <summary>The relaxed canonical form of a header field (RFC 6376 §3.4.2): name in lower case, unfolded, white space runs as one space, none at the ends.</summary>
internal static class RelaxedHeader
{
    /// <summary>Appends the form of one field, without a line end.</summary>
    /// <param name="field">The field; a CRLF at its end does no harm.</param>
    /// <param name="canonical">Takes the form.</param>
    public static void Append(ReadOnlySpan<byte> field, ByteBuffer canonical)
    {
        var form = canonical.GetSpan(field.Length);
        var colon = field.IndexOf((byte)':');
        var length = 0;
        foreach (var octet in field[..colon].TrimEnd((byte)' '))
            form[length++] = octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet | 0x20) : octet;
        form[length++] = (byte)':';
        var start = length;
        var space = false;
        foreach (var octet in field[(colon + 1)..])
        {
            if (octet is (byte)'\r' or (byte)'\n')
                continue;
            if (octet is (byte)' ' or (byte)'\t')
            {
                space = true;
                continue;
            }

            if (space && length > start)
                form[length++] = (byte)' ';
            space = false;
            form[length++] = octet;
        }

        canonical.Advance(length);
    }
}

using Ses.Composition.Internal.Dkim;

namespace Ses.Composition.Internal.Fields;

/// <summary>A piece of a header: fields that all recipients share, or one that is written for each.</summary>
/// <param name="Raw">As it is sent; empty for a slot.</param>
/// <param name="Canonical">The signed fields of it in relaxed form.</param>
/// <param name="Slot">What is written anew.</param>
internal readonly record struct HeaderPart(byte[] Raw, byte[] Canonical, HeaderSlot Slot);

/// <summary>A header, compiled once for all recipients of a message.</summary>
/// <param name="parts">In their order.</param>
/// <param name="names">The names of all fields, in their order.</param>
internal sealed class HeaderLayout(IReadOnlyList<HeaderPart> parts, IReadOnlyList<string> names)
{
    public IReadOnlyList<string> Names => names;

    /// <summary>Writes the header and, beside it, its canonical form.</summary>
    public void Write(Workspace work, in FieldValues values)
    {
        foreach (var (raw, canonical, slot) in parts)
        {
            if (slot == HeaderSlot.None)
            {
                work.Header.Append(raw);
                work.Canonical.Append(canonical);
                continue;
            }

            var start = work.Header.Length;
            values.Write(slot, work.Header);
            RelaxedHeader.Append(work.Header.Written[start..], work.Canonical);
            work.Canonical.Append("\r\n"u8);
        }
    }
}

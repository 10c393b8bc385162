namespace Ses.Primitives;

/// <summary>
/// The names read lately, one a slot: most mail goes to few domains, and a name found here is neither checked nor allocated again. Slots are overwritten
/// without a lock; a name is immutable, so whoever reads a slot reads a whole one.
/// </summary>
internal static class KnownDomainNames
{
    private const int Slots = 4_096;

    private static readonly DomainName?[] Names = new DomainName?[Slots];

    public static DomainName? Find(ReadOnlySpan<char> text)
    {
        var name = Volatile.Read(ref Names[SlotOf(text)]);
        return name is not null && text.SequenceEqual(name.Value) ? name : null;
    }

    public static void Keep(DomainName name) => Volatile.Write(ref Names[SlotOf(name.Value)], name);

    private static int SlotOf(ReadOnlySpan<char> text) => string.GetHashCode(text, StringComparison.Ordinal) & (Slots - 1);
}

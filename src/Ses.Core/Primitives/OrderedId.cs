using System.Globalization;

namespace Ses.Primitives;

/// <summary>The layout that message and delivery ids share: cohort (32 bits) ‖ node epoch (32 bits) ‖ counter (64 bits), so that inserts stay local.</summary>
internal static class OrderedId
{
    public static UInt128 Pack(Cohort cohort, NodeEpoch epoch, ulong counter) =>
        new(((ulong)(uint)cohort.Day << 32) | (uint)epoch.Value, counter);

    public static Cohort CohortOf(UInt128 id) => new((int)(uint)(id >> 96));

    public static string Format(UInt128 id) => id.ToString("x32", CultureInfo.InvariantCulture);

    public static bool TryParse(ReadOnlySpan<char> text, out UInt128 id)
    {
        id = default;
        return text.Length == 32 && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id);
    }

    public static UInt128 Parse(string text, string what) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a {what}: 32 hexadecimal digits are expected.");
}

using System.Buffers;

namespace Ses.Templates.Internal.Rendering;

/// <summary>What would end a line or break a header field (RFC 5322 §2.2): every control character, and the line ends of Unicode.</summary>
internal static class HeaderEscape
{
    public static readonly SearchValues<char> Characters = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(char.IsControl), '\u2028', '\u2029']);
}

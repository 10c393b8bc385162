using System.Text;
using Ses.Composition;

namespace Ses.Feedback.Reading;

/// <summary>Finds what has the shape of our return paths anywhere in a mail: in the header of the mail that was sent back, in a report's fields, in a note.</summary>
internal static class ReturnPathScan
{
    private const int Max = 50;

    /// <summary>The local parts, each once.</summary>
    public static IReadOnlyList<string> In(ReadOnlySpan<byte> mail)
    {
        var found = new List<string>();
        var text = Encoding.Latin1.GetString(mail).AsSpan();
        while (found.Count < Max && text.IndexOf("bounce", StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            text = text[at..];
            var candidate = text[..Math.Min(text.Length, "bounce".Length + ReturnPath.Digits + 8)].ToString();
            if (ReturnPath.TryRead(candidate, out var delivery, out var code))
                found.Add($"bounce-{delivery}-{code}");
            text = text["bounce".Length..];
        }

        return [.. found.Distinct()];
    }
}

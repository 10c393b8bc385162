using Ses.Delivery.Internal;

namespace Ses.Feedback.Reading;

/// <summary>What a note says for itself, line by line, and the header of the mail that it quotes behind that.</summary>
/// <param name="Lines">The note's own lines.</param>
/// <param name="Quoted">The lines behind, from where the original mail begins.</param>
internal sealed record NoticeText(IReadOnlyList<string> Lines, IReadOnlyList<string> Quoted)
{
    private const int MaxLines = 600;
    private const int MaxLine = 1_000;

    /// <summary>The note's own text.</summary>
    public string Own => string.Join('\n', Lines);

    public static NoticeText Of(string text)
    {
        var lines = Split(text);
        var end = lines.Count;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!BeginsOriginal(lines, i))
                continue;
            end = i;
            break;
        }

        return new([.. lines.Take(end)], [.. lines.Skip(end)]);
    }

    private static List<string> Split(string text)
    {
        var lines = new List<string>();
        foreach (var range in text.AsSpan().Split('\n'))
        {
            if (lines.Count == MaxLines)
                break;
            var line = text.AsSpan(range).TrimEnd();
            lines.Add(line[..Math.Min(line.Length, MaxLine)].ToString());
        }

        return lines;
    }

    // A line that says so, or the header itself. What merely names the original ("the reason why your original message...") is longer.
    private static bool BeginsOriginal(List<string> lines, int index)
    {
        var line = lines[index];
        if (line.Length is > 0 and < 90 && NoticePhrases.Original.IsIn(PlainWords.Of(line)))
            return true;
        return StartsField(line, "Received:") || StartsField(line, "Return-Path:") || StartsField(line, "Message-ID:") || StartsField(line, "DKIM-Signature:");
    }

    private static bool StartsField(string line, string name) => line.AsSpan().TrimStart(" >|").StartsWith(name, StringComparison.OrdinalIgnoreCase);
}

namespace Ses.Feedback.Reading;

/// <summary>What a note says about one of several recipients.</summary>
internal static class NoticeContext
{
    private const int MaxLinesBehind = 8;

    /// <summary>The lines from the recipient's on to the next blank line or address; the whole note where it does not name the recipient.</summary>
    public static string Around(NoticeText note, string recipient)
    {
        for (var i = 0; i < note.Lines.Count; i++)
        {
            if (note.Lines[i].Contains(recipient, StringComparison.OrdinalIgnoreCase))
                return From(note, i, recipient);
        }

        return note.Own;
    }

    private static string From(NoticeText note, int line, string recipient)
    {
        var end = line + 1;
        // Some servers put a blank line between the address and the reason.
        while (end < note.Lines.Count && end - line < MaxLinesBehind && (note.Lines[end].Length > 0 || end == line + 1)
            && !FoundAddress.In(note.Lines[end], end).Any(other => other.Start < 4 && !other.Address.Equals(recipient, StringComparison.OrdinalIgnoreCase)))
        {
            end++;
        }

        return string.Join('\n', note.Lines.Skip(line).Take(end - line));
    }
}

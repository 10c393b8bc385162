using Ses.Delivery.Internal;

namespace Ses.Feedback.Reading;

/// <summary>Finds in a note whom it is about: the addresses that stand where servers put the one that failed, none of those that stand for something else.</summary>
internal static class AddressFinder
{
    private const int MaxFound = 100;
    private const int Sure = 3;

    private static readonly string[] Roles = ["mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "hostmaster", "abuse", "webmaster", "noreply", "no-reply", "helpdesk"];

    /// <summary>The addresses that failed, in their order, each once.</summary>
    /// <param name="note">The note.</param>
    /// <param name="others">Addresses that it cannot be: who wrote the note and to whom.</param>
    public static IReadOnlyList<FoundAddress> Find(NoticeText note, IReadOnlySet<string> others)
    {
        var found = new List<(FoundAddress Address, int Score)>();
        for (var i = 0; i < note.Lines.Count && found.Count < MaxFound; i++)
        {
            foreach (var address in FoundAddress.In(note.Lines[i], i))
            {
                if (!others.Contains(address.Address) && !IsRole(address.Address))
                    found.Add((address, Score(note.Lines, address)));
            }
        }

        if (found.Count == 0)
            return [];
        found = Announced(note.Lines, found);
        var best = found.Max(candidate => candidate.Score);
        return
        [
            .. found.Where(candidate => candidate.Score >= Math.Min(Sure, best) && candidate.Score > -2)
                .Select(candidate => candidate.Address)
                .DistinctBy(address => address.Address, StringComparer.OrdinalIgnoreCase),
        ];
    }

    // Behind a line such as "did not reach the following recipients" stand those who failed; what stands before is something else.
    private static List<(FoundAddress Address, int Score)> Announced(IReadOnlyList<string> lines, List<(FoundAddress Address, int Score)> found)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Length > 0 && NoticePhrases.Announce.IsIn(PlainWords.Of(lines[i])) && found.Exists(candidate => candidate.Address.Line >= i && candidate.Address.Line <= i + 8))
                return [.. found.Where(candidate => candidate.Address.Line >= i)];
        }

        return found;
    }

    private static bool IsRole(string address)
    {
        var local = address.AsSpan(0, address.IndexOf('@', StringComparison.Ordinal));
        foreach (var role in Roles)
        {
            if (local.Equals(role, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static int Score(IReadOnlyList<string> lines, FoundAddress address)
    {
        var line = lines[address.Line];
        var before = line.AsSpan(0, address.Start).Trim(" \t<>()[]{}\"'*-:;,.|").ToString();
        var behind = line.AsSpan(address.End).Trim(" \t<>()[]{}\"'*-:;,.|").ToString();
        var words = PlainWords.Of(before);
        if (before.Length == 0)
            return behind.Length == 0 ? 5 : line.AsSpan(address.End).TrimStart(" >\"')").StartsWith(":") ? 6 : 4;
        if (NoticePhrases.Contact.IsIn(words))
            return -2;
        var score = NoticePhrases.Label.IsIn(words.AsSpan(Math.Max(0, words.Length - 60))) ? 3 : 0;
        if (BouncePhrases.ReasonIn(PlainWords.Of(line), null) is { Weight: not SaidWeight.Word } || ReplyText.Read(line).Code > 0)
            score += 3;
        else if (NoticePhrases.Failed.IsIn(PlainWords.Of(line)))
            score += 2;
        return score;
    }
}

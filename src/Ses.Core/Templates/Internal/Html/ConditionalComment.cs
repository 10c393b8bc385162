using Ses.Templates.Internal.Syntax;

namespace Ses.Templates.Internal.Html;

/// <summary>
/// <c>&lt;!--[if mso]&gt; … &lt;![endif]--&gt;</c>: Outlook reads what is in it as HTML, everyone else as a comment, which the next <c>--&gt;</c> ends wherever
/// it stands. Both must be between tags there, or they would read differently what follows.
/// </summary>
internal static class ConditionalComment
{
    /// <summary>The state behind a character within it.</summary>
    public static HtmlState After(HtmlState before, HtmlState next, char c, SourcePlace place)
    {
        if (before.End == CommentEnd.Unknown && c is '-' or '>' or '!')
            throw place.Error("hyphens that not every branch before them ends with may end the comment here; put a space before them");
        if (c != '>' || before.End is not (CommentEnd.Two or CommentEnd.Marked))
            return next with { End = EndAfter(before.End, c) };
        return next.Place == HtmlPlace.Data
            ? next with { IsConditional = false, End = CommentEnd.None }
            : throw place.Error($"the conditional comment ends here, {HtmlJoin.Describe(next)}; end that before <![endif]-->");
    }

    private static CommentEnd EndAfter(CommentEnd end, char c) => (c, end) switch
    {
        ('-', CommentEnd.One or CommentEnd.Two) => CommentEnd.Two,
        ('-', _) => CommentEnd.One,
        ('!', CommentEnd.Two) => CommentEnd.Marked,
        _ => CommentEnd.None,
    };
}

using System.Globalization;

namespace Ses.Templates.Internal.Syntax;

/// <summary>Cuts what stands between the delimiters into words.</summary>
internal static class MarkupLexer
{
    private static readonly string[] Signs = ["==", "!=", "<>", "<=", ">=", "..", "<", ">", "=", "|", ":", ",", ".", "[", "]", "(", ")"];

    /// <summary>The words, the last of which is <see cref="TokenKind.End"/>.</summary>
    public static List<MarkupToken> Read(string markup, SourcePlace place)
    {
        var tokens = new List<MarkupToken>();
        var at = 0;
        while (true)
        {
            while (at < markup.Length && char.IsWhiteSpace(markup[at]))
                at++;
            if (at == markup.Length)
                break;
            var token = Next(markup, at, place.Plus(at));
            tokens.Add(token);
            at = token.End - place.Offset;
        }

        tokens.Add(new(TokenKind.End, "", place.Plus(markup.Length), place.Offset + markup.Length));
        return tokens;
    }

    private static MarkupToken Next(string markup, int at, SourcePlace place)
    {
        var c = markup[at];
        if (c is '\'' or '"')
            return Quoted(markup, at, place);
        if (IsNameStart(c))
            return Word(TokenKind.Name, markup, at, NameEnd(markup, at), place);
        if (char.IsAsciiDigit(c) || (c == '-' && at + 1 < markup.Length && char.IsAsciiDigit(markup[at + 1])))
            return Word(TokenKind.Number, markup, at, NumberEnd(markup, at), place);
        foreach (var sign in Signs)
        {
            if (string.CompareOrdinal(markup, at, sign, 0, sign.Length) == 0)
                return Word(TokenKind.Sign, markup, at, at + sign.Length, place);
        }

        throw place.Error(c is '“' or '”' or '‘' or '’' or '„' ? $"{c} is no quotation mark of the language; use ' or \"" : $"'{c}' has no meaning here");
    }

    private static MarkupToken Word(TokenKind kind, string markup, int from, int to, SourcePlace place) => new(kind, markup[from..to], place, place.Offset + to - from);

    private static MarkupToken Quoted(string markup, int at, SourcePlace place)
    {
        var end = markup.IndexOf(markup[at], at + 1);
        if (end < 0)
            throw place.Error($"{markup[at]} begins a text that is not closed");
        return new(TokenKind.Text, markup[(at + 1)..end], place, place.Offset + end + 1 - at);
    }

    // Letters of every script: a column of a list may be called 姓名.
    private static bool IsNameStart(char c) => char.IsLetter(c) || c == '_';

    private static int NameEnd(string markup, int at)
    {
        while (at < markup.Length && (char.IsLetterOrDigit(markup[at]) || markup[at] is '_' or '-' || IsMark(markup[at])))
            at++;
        return at < markup.Length && markup[at] == '?' ? at + 1 : at;
    }

    private static bool IsMark(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static int NumberEnd(string markup, int at)
    {
        at++;
        while (at < markup.Length && char.IsAsciiDigit(markup[at]))
            at++;
        if (at + 1 >= markup.Length || markup[at] != '.' || !char.IsAsciiDigit(markup[at + 1]))
            return at;
        at++;
        while (at < markup.Length && char.IsAsciiDigit(markup[at]))
            at++;
        return at;
    }
}

namespace Ses.Templates.Internal.Syntax;

/// <summary>Reads the words between two delimiters one after the other.</summary>
internal sealed class MarkupReader(string markup, SourcePlace place)
{
    private readonly List<MarkupToken> _tokens = MarkupLexer.Read(markup, place);
    private int _at;

    public MarkupToken Next => _tokens[_at];

    public MarkupToken AfterNext => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    public bool IsAtEnd => Next.Kind == TokenKind.End;

    /// <summary>Where the word before the next one ends.</summary>
    public int EndOfLast => _at == 0 ? place.Offset : _tokens[_at - 1].End;

    public MarkupToken Take() => IsAtEnd ? Next : _tokens[_at++];

    /// <summary>Takes a sign, if it comes next.</summary>
    public bool Takes(string sign) => Takes(Next.Is(sign));

    /// <summary>Takes a name, if it comes next.</summary>
    public bool TakesName(string name) => Takes(Next.IsName(name));

    public void Expect(string sign, string where)
    {
        if (!Takes(sign))
            throw Next.Place.Error($"'{sign}' is expected {where}, not {Next.Shown}");
    }

    /// <summary>Nothing may follow; <paramref name="hint"/> says what could.</summary>
    public void ExpectEnd(string hint)
    {
        if (!IsAtEnd)
            throw Next.Place.Error($"{Next.Shown} is too much here; {hint}");
    }

    private bool Takes(bool isNext)
    {
        if (isNext)
            _at++;
        return isNext;
    }
}

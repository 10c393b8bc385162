using System.Globalization;

namespace Ses.Composition.Internal.PlainText;

/// <summary>Writes words and lines; line ends and spaces wait until a word follows, so that none is left over.</summary>
internal struct PlainWriter(CharBuffer output)
{
    private const int MaxDepth = 12;

    private int _breaks;
    private bool _space;
    private bool _cell;
    private bool _hasBullet;
    private int _number;
    private int _lists;
    private int _quotes;
    private int _quotesBefore;

    /// <summary>Characters written.</summary>
    public readonly int Length => output.Length;

    public readonly ReadOnlySpan<char> Since(int start) => output.Written[start..];

    /// <summary>Ends the line; two make an empty line.</summary>
    public void Break(int lines)
    {
        // A paragraph that begins an item stands behind its bullet.
        if (!_hasBullet)
            _breaks = Math.Max(_breaks, lines);
        _space = false;
    }

    /// <summary>Ends the line once more.</summary>
    public void NewLine()
    {
        _breaks = Math.Min(2, _breaks + 1);
        _space = false;
    }

    public void Space() => _space = true;

    /// <summary>Begins the next cell of a row.</summary>
    public void Cell()
    {
        _cell = true;
        _space = false;
    }

    /// <summary>Begins an item of a list; number 0 is a bullet.</summary>
    public void Item(int number)
    {
        _hasBullet = false;
        Break(1);
        (_hasBullet, _number) = (true, number);
    }

    public void Indent(int by) => _lists = Math.Max(0, _lists + by);

    public void Quote(int by) => _quotes = Math.Max(0, _quotes + by);

    /// <summary>Writes what no white space is in.</summary>
    public void Word(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty)
            return;
        Begin();
        output.Append(word);
    }

    /// <summary>Writes behind the last word, whatever waits to be written.</summary>
    public readonly void Append(ReadOnlySpan<char> opening, ReadOnlySpan<char> text, ReadOnlySpan<char> closing)
    {
        output.Append(opening);
        output.Append(text);
        output.Append(closing);
    }

    /// <summary>Ends the last line.</summary>
    public readonly void End()
    {
        if (output.Length > 0)
            output.Append("\n");
    }

    private void Begin()
    {
        var isFirst = output.Length == 0;
        if (_breaks > 0 || isFirst)
            BeginLine(isFirst ? 0 : _breaks);
        else if (_cell)
            output.Append(" | ");
        else if (_space)
            output.Append(" ");
        (_breaks, _space, _cell, _hasBullet) = (0, false, false, false);
    }

    private void BeginLine(int lineEnds)
    {
        for (var i = 0; i < lineEnds; i++)
        {
            output.Append("\n");
            // An empty line is quoted where the lines around it are.
            for (var depth = 0; i < lineEnds - 1 && depth < Math.Min(_quotes, _quotesBefore); depth++)
                output.Append(depth == 0 ? ">" : " >");
        }

        for (var depth = 0; depth < Math.Min(_quotes, MaxDepth); depth++)
            output.Append("> ");
        _quotesBefore = Math.Min(_quotes, MaxDepth);
        var indent = 2 * Math.Min(_hasBullet ? _lists - 1 : _lists, MaxDepth);
        for (var i = 0; i < indent; i++)
            output.Append(" ");
        if (!_hasBullet)
            return;
        if (_number > 0)
            output.Append(string.Create(CultureInfo.InvariantCulture, $"{_number}. "));
        else
            output.Append("- ");
    }
}

namespace Ses.Templates.Internal.Syntax;

internal enum TokenKind
{
    End,
    Name,
    Number,
    Text,
    Sign,
}

/// <summary>A word of what stands between the delimiters.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The name, the digits, the text without its quotes, or the sign.</param>
/// <param name="Place">Where it begins.</param>
/// <param name="End">Where it ends in the source.</param>
internal readonly record struct MarkupToken(TokenKind Kind, string Text, SourcePlace Place, int End)
{
    public bool Is(string sign) => Kind == TokenKind.Sign && Text == sign;

    public bool IsName(string name) => Kind == TokenKind.Name && Text == name;

    /// <summary>As an error message shows it.</summary>
    public string Shown => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => $"the text '{Short}'",
        _ => $"'{Short}'",
    };

    private string Short => Text.Length > 40 ? Text[..40] + "…" : Text;
}

namespace Ses.Templates.Internal.Syntax;

/// <summary>A text that is compiled.</summary>
/// <param name="Text">The text.</param>
/// <param name="Template">The name of the template that it was drawn in from; null for the text at hand.</param>
internal sealed record SourceText(string Text, string? Template = null)
{
    public SourcePlace At(int offset) => new(this, offset);
}

/// <summary>A place in a text, for errors.</summary>
internal readonly record struct SourcePlace(SourceText Source, int Offset)
{
    public int Line => Source.Text.AsSpan(0, Offset).Count('\n') + 1;

    public int Column => Offset - Source.Text.AsSpan(0, Offset).LastIndexOf('\n');

    public SourcePlace Plus(int characters) => this with { Offset = Offset + characters };

    public SesException Error(string what) => new(SesErrorCode.TemplateSyntax, $"{this}: {what}");

    public override string ToString() =>
        Source.Template is null ? $"line {Line}, column {Column}" : $"line {Line}, column {Column} of the template '{Source.Template}'";
}

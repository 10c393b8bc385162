namespace Ses.Composition.Internal.PlainText;

/// <summary>
/// The plain-text body for those who read no HTML: paragraphs, headings, lists, rows of tables, quotes, and where a link leads behind its text; nothing of styles,
/// scripts, comments, and of what the HTML hides. It runs once for each recipient, so it makes nothing but the text.
/// </summary>
internal static class HtmlText
{
    public static string Of(string html)
    {
        var text = new CharBuffer();
        Write(html, text, new());
        return text.Written.ToString();
    }

    /// <param name="html">The HTML.</param>
    /// <param name="text">Takes the text.</param>
    /// <param name="target">For targets of links on their way.</param>
    public static void Write(ReadOnlySpan<char> html, CharBuffer text, CharBuffer target)
    {
        var renderer = new HtmlRenderer(text, target);
        var reader = new HtmlReader(html);
        while (reader.Read())
        {
            renderer.Text(reader.Text);
            if (reader.Tag.Name.IsEmpty)
                continue;
            if (!reader.Tag.IsEnd && reader.Tag.Element == HtmlElement.NoText)
                reader.SkipTo(reader.Tag.Name);
            else
                renderer.Tag(reader.Tag);
        }

        renderer.End();
    }
}

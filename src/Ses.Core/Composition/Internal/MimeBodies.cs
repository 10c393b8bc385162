using MimeKit;
using Ses.Ledger;
using Ses.Templates.Internal;

namespace Ses.Composition.Internal;

/// <summary>Builds the MIME structure: alternatives, within them what the HTML shows, beside them what is attached.</summary>
internal static class MimeBodies
{
    /// <param name="content">The rendered bodies.</param>
    /// <param name="attachments">Files.</param>
    /// <param name="seed">Names the boundaries, so that the same message has the same bytes each time.</param>
    public static MimeEntity Of(RenderedContent content, IReadOnlyList<RecipeAttachment> attachments, string seed)
    {
        var body = Alternatives(content, [.. attachments.Where(file => file.ContentId is not null)], seed);
        var attached = attachments.Where(file => file.ContentId is null).ToList();
        if (attached.Count == 0)
            return body;
        var mixed = new Multipart("mixed") { Boundary = $"=_m{seed}" };
        mixed.Add(body);
        foreach (var file in attached)
            mixed.Add(PartOf(file));
        return mixed;
    }

    private static MimeEntity Alternatives(RenderedContent content, IReadOnlyList<RecipeAttachment> inline, string seed)
    {
        if (content.Html is null)
            return TextOf("plain", content.Text ?? "");
        var html = TextOf("html", content.Html);
        var alternative = new MultipartAlternative { Boundary = $"=_a{seed}" };
        alternative.Add(TextOf("plain", content.Text ?? HtmlText.Of(content.Html)));
        alternative.Add(inline.Count == 0 ? html : Related(html, inline, seed));
        return alternative;
    }

    private static MultipartRelated Related(TextPart html, IReadOnlyList<RecipeAttachment> inline, string seed)
    {
        var related = new MultipartRelated { Boundary = $"=_r{seed}", Root = html };
        foreach (var file in inline)
            related.Add(PartOf(file));
        return related;
    }

    private static TextPart TextOf(string subtype, string text)
    {
        var part = new TextPart(subtype);
        part.SetText("utf-8", Lines(text));
        return part;
    }

    private static MimePart PartOf(RecipeAttachment file)
    {
        var part = new MimePart(ContentType.Parse(file.ContentType))
        {
            Content = new MimeContent(new MemoryStream(file.Content.ToArray(), writable: false)),
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentDisposition = new ContentDisposition(file.ContentId is null ? ContentDisposition.Attachment : ContentDisposition.Inline),
            FileName = file.FileName,
        };
        if (file.ContentId is { } id)
            part.ContentId = id;
        return part;
    }

    // Canonical text (RFC 2046 §4.1.1): CRLF and no bare CR or LF; a NUL has no place in mail.
    private static string Lines(string text) => text.ReplaceLineEndings("\r\n").Replace('\0', '\ufffd');
}

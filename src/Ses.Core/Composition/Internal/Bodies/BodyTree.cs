using System.Text;
using Ses.Ledger;

namespace Ses.Composition.Internal.Bodies;

/// <summary>The MIME tree of a message: alternatives, within them what the HTML shows, beside them what is attached.</summary>
internal static class BodyTree
{
    public static BodyPart Of(MessageRecipe recipe, bool hasHtml)
    {
        var inline = recipe.Attachments.Where(file => hasHtml && file.ContentId is not null).Select(AttachmentPart.Of).ToList();
        var attached = recipe.Attachments.Where(file => !hasHtml || file.ContentId is null).Select(AttachmentPart.Of).ToList<BodyPart>();
        List<BodyPart> alternatives = [new BodyPart.Plain()];
        if (hasHtml)
            alternatives.Add(inline.Count == 0 ? new BodyPart.Html() : new BodyPart.Multipart("related", [new BodyPart.Html(), .. inline]));
        if (recipe.Calendar is { } calendar)
        {
            // Calendars look for the part among the alternatives; readers without one show the file.
            alternatives.Add(CalendarPart(calendar));
            attached.Add(AttachmentPart.Of(new(calendar.FileName, "application/ics", Encoding.UTF8.GetBytes(calendar.Content))));
        }

        var body = alternatives.Count == 1 ? alternatives[0] : new BodyPart.Multipart("alternative", alternatives);
        return attached.Count == 0 ? body : new BodyPart.Multipart("mixed", [body, .. attached]);
    }

    private static BodyPart.Fixed CalendarPart(RecipeCalendar calendar)
    {
        using var work = Workspace.Rent();
        CanonicalText.Append(calendar.Content, work.Texts.Plain);
        var text = TextEncoder.Encode(work.Texts.Plain, eightBit: false, work.Encoded);
        var name = Encoding.ASCII.GetString(TransferEncodings.Name(text.Encoding));
        return new((byte[])
        [
            .. Encoding.ASCII.GetBytes($"Content-Type: text/calendar; charset=utf-8; method={calendar.Method}\r\nContent-Transfer-Encoding: {name}\r\n\r\n"),
            .. text.Bytes,
        ]);
    }
}

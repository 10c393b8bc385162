namespace Ses.Feedback.Reading;

/// <summary>Reads mails that come back. Pure and total: every byte sequence gives a report, in bounded time.</summary>
internal static class ReportReader
{
    /// <summary>Reads a mail, or as much of one as there is.</summary>
    public static ReadReport Read(ReadOnlyMemory<byte> mail)
    {
        var tidy = MailBytes.Tidy(mail);
        var parts = MailParts.Of(tidy);
        var note = NoticeText.Of(parts.Text);
        var read = ComplaintReader.Read(parts)
            ?? DeliveryStatusReader.Read(parts, note)
            ?? NoticeReader.Read(parts, note);
        return read with
        {
            MessageIds = OriginalIds.Of(parts, note, read.Complaint),
            Destinations = OriginalIds.DestinationsOf(parts),
            SourceId = SourceIdentity.Of(parts, tidy.Span),
        };
    }
}

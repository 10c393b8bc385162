using Ses.Feedback;
using Ses.Ledger;

namespace FeedbackCorpora;

/// <summary>Measures a set of bounces: class, false suppression, permanent and temporary confused, recipient found.</summary>
internal sealed class BounceMeasure(Reader reader, string folder, bool showMisses)
{
    private readonly Share _class = new("class within accept");
    private readonly Share _suppression = new("false suppression");
    private readonly Share _permanentAsTemporary = new("permanent read as temporary");
    private readonly Share _temporaryAsPermanent = new("temporary read as permanent");
    private readonly Share _kind = new("bounce seen as one");
    private readonly Share _recipient = new("recipient found");

    public async Task RunAsync()
    {
        foreach (var mail in ExpectedRow.Read(Path.Combine(folder, "expected.tsv")).GroupBy(row => row.File))
        {
            var result = await reader.ReadAsync(await File.ReadAllBytesAsync(Path.Combine(folder, mail.Key)).ConfigureAwait(false)).ConfigureAwait(false);
            foreach (var row in mail)
                Compare(row, result);
        }

        foreach (var share in new[] { _class, _suppression, _permanentAsTemporary, _temporaryAsPermanent, _kind, _recipient })
            Console.WriteLine(share);
    }

    private void Compare(ExpectedRow row, FeedbackResult result)
    {
        var found = result.Recipients.FirstOrDefault(recipient => Names(recipient, row["recipient"])) ?? (result.Recipients.Count > 0 ? result.Recipients[0] : null);
        var said = Class(result.Kind, found);
        if (row["accept"].Length > 0)
        {
            var accepted = row["accept"].Split('|');
            Note(_class, row, result, said, accepted.Contains(said), isGood: true);
            Note(_suppression, row, result, said, said == "invalid" && !accepted.Contains("invalid"), isGood: false);
        }

        if (row["kind"] == "bounce")
        {
            Note(_permanentAsTemporary, row, result, said, result.Kind == FeedbackKind.Delay, isGood: false);
            Note(_kind, row, result, said, result.Kind == FeedbackKind.Bounce, isGood: true);
        }

        if (row["kind"] == "delay-notice")
            Note(_temporaryAsPermanent, row, result, said, result.Kind == FeedbackKind.Bounce, isGood: false);
        if (row["recipient"].Length > 0)
            Note(_recipient, row, result, said, found is not null && Names(found, row["recipient"]), isGood: true);
    }

    private static bool Names(ReportedRecipient recipient, string address) =>
        string.Equals(recipient.Recipient, address, StringComparison.OrdinalIgnoreCase) || string.Equals(recipient.FinalRecipient, address, StringComparison.OrdinalIgnoreCase);

    private static string Class(FeedbackKind kind, ReportedRecipient? recipient) => kind switch
    {
        FeedbackKind.Bounce or FeedbackKind.Delay => recipient?.Class switch
        {
            BounceClass.InvalidAddress => "invalid",
            BounceClass.MailboxFull => "mailbox_full",
            BounceClass.Spam => "spam_policy",
            _ => "other",
        },
        _ => "not_bounce",
    };

    private void Note(Share share, ExpectedRow row, FeedbackResult result, string said, bool holds, bool isGood)
    {
        share.Add(holds);
        if (showMisses && holds != isGood)
            Console.WriteLine($"  {share.Name}: {row.File} {row["kind"]} {row["recipient"]} {row["accept"]} -> {result.Kind} {said} [{string.Join(", ", result.Recipients.Select(recipient => $"{recipient.Recipient}/{recipient.Class}"))}]");
    }
}

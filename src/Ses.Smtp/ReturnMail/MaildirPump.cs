using Ses.Feedback;
using Ses.Scheduling.Internal;

namespace Ses.Smtp.ReturnMail;

/// <summary>Reads what lies in a Maildir's <c>new</c>. A mail is moved when it is on record; after a crash in between it is read again and counts once.</summary>
internal sealed class MaildirPump(MaildirOptions options, IFeedback feedback, TimeProvider time) : IPump
{
    private const int Slice = 100;

    // The colon of the format cannot stand in a file's name on Windows.
    private static readonly string Read = OperatingSystem.IsWindows() ? ";2,S" : ":2,S";

    private DateTimeOffset _due;

    public string Name => "bounce-maildir";

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < _due)
            return PumpResult.Idle(_due);
        var incoming = Path.Combine(options.Path, "new");
        if (!Directory.Exists(incoming))
            throw new DirectoryNotFoundException($"{options.Path} is no Maildir: it has no folder 'new'. Name the folder that holds it: smtp.ReadBouncesFromMaildir(\"/var/mail/bounces/Maildir\")");
        Directory.CreateDirectory(Path.Combine(options.Path, "cur"));
        var mails = Directory.EnumerateFiles(incoming).Order(StringComparer.Ordinal).Take(Slice).ToList();
        foreach (var mail in mails)
            await ReadAsync(mail, cancellationToken).ConfigureAwait(false);
        if (mails.Count == Slice)
            return PumpResult.Worked;
        _due = time.GetUtcNow() + options.Interval;
        return PumpResult.Idle(_due);
    }

    private async ValueTask ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            await using (stream.ConfigureAwait(false))
                await feedback.ProcessAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false);
            File.Move(path, Path.Combine(options.Path, "cur", Path.GetFileName(path) + Read), overwrite: true);
        }
        catch (FileNotFoundException)
        {
            // Another node was faster, and has recorded it.
        }
    }
}

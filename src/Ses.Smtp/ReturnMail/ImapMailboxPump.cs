using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Ses.Delivery;
using Ses.Feedback;
using Ses.Scheduling.Internal;

namespace Ses.Smtp.ReturnMail;

/// <summary>Reads all that lies in a folder of an IMAP mailbox. A mail is moved when it is on record; after a crash in between it is read again and counts once.</summary>
internal sealed class ImapMailboxPump(ImapMailboxOptions options, IFeedback feedback, SesServices services) : IPump
{
    private const int Slice = 100;

    private readonly ILogger _logger = services.Loggers.CreateLogger("Ses.Smtp.ReturnMail");
    private DateTimeOffset _due;

    public string Name => "bounce-mailbox";

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        if (services.Time.GetUtcNow() < _due)
            return PumpResult.Idle(_due);
        using var client = new ImapClient { Timeout = (int)TimeSpan.FromMinutes(2).TotalMilliseconds };
        await client.ConnectAsync(options.Host, options.Port, SocketOptions(), cancellationToken).ConfigureAwait(false);
        await client.AuthenticateAsync(options.UserName, options.Password, cancellationToken).ConfigureAwait(false);
        var folder = await client.GetFolderAsync(options.Folder, cancellationToken).ConfigureAwait(false);
        await folder.OpenAsync(FolderAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
        var ids = (await folder.SearchAsync(SearchQuery.NotDeleted, cancellationToken).ConfigureAwait(false)).Take(Slice).ToList();
        foreach (var id in ids)
            await ReadAsync(folder, id, cancellationToken).ConfigureAwait(false);
        await PutAwayAsync(client, folder, ids, cancellationToken).ConfigureAwait(false);
        await client.DisconnectAsync(quit: true, cancellationToken).ConfigureAwait(false);
        if (ids.Count > 0)
            _logger.MailboxRead(ids.Count, options.UserName, options.Host);
        if (ids.Count == Slice)
            return PumpResult.Worked;
        _due = services.Time.GetUtcNow() + options.Interval;
        return PumpResult.Idle(_due);
    }

    private SecureSocketOptions SocketOptions() => options.Tls switch
    {
        TlsMode.Implicit => SecureSocketOptions.SslOnConnect,
        TlsMode.Required => SecureSocketOptions.StartTls,
        TlsMode.Opportunistic => SecureSocketOptions.StartTlsWhenAvailable,
        _ => SecureSocketOptions.None,
    };

    private async ValueTask ReadAsync(IMailFolder folder, UniqueId id, CancellationToken cancellationToken)
    {
        try
        {
            // No more than will be read: a mailbox may hold anything.
            var mail = await folder.GetStreamAsync(id, 0, services.Options.Feedback.MaxOctets, cancellationToken).ConfigureAwait(false);
            await using (mail.ConfigureAwait(false))
                await feedback.ProcessAsync(mail, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (MessageNotFoundException)
        {
            // Another node was faster, and has recorded it.
        }
    }

    private async ValueTask PutAwayAsync(ImapClient client, IMailFolder folder, List<UniqueId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return;
        if (options.MoveTo is { } name)
        {
            var target = await FindOrCreateAsync(client, folder, name, cancellationToken).ConfigureAwait(false);
            await folder.MoveToAsync(ids, target, cancellationToken).ConfigureAwait(false);
            return;
        }

        await folder.StoreAsync(ids, new StoreFlagsRequest(StoreAction.Add, MessageFlags.Deleted) { Silent = true }, cancellationToken).ConfigureAwait(false);
        await folder.ExpungeAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<IMailFolder> FindOrCreateAsync(ImapClient client, IMailFolder read, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetFolderAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (FolderNotFoundException)
        {
            var parent = client.PersonalNamespaces.Count > 0 ? client.GetFolder(client.PersonalNamespaces[0]) : read.ParentFolder;
            return await parent!.CreateAsync(name, isMessageFolder: true, cancellationToken).ConfigureAwait(false)
                ?? await client.GetFolderAsync(name, cancellationToken).ConfigureAwait(false);
        }
    }
}

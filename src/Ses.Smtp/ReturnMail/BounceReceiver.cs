using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Ses.Feedback;
using Ses.Primitives;
using Ses.Smtp.Receiving;

namespace Ses.Smtp.ReturnMail;

/// <summary>Takes mail for return paths that we made and for the addresses of feedback loops; nothing else. What it takes is on record before it says so.</summary>
internal sealed class BounceReceiver(BounceListenerOptions options, SesServices services, IFeedback feedback) : ISmtpReceiver
{
    private readonly ILogger _logger = services.Loggers.CreateLogger("Ses.Smtp.ReturnMail");

    public bool WantsContent => true;

    // Bounces come from the null path, complaints from anybody.
    public ValueTask<SmtpResponse> OnSenderAsync(EmailAddress? sender, CancellationToken cancellationToken) => new(SmtpResponse.Ok);

    public async ValueTask<SmtpResponse> OnRecipientAsync(SmtpTransaction transaction, EmailAddress recipient, CancellationToken cancellationToken)
    {
        try
        {
            return options.ReportAddresses.Contains(recipient) || await services.ReturnPaths.ProveAsync(recipient.LocalPart, cancellationToken).ConfigureAwait(false) is not null
                ? SmtpResponse.Ok
                : new(550, "5.1.1 no such return path");
        }
#pragma warning disable CA1031 // The store's trouble is not the client's: it comes again.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _logger.NotRecorded(error);
            return new(451, "4.3.0 try again later");
        }
    }

    public async ValueTask<SmtpResponse> OnMessageAsync(SmtpTransaction transaction, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            using var mail = MemoryMarshal.TryGetArray(content, out var bytes) ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count) : new MemoryStream(content.ToArray());
            await feedback.ProcessAsync(mail, transaction.Recipients, cancellationToken).ConfigureAwait(false);
            return SmtpResponse.Ok;
        }
#pragma warning disable CA1031 // The store's trouble is not the client's: it comes again.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _logger.NotRecorded(error);
            return new(451, "4.3.0 try again later");
        }
    }
}

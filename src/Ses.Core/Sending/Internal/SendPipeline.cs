using Ses.Diagnostics.Internal;
using Ses.Primitives;
using Ses.Sending.Internal.Steps;

namespace Ses.Sending.Internal;

/// <summary>What happens to a request between <c>SendAsync</c> and its receipt, in this order.</summary>
internal sealed class SendPipeline(SesServices services, AccountId account)
{
    /// <summary>Look at the request; all that they find wrong is reported at once, before anything is stored.</summary>
    private readonly ISendStep[] _checks =
    [
        new ValidateRecipients(services.Options.Sending),
        new ValidateContent(services.Options),
        new ValidateAttachments(services.Options.Sending),
        new ValidateCalendar(),
        new ValidateHeaders(),
        new ValidateMime(),
        new ResolveSender(services.Storage.Domains, services.Storage.Addresses),
        new ResolveTemplate(services.Storage.Templates, services.Templates),
    ];

    /// <summary>Decide for each recipient, then store.</summary>
    private readonly ISendStep[] _admission =
    [
        new CheckBlocklists(services.Storage.Blocklists),
        new CheckFrequency(services.Storage.Ledger, services.Options.Sending),
        new CheckQuota(services.Storage.Quotas, services.Options.Warmup),
        new AcceptMessage(services),
    ];

    /// <summary>Only looks at the request; everything that is wrong is returned.</summary>
    public async Task<IReadOnlyList<SesError>> CheckAsync(SendRequest request, CancellationToken cancellationToken)
    {
        var context = new SendContext(account, request, services.Time.GetUtcNow());
        foreach (var check in _checks)
            await check.RunAsync(context, cancellationToken).ConfigureAwait(false);
        return context.Errors;
    }

    /// <summary>Sends what was handed over earlier under an id of then; a second time it gives the same receipt.</summary>
    public Task<SendReceipt> RunAsync(SendRequest request, MessageId id, CancellationToken cancellationToken) =>
        RunAsync(new SendContext(account, request, services.Time.GetUtcNow()) { Id = id }, cancellationToken);

    public Task<SendReceipt> RunAsync(SendRequest request, CancellationToken cancellationToken) =>
        RunAsync(new SendContext(account, request, services.Time.GetUtcNow()), cancellationToken);

    private async Task<SendReceipt> RunAsync(SendContext context, CancellationToken cancellationToken)
    {
        using var observed = services.Metrics.Accept.Begin(context.Request.Stream);
        try
        {
            var receipt = await TryAsync(context, cancellationToken).ConfigureAwait(false);
            observed?.Activity?.SetTag(TelemetryNames.MessageId, receipt.Message.ToString()).SetTag(TelemetryNames.Recipients, receipt.Recipients.Count);
            return receipt;
        }
        catch (Exception error)
        {
            observed?.Fail(error);
            throw;
        }
    }

    private async Task<SendReceipt> TryAsync(SendContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await AdmitAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (SesException error) when (context.Request.IdempotencyKey is not null && !IsBeyondRecall(error))
        {
            // What changed since the first call (a quota used up, a template deleted) does not take its receipt away. Asked only here, so that a first call does not pay.
            if (await RecallAsync(context.Request, cancellationToken).ConfigureAwait(false) is { } receipt)
                return receipt;
            throw;
        }
    }

    private async Task<SendReceipt> AdmitAsync(SendContext context, CancellationToken cancellationToken)
    {
        foreach (var check in _checks)
            await check.RunAsync(context, cancellationToken).ConfigureAwait(false);
        if (context.Errors.Count > 0)
            throw new SesValidationException(context.Errors);
        foreach (var step in _admission)
            await step.RunAsync(context, cancellationToken).ConfigureAwait(false);
        return context.Receipt!;
    }

    private async ValueTask<SendReceipt?> RecallAsync(SendRequest request, CancellationToken cancellationToken)
    {
        var ledger = services.Storage.Ledger;
        var message = await ledger.FindAcceptedAsync(account, request.IdempotencyKey!, RequestHash.Of(request), services.Time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        return message is { } id ? await Receipts.FindAsync(ledger, id, cancellationToken).ConfigureAwait(false) : null;
    }

    private static bool IsBeyondRecall(SesException error) => error.Code == SesErrorCode.IdempotencyConflict || error.Code == SesErrorCode.StorageFailed;
}

/// <summary>One step of the pipeline.</summary>
internal interface ISendStep
{
    ValueTask RunAsync(SendContext context, CancellationToken cancellationToken);
}

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
        new ValidateHeaders(),
        new ResolveSender(services.Storage.Domains, services.Storage.Addresses),
        new ResolveTemplate(services.Storage.Templates, services.Templates, services.Options.Templates),
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
        foreach (var check in _checks)
            await check.RunAsync(context, cancellationToken).ConfigureAwait(false);
        if (context.Errors.Count > 0)
            throw new SesValidationException(context.Errors);
        foreach (var step in _admission)
            await step.RunAsync(context, cancellationToken).ConfigureAwait(false);
        return context.Receipt!;
    }
}

/// <summary>One step of the pipeline.</summary>
internal interface ISendStep
{
    ValueTask RunAsync(SendContext context, CancellationToken cancellationToken);
}

using Ses.Ledger;

namespace Ses.Sending.Internal.Steps;

/// <summary>Refuses recipients that had too much marketing mail from this address within the hour. Transactional mail has no such limit.</summary>
internal sealed class CheckFrequency(IMailLedger ledger, SendingOptions options) : ISendStep
{
    public async ValueTask RunAsync(SendContext context, CancellationToken cancellationToken)
    {
        if (context.Request.Stream != MailStream.Marketing || options.MaxMarketingPerHour == int.MaxValue)
            return;
        var hashes = context.Recipients.Where(recipient => recipient.Refusal is null).Select(recipient => recipient.Hash).ToList();
        var since = context.Now - TimeSpan.FromHours(1);
        var counts = await ledger.CountRecentAsync(context.Account, context.From!.Address, hashes, since, cancellationToken).ConfigureAwait(false);
        foreach (var recipient in context.Recipients)
        {
            if (counts.GetValueOrDefault(recipient.Hash) >= options.MaxMarketingPerHour)
            {
                recipient.Refusal ??= new(
                    SesErrorCode.FrequencyExceeded,
                    $"{options.MaxMarketingPerHour} marketing messages an hour from {context.From.Address} to one recipient; to lift it: ses.Configure(o => o.Sending.MaxMarketingPerHour = …)");
            }
        }
    }
}

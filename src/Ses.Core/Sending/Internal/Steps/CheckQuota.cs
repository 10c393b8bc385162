using Ses.Warmup;

namespace Ses.Sending.Internal.Steps;

/// <summary>Refuses a single message once the day's quota is used up. (Guide: only tasks wait for the next day.)</summary>
internal sealed class CheckQuota(IQuotaStore quotas, WarmupOptions options) : ISendStep
{
    public async ValueTask RunAsync(SendContext context, CancellationToken cancellationToken)
    {
        if (!options.IsEnabled)
            return;
        var domain = context.Domain!;
        var day = WarmupPolicy.DayOf(context.Now, options);
        var usage = await quotas.GetUsageAsync(context.Account, domain.Name, day, context.Now, cancellationToken).ConfigureAwait(false);
        var limit = WarmupPolicy.Limit(domain.Level, context.Request.Stream, options);
        if (usage.Used + context.Recipients.Count(recipient => recipient.Refusal is null) > limit)
        {
            throw new SesException(
                SesErrorCode.QuotaExceeded,
                $"{domain.Name} has used {usage.Used} of {limit} messages for {day:yyyy-MM-dd} (level {domain.Level}); it goes on at {WarmupPolicy.NextDay(context.Now, options):u}. "
                + "To begin higher: ses.Configure(o => o.Warmup.StartLevel = …) before the domain is created",
                isTransient: true);
        }
    }
}

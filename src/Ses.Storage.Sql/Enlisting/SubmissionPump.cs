using Microsoft.Extensions.Logging;
using Ses.Scheduling.Internal;
using Ses.Sending.Internal;

namespace Ses.Storage.Sql.Enlisting;

/// <summary>Admits what callers handed over within their transactions, through the send pipeline, under the ids of then. Tried twice, a message is still admitted once.</summary>
internal sealed class SubmissionPump(Submissions submissions, SesServices services) : IPump
{
    private const int AtOnce = 50;
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(30);

    private readonly ILogger _logger = services.Loggers.CreateLogger("Ses.Submissions");

    public string Name => "submissions";

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        var now = services.Time.GetUtcNow();
        var taken = await submissions.TakeAsync(AtOnce, now, now + Hold, cancellationToken).ConfigureAwait(false);
        foreach (var submission in taken)
            await AdmitAsync(submission, now, cancellationToken).ConfigureAwait(false);
        return taken.Count > 0 ? PumpResult.Worked : PumpResult.Idle();
    }

    private async ValueTask AdmitAsync(Submission submission, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await new SendPipeline(services, submission.Account).RunAsync(submission.Request, submission.Id, cancellationToken).ConfigureAwait(false);
            await submissions.RemoveAsync(submission.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (SesException error) when (error.Code == SesErrorCode.StorageFailed && error.IsTransient)
        {
            // The store's fault, not the message's: it is due again by itself.
            throw;
        }
        catch (SesException error) when (error.IsTransient && now - submission.SubmittedAt < services.Options.Delivery.MaxAge)
        {
            // A quota that is used up is there again tomorrow.
            await submissions.PutOffAsync(submission.Id, now + TimeSpan.FromMinutes(Math.Min(15, submission.Attempts)), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _logger.SubmissionRefused(error, submission.Id.ToString(), submission.Account.Value);
            await submissions.SetAsideAsync(submission.Id, error.Message, cancellationToken).ConfigureAwait(false);
        }
    }
}

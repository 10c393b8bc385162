using Ses.Diagnostics.Internal;
using Ses.Ledger;
using Ses.Scheduling.Internal;

namespace Ses.Delivery.Internal;

/// <summary>
/// Stores outcomes, a batch a transaction. A row that the store cannot take is found by halving, parked, and the rest settles; where even that fails,
/// claiming stops until the store is well.
/// </summary>
internal sealed class SettlePump(IMailLedger ledger, NodeSession session, DeliveryDesk desk, SettlementRules rules, DeliveryMetrics metrics) : IDrainingPump
{
    public string Name => "settle";

    public Work WokenBy => Work.Outcomes;

    public async ValueTask<PumpResult> PumpOnceAsync(CancellationToken cancellationToken)
    {
        // A settle that has begun is not canceled by stopping: its answer is awaited, so that nothing is in doubt.
        _ = cancellationToken;
        if (desk.SettleAt is not { } at)
            return PumpResult.Idle();
        if (at > session.Now)
            return PumpResult.Idle(session.Here(at));
        await SettleAsync(desk.TakeOutcomes(DeliveryDesk.Batch)).ConfigureAwait(false);
        return PumpResult.Worked;
    }

    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && desk.TakeOutcomes(DeliveryDesk.Batch) is { Count: > 0 } outcomes)
            await SettleAsync(outcomes).ConfigureAwait(false);
    }

    private async Task SettleAsync(IReadOnlyList<DeliveryOutcome> outcomes)
    {
        using var observed = metrics.Settle(outcomes.Count);
        try
        {
            await StoreAsync(outcomes).ConfigureAwait(false);
            desk.SettlesFail = false;
        }
        catch (Exception error)
        {
            observed?.Fail(error);
            desk.SettlesFail = true;
            throw;
        }
        finally
        {
            desk.EndSettle();
        }
    }

    private async Task StoreAsync(IReadOnlyList<DeliveryOutcome> outcomes)
    {
        try
        {
            await ledger.SettleAsync(session.Epoch, outcomes, rules, session.Now, session.Lost).ConfigureAwait(false);
            desk.Done(outcomes.Select(outcome => outcome.Delivery.Id));
        }
        catch (Exception error) when (IsPoison(error) && outcomes.Count > 1)
        {
            var half = outcomes.Count / 2;
            var rest = outcomes.Skip(half).ToList();
            try
            {
                await StoreAsync([.. outcomes.Take(half)]).ConfigureAwait(false);
            }
            catch
            {
                desk.PutBack(rest);
                throw;
            }

            await StoreAsync(rest).ConfigureAwait(false);
        }
        catch (Exception error) when (IsPoison(error) && outcomes[0].Decision is not DeliveryDecision.Parked)
        {
            await StoreAsync([Parked(outcomes[0], error)]).ConfigureAwait(false);
        }
        catch
        {
            desk.PutBack(outcomes);
            throw;
        }
    }

    // A store that is merely away says so; anything else may be one row's fault.
    private static bool IsPoison(Exception error) => error is not (OperationCanceledException or TimeoutException or SesException { IsTransient: true });

    private static DeliveryOutcome Parked(DeliveryOutcome outcome, Exception error) => outcome with
    {
        Decision = new DeliveryDecision.Parked(),
        Attempt = (outcome.Attempt ?? new(outcome.At, TimeSpan.Zero, null, null, new(0, null, ""))) with
        {
            Reply = new(0, null, $"its outcome ({outcome.Decision.GetType().Name}) could not be stored: {error.GetType().Name}"),
        },
    };
}

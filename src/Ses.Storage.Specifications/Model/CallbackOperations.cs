using Ses.Callbacks;
using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Storage.Specifications.Model;

internal sealed record AddEndpoint(int Kind, int Events) : ModelOperation
{
    private static readonly CallbackEvents[] Wishes = [CallbackEvents.All, CallbackEvents.All | CallbackEvents.OpenedByMachine, CallbackEvents.Bounced | CallbackEvents.Clicked];

    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var endpoint = SampleCallbacks.Endpoint(run.Now, Endpoints.SenderOf(Kind), Endpoints.AccountOf(Kind), ModelRun.Pick(Wishes, Events));
        var added = await run.Storage.Callbacks.AddAsync(endpoint, run.Token);
        return added;
    }
}

internal sealed record UpdateEndpoint(int Kind, int How, bool IsStale) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        if (await run.Storage.Callbacks.FindAsync(Endpoints.AccountOf(Kind), Endpoints.SenderOf(Kind), run.Token) is not { } endpoint)
            return null;
        return await run.Storage.Callbacks.UpdateAsync(
            endpoint with
            {
                Events = How % 2 == 0 ? CallbackEvents.All : CallbackEvents.Delivered,
                DisabledAt = How % 5 == 0 ? run.Now : null,
                Exhausted = How % 3,
                Version = endpoint.Version + (IsStale ? 1 : 0),
            },
            run.Token);
    }
}

internal sealed record RemoveEndpoint(int Kind) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run) =>
        await run.Storage.Callbacks.RemoveAsync(Endpoints.AccountOf(Kind), Endpoints.SenderOf(Kind), run.Token);
}

internal sealed record ClaimCallbacks(int First, int Count, int Limit, int Seconds) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var claims = Enumerable.Range(0, 1 + (Count % 3)).Select(i => new CallbackClaim(new(1 + ((First + i) % 4)), 1 + (Limit % 4))).ToList();
        var claimed = await run.Storage.CallbackQueue.ClaimAsync(claims, run.Now.AddSeconds(1 + Seconds), run.Now, run.Token);
        run.Callbacks.AddRange(claimed);
        return claimed;
    }
}

internal sealed record FinishCallbacks(int First, int Count, int Result) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var taken = run.Callbacks.AsEnumerable().Reverse().Skip(First % 3).Take(1 + (Count % 4));
        var outcomes = taken.Select((callback, i) => ((Result + i) % 6) switch
        {
            0 => SampleCallbacks.Outcome(callback, CallbackResult.PutOff, run.Now.AddSeconds(Result), run.Now),
            1 or 2 => SampleCallbacks.Outcome(callback, CallbackResult.GivenUp, null, run.Now),
            _ => SampleCallbacks.Outcome(callback, CallbackResult.Succeeded, null, run.Now),
        }).ToList();
        await run.Storage.CallbackQueue.FinishAsync(outcomes, SampleCallbacks.DisableAfter, run.Now, run.Token);
        return await run.Storage.CallbackQueue.ListDueAsync(run.Now, 1_000, run.Token);
    }
}

internal sealed record SweepCallbacks(int Waiting, int Attempts) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var limits = new CallbackLimits(run.Now.AddSeconds(-Waiting * 5), run.Now.AddSeconds(-Attempts * 10));
        return await run.Storage.CallbackQueue.SweepAsync(limits, 1_000, SampleCallbacks.DisableAfter, run.Now, run.Token);
    }
}

/// <summary>Which of the few endpoints a number means: those of the two accounts, and of two sender addresses, one of which all mail of the model comes from.</summary>
internal static class Endpoints
{
    public static AccountId AccountOf(int number) => ModelRun.Accounts[number % 5 == 0 ? 1 : 0];

    public static EmailAddress? SenderOf(int number) => (number % 4) switch
    {
        0 => SampleMail.Sender,
        1 => EmailAddress.Parse("else@shop.example"),
        _ => null,
    };

    public static async Task ReadAsync(ModelRun run, List<object?> all)
    {
        foreach (var account in ModelRun.Accounts)
            all.Add(await run.Storage.Callbacks.ListAsync(account, new(Size: 2), run.Token));
        all.Add(await run.Storage.CallbackQueue.ListDueAsync(run.Now, 1_000, run.Token));
        for (var id = 1; id <= 4; id++)
            all.Add(await run.Storage.CallbackQueue.ListAttemptsAsync(new(id), new(Size: 3), run.Token));
    }
}

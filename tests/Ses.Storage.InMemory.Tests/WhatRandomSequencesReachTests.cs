using CsCheck;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Recipients;
using Ses.Storage.Specifications;
using Ses.Storage.Specifications.Model;

namespace Ses.Storage.InMemory.Tests;

/// <summary>Two stores that are never asked anything hard agree on everything: the random sequences must come to where providers go wrong, and often.</summary>
public sealed class WhatRandomSequencesReachTests
{
    private const int Sequences = 300;

    [Fact]
    public async Task All_that_matters_happens_in_three_hundred_sequences()
    {
        var seen = new Dictionary<string, int>();
        await ModelScript.Sequences.SampleAsync(
            async script =>
            {
                var run = new ModelRun(new InMemoryStorage(), TestContext.Current.CancellationToken);
                foreach (var operation in script)
                    Count(seen, operation, await operation.RunAsync(run));
                foreach (var message in run.Messages)
                    Count(seen, await run.Storage.Ledger.ListDeliveriesAsync(message, null, 1_000, TestContext.Current.CancellationToken));
            },
            iter: Sequences,
            threads: 1);

        string[] wanted =
        [
            "Accept: Accepted", "Accept: Duplicate", "Accept: KeyConflict", "Claim: some", "Settle: some lost", "Settle: none lost", "TakeOver: some", "RecordFacts: some",
            "UpdateTemplate: Updated", "UpdateTemplate: VersionConflict", "UpdateTemplate: NameTaken", "AddMembers: Stored", "AddMembers: Repeated", "AddMembers: Full",
            "RemoveMember: True", "RemoveTemplate: True", "RemoveDomain: True", "UpdateDomain: True", "UpdateDomain: False", "ChangeAddress: True", "AddAddress: Full", "StartRun: True", "StartRun: False", "Expand: moved", "Expand: not moved", "Expand: repeated", "UpdateTask: False", "Renew: alive", "Renew: lost",
            .. Enum.GetNames<DeliveryState>().Select(state => $"state {state}"),
        ];
        // The rarest happens about twenty times, so a run without any is one in a hundred million.
        Assert.True(wanted.All(seen.ContainsKey), $"never in {Sequences} sequences: {string.Join(", ", wanted.Where(each => !seen.ContainsKey(each)))}; of {Shown.Of(seen)}");
    }

    private static void Count(Dictionary<string, int> seen, ModelOperation operation, object? answer)
    {
        var what = (operation, answer) switch
        {
            (Claim, List<MailDelivery> { Count: > 0 }) => "some",
            (Settle, List<DeliveryId> lost) => lost.Count > 0 ? "some lost" : "none lost",
            (TakeOver or RecordFacts, > 0) => "some",
            (Expand, ExpandResult { Repeated: > 0 }) => "repeated",
            (Expand, ExpandResult result) => result.Moved ? "moved" : "not moved",
            (Renew, _) => answer is null ? "lost" : "alive",
            (_, AcceptResult result) => result.GetType().Name,
            (_, AddMembersResult result) => result.Status.ToString(),
            (_, bool or Enum) => answer.ToString(),
            _ => "other",
        };
        var key = $"{operation.GetType().Name}: {what}";
        seen[key] = seen.GetValueOrDefault(key) + 1;
    }

    private static void Count(Dictionary<string, int> seen, IReadOnlyList<MailDelivery> rows)
    {
        foreach (var row in rows)
            seen[$"state {row.State}"] = seen.GetValueOrDefault($"state {row.State}") + 1;
    }
}

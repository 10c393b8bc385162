using System.Globalization;
using System.Text;
using Ses.Ledger;

namespace Ses.Storage.InMemory;

/// <summary>A store's contents for people.</summary>
internal static class StoreDump
{
    private const int MaxRows = 200;

    public static string Of(Tables tables)
    {
        lock (tables.Transaction)
        {
            var text = new StringBuilder();
            text.AppendLine(CultureInfo.InvariantCulture, $"{tables.Messages.Count} messages, {tables.Deliveries.Count} deliveries, {tables.FactSources.Count} late facts, {tables.Callbacks.All.Count} callbacks that wait");
            foreach (var (epoch, node) in tables.Nodes)
                text.AppendLine(CultureInfo.InvariantCulture, $"node {epoch} {node.Name}: lease to {node.ExpiresAt:O}, {(node.IsGone ? "gone" : "not gone")}, owns {tables.Deliveries.OwnedBy(epoch).Count}");
            foreach (var task in tables.Tasks.Values)
                text.AppendLine(CultureInfo.InvariantCulture, $"task {task.Id}: {task.State} {task.Progress} of {task.Requests}, cursor {task.Cursor ?? "at the end"}, next {task.NextStepAt:O}");
            foreach (var row in tables.Deliveries.All.Where(row => row.State is DeliveryState.Queued or DeliveryState.Held or DeliveryState.Parked).Take(MaxRows))
                text.AppendLine(CultureInfo.InvariantCulture, $"{row.Id} {row.Recipient}: {row.State} owner {row.Owner} due {row.DueAt:O} attempts {row.Attempts} [{row.Facts}] {row.LastReply}");
            return text.ToString();
        }
    }
}

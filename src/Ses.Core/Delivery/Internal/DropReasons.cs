using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Delivery.Internal;

/// <summary>The words with which the delivery's gates drop what may no longer go; they are read again where a drop is explained.</summary>
internal static class DropReasons
{
    public const string TaskCanceled = "the task was canceled";

    private const string BlockedBegins = "blocked while it waited: ";

    public static string Blocked(BlockReason reason) => BlockedBegins + reason;

    public static bool IsBlocked(string reason) => reason.StartsWith(BlockedBegins, StringComparison.Ordinal);

    public static string DomainDeleted(DomainName domain) => $"the sender domain {domain} was deleted";
}

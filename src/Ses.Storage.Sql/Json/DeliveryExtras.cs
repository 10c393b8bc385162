using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ses.Ledger;

namespace Ses.Storage.Sql.Json;

/// <summary>The members of a delivery that have no column of their own: nothing at present, and then it costs nothing.</summary>
internal static class DeliveryExtras
{
    private static readonly HashSet<string> Columns =
    [
        nameof(MailDelivery.Id), nameof(MailDelivery.Message), nameof(MailDelivery.Axes), nameof(MailDelivery.Recipient), nameof(MailDelivery.RecipientName),
        nameof(MailDelivery.Kind), nameof(MailDelivery.RecipientHash), nameof(MailDelivery.Data), nameof(MailDelivery.ExpiresAt), nameof(MailDelivery.State),
        nameof(MailDelivery.DueAt), nameof(MailDelivery.Attempts), nameof(MailDelivery.ChargedDay), nameof(MailDelivery.Owner), nameof(MailDelivery.Facts),
        nameof(MailDelivery.Sequence), nameof(MailDelivery.Opens), nameof(MailDelivery.Clicks), nameof(MailDelivery.LastReply), nameof(MailDelivery.UpdatedAt),
        nameof(MailDelivery.Lane),
    ];

    private static readonly HashSet<string> AxesColumns =
    [
        nameof(DeliveryAxes.Account), nameof(DeliveryAxes.SenderDomain), nameof(DeliveryAxes.RecipientDomain), nameof(DeliveryAxes.Stream),
        nameof(DeliveryAxes.Template), nameof(DeliveryAxes.Task), nameof(DeliveryAxes.AcceptedAt),
    ];

    private static readonly JsonSerializerOptions Options = StorageJson.Create(LeaveOutColumns);

    private static readonly bool HasAxes = Names(typeof(DeliveryAxes)).Except(AxesColumns).Any();

    private static readonly bool HasAny = HasAxes || Names(typeof(MailDelivery)).Except(Columns).Any();

    /// <summary>JSON of the members without columns; null where there are none.</summary>
    public static string? Write(MailDelivery delivery) =>
        HasAny ? JsonSerializer.Serialize(delivery, (JsonTypeInfo<MailDelivery>)Options.GetTypeInfo(typeof(MailDelivery))) : null;

    /// <summary>A delivery with only those members set; null where there are none.</summary>
    public static MailDelivery? Read(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, (JsonTypeInfo<MailDelivery>)Options.GetTypeInfo(typeof(MailDelivery)));

    private static IEnumerable<string> Names(Type type) => Options.GetTypeInfo(type).Properties.Select(property => property.Name);

    private static void LeaveOutColumns(JsonTypeInfo info)
    {
        var columns = info.Type == typeof(MailDelivery) ? Columns : info.Type == typeof(DeliveryAxes) ? AxesColumns : null;
        foreach (var property in info.Properties)
        {
            if (columns is not null && columns.Contains(property.Name) && (info.Type != typeof(MailDelivery) || property.Name != nameof(MailDelivery.Axes) || !HasAxes))
                property.ShouldSerialize = static (_, _) => false;
        }
    }
}

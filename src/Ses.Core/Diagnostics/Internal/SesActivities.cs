using System.Diagnostics;
using Ses.Callbacks;
using Ses.Ledger;

namespace Ses.Diagnostics.Internal;

/// <summary>The activities. Where nobody listens, none is made.</summary>
internal static class SesActivities
{
    public static readonly ActivitySource Source = new(SesTelemetry.Name);

    public static Activity? Accept(MailStream stream)
    {
        var activity = Source.StartActivity("ses accept");
        activity?.SetTag(TelemetryNames.Stream, Words.Of(stream));
        return activity;
    }

    /// <summary>An attempt: a trace of its own, linked to the one in which its message was accepted, hours before perhaps and by another process.</summary>
    public static Activity? Attempt(MailMessage message, MailDelivery delivery, string provider)
    {
        if (!Source.HasListeners())
            return null;
        ActivityLink[] links = message.TraceParent is { } parent && ActivityContext.TryParse(parent, null, isRemote: true, out var accepted) ? [new(accepted)] : [];
        var activity = Source.StartActivity(ActivityKind.Client, parentContext: default, links: links, name: "ses attempt");
        activity?.SetTag(TelemetryNames.MessageId, message.Id.ToString());
        activity?.SetTag(TelemetryNames.DeliveryId, delivery.Id.ToString());
        activity?.SetTag(TelemetryNames.Provider, provider);
        activity?.SetTag(TelemetryNames.Attempt, delivery.Attempts + 1);
        return activity;
    }

    public static Activity? Settle(int deliveries)
    {
        var activity = Source.StartActivity("ses settle");
        activity?.SetTag(TelemetryNames.Deliveries, deliveries);
        return activity;
    }

    public static Activity? Callback(ClaimedCallback callback)
    {
        var activity = Source.StartActivity("ses callback", ActivityKind.Client);
        activity?.SetTag(TelemetryNames.MessageId, callback.Due.Message.ToString());
        activity?.SetTag(TelemetryNames.DeliveryId, callback.Due.Fact.Delivery.ToString());
        activity?.SetTag(TelemetryNames.Attempt, callback.Attempts + 1);
        return activity;
    }

    /// <summary>What a message or a task carries so that attempts can name the trace in which it was accepted; null where nobody traces.</summary>
    public static string? TraceParent() =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, Recorded: true } current ? current.Id : null;
}

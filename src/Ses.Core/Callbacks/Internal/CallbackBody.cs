using System.Buffers;
using System.Text;
using System.Text.Json;
using MimeKit.Utils;
using Ses.Ledger;

namespace Ses.Callbacks.Internal;

/// <summary>What a callback says: the public service's fields, in its names, and some of ours (docs/callbacks.md). The same octets each time.</summary>
internal static class CallbackBody
{
    /// <summary>The field and the mail header of a message's own remark, which comes back in its callbacks.</summary>
    public const string CustomField = "X-Tencentcloudses-Cb-Custom";

    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="due">What is to be told.</param>
    /// <param name="message">What the message adds; null where it is gone.</param>
    public static byte[] Write(CallbackDue due, MessageFacts? message)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            WriteEvent(json, due);
            WriteMessage(json, due, message);
            json.WriteString("id", CallbackAttempt.EventIdOf(due.Fact.Delivery, due.Fact.Sequence));
            json.WriteNumber("sequence", due.Fact.Sequence);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteEvent(Utf8JsonWriter json, CallbackDue due)
    {
        var fact = due.Fact;
        var (name, number) = NameOf(CallbackFold.EventOf(fact));
        json.WriteString("event", name);
        json.WriteNumber("eventid", number);
        json.WriteString("email", due.Recipient.ToString());
        json.WriteNumber("timestamp", fact.At.ToUnixTimeSeconds());
        switch (name)
        {
            case "click":
                WriteText(json, "link", fact.Detail);
                break;
            case "open":
                WriteText(json, "useragent", fact.Detail);
                break;
            case "bounce":
                json.WriteString("bounceType", fact.Class == BounceClass.InvalidAddress ? "hard_bounce" : "soft_bounce");
                json.WriteString("bounceClass", fact.Kind == FactKind.Expired ? "Expired" : fact.Class?.ToString());
                WriteText(json, "reason", fact.Attempt?.Reply.ToString() ?? fact.Detail);
                break;
            case "dropped" or "deferred" or "spamreport":
                WriteText(json, "reason", fact.Attempt?.Reply.ToString() ?? fact.Detail);
                break;
        }

        if (fact.ByMachine)
            json.WriteBoolean("byMachine", true);
    }

    private static void WriteMessage(Utf8JsonWriter json, CallbackDue due, MessageFacts? message)
    {
        json.WriteString("bulkId", due.Message.ToString());
        json.WriteString("messageId", MessageFacts.MessageIdOf(due));
        json.WriteString("username", due.Account.Value);
        json.WriteString("from", message?.From ?? due.Sender.ToString());
        json.WriteString("fromDomain", due.SenderDomain.Value);
        WriteText(json, "subject", message?.Subject is { } subject && !Ascii.IsValid(subject) ? Encoded(subject) : message?.Subject);
        if (due.Template is { } template)
            json.WriteNumber("templateId", template.Value);
        if (due.Task is { } task)
            json.WriteNumber("taskId", task.Value);
        json.WriteNumber("sentTimestamp", due.AcceptedAt.ToUnixTimeSeconds());
        WriteText(json, CustomField, message?.Custom);
    }

    private static (string Name, int Number) NameOf(CallbackEvents told) => told switch
    {
        CallbackEvents.Delivered => ("delivered", 1),
        CallbackEvents.Dropped => ("dropped", 2),
        CallbackEvents.Bounced => ("bounce", 3),
        CallbackEvents.Opened or CallbackEvents.OpenedByMachine => ("open", 4),
        CallbackEvents.Clicked or CallbackEvents.ClickedByMachine => ("click", 5),
        CallbackEvents.SpamReported => ("spamreport", 6),
        CallbackEvents.Unsubscribed => ("unsubscribe", 7),
        _ => ("deferred", 8),
    };

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    // As it stands in the mail (RFC 2047), but on one line.
    private static string Encoded(string subject) => Encoding.ASCII.GetString(Rfc2047.EncodeText(Encoding.UTF8, subject)).ReplaceLineEndings("").Replace("\t", " ", StringComparison.Ordinal);
}

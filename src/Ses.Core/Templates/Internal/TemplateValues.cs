using System.Text.Json;

namespace Ses.Templates.Internal;

/// <summary>Values of variables: a recipient's own on top of the message's.</summary>
internal sealed class TemplateValues : IDisposable
{
    private readonly JsonDocument? _recipient;
    private readonly JsonDocument? _message;

    private TemplateValues(JsonDocument? recipient, JsonDocument? message) => (_recipient, _message) = (recipient, message);

    public static TemplateValues Read(string? messageData, string? recipientData) => new(Parse(recipientData), Parse(messageData));

    /// <summary>The value as text; null where there is none. Text, numbers and booleans are values; lists and objects are not.</summary>
    public string? Find(string name) => Find(_recipient, name) ?? Find(_message, name);

    public void Dispose()
    {
        _recipient?.Dispose();
        _message?.Dispose();
    }

    private static string? Find(JsonDocument? data, string name)
    {
        if (data is null)
            return null;
        var value = data.RootElement;
        foreach (var member in name.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(member, out value))
                return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
    }

    private static JsonDocument? Parse(string? json) => json is null ? null : JsonDocument.Parse(json);
}

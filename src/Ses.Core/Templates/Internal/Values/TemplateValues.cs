using System.Globalization;
using System.Text.Json;
using Fluid.Values;

namespace Ses.Templates.Internal.Values;

/// <summary>Values of variables: a recipient's own on top of the message's. Each is read from the JSON when it is asked for.</summary>
internal sealed class TemplateValues : IDisposable
{
    private readonly JsonDocument? _recipient;
    private readonly JsonDocument? _message;
    private readonly Dictionary<string, FluidValue> _read = new(StringComparer.Ordinal);

    private TemplateValues(JsonDocument? recipient, JsonDocument? message) => (_recipient, _message) = (recipient, message);

    /// <summary>Reads two JSON objects; throws <see cref="SesException"/> for what is none, or is nested too deeply.</summary>
    public static TemplateValues Read(string? messageData, string? recipientData)
    {
        var message = Parse(messageData);
        try
        {
            return new(Parse(recipientData), message);
        }
        catch (SesException)
        {
            message?.Dispose();
            throw;
        }
    }

    /// <summary>All names, the recipient's first.</summary>
    public IEnumerable<string> Names => new[] { _recipient, _message }
        .OfType<JsonDocument>()
        .SelectMany(data => data.RootElement.EnumerateObject())
        .Select(member => member.Name)
        .Distinct(StringComparer.Ordinal);

    /// <summary>The value, or nil. What is null for the recipient comes from the message.</summary>
    public FluidValue Find(string name)
    {
        if (_read.TryGetValue(name, out var known))
            return known;
        var value = Find(_recipient, name) ?? Find(_message, name) ?? NilValue.Instance;
        _read.Add(name, value);
        return value;
    }

    public void Dispose()
    {
        _recipient?.Dispose();
        _message?.Dispose();
    }

    private static FluidValue? Find(JsonDocument? data, string name) =>
        data is not null && data.RootElement.TryGetProperty(name, out var element) && element.ValueKind != JsonValueKind.Null ? ValueOf(element) : null;

    private static FluidValue ValueOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => new StringValue(element.GetString()),
        JsonValueKind.Number => NumberOf(element.GetRawText()),
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        JsonValueKind.Array => new ArrayValue([.. element.EnumerateArray().Select(ValueOf)]),
        JsonValueKind.Object => HashOf(element),
        _ => NilValue.Instance,
    };

    // A number that no decimal holds is shown as it was written.
    private static FluidValue NumberOf(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? NumberValue.Create(number) : new StringValue(text);

    private static HashValue HashOf(JsonElement element)
    {
        var members = new Dictionary<string, FluidValue>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
            members[member.Name] = ValueOf(member.Value);
        return new(members);
    }

    private static JsonDocument? Parse(string? json)
    {
        if (json is null)
            return null;
        JsonDocument? data = null;
        try
        {
            data = JsonDocument.Parse(json);
            if (data.RootElement.ValueKind != JsonValueKind.Object)
                throw new SesException(SesErrorCode.Invalid, "the variables are not a JSON object: { \"name\": \"value\" } is expected");
            // An escaped half of a surrogate pair is found out only when the text is read.
            if (json.Contains("\\u", StringComparison.Ordinal))
                _ = HashOf(data.RootElement);
            return data;
        }
        catch (Exception error) when (error is SesException or JsonException or ArgumentException or InvalidOperationException)
        {
            data?.Dispose();
            throw error as SesException ?? new SesException(SesErrorCode.Invalid, $"the variables are not JSON: {error.Message}", innerException: error);
        }
    }
}

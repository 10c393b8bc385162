using System.Buffers;
using System.Collections;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ses.Templates;

/// <summary>Values of variables: <c>new TemplateData { ["name"] = "Ada", ["total"] = 12.5 }</c>, or a JSON object. Kept as JSON.</summary>
public sealed class TemplateData : IEnumerable<KeyValuePair<string, JsonNode?>>
{
    private readonly JsonObject _values = [];

    /// <summary>Sets or reads one value: text, number, boolean, or a <see cref="JsonNode"/> for lists and objects.</summary>
    public JsonNode? this[string name]
    {
        get => _values[name];
        set => _values[name] = value;
    }

    /// <summary>Adds one value.</summary>
    public void Add(string name, JsonNode? value) => _values.Add(name, value);

    /// <summary>Reads a JSON object; throws <see cref="FormatException"/> that says where it is none.</summary>
    public static TemplateData FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var data = new TemplateData();
            foreach (var (name, value) in JsonNode.Parse(json) as JsonObject ?? throw new FormatException("The variables are not a JSON object: { … } is expected."))
                data._values[name] = value?.DeepClone();
            return data;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new FormatException($"The variables are not JSON: {error.Message}", error);
        }
    }

    /// <summary>The JSON object, with letters of all scripts as they are. Throws <see cref="SesException"/> for what JSON cannot hold.</summary>
    public string ToJson()
    {
        var json = new ArrayBufferWriter<byte>();
        try
        {
            using var writer = new Utf8JsonWriter(json, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            _values.WriteTo(writer);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or JsonException)
        {
            throw new SesException(SesErrorCode.Invalid, $"the variables cannot be written as JSON: {error.Message}", innerException: error);
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, JsonNode?>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

using System.Collections;
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
        try
        {
            var data = new TemplateData();
            foreach (var (name, value) in JsonNode.Parse(json) as JsonObject ?? throw new FormatException("The variables are not a JSON object: { … } is expected."))
                data._values[name] = value?.DeepClone();
            return data;
        }
        catch (JsonException error)
        {
            throw new FormatException($"The variables are not JSON: {error.Message}", error);
        }
    }

    /// <summary>The JSON object.</summary>
    public string ToJson() => _values.ToJsonString();

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, JsonNode?>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

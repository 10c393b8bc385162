using System.Text.Json;
using Ses.Templates;
using Ses.Templates.Internal;
using Ses.Templates.Internal.Syntax;
using Ses.Templates.Internal.Values;

// Measures the template language against a suite of Liquid cases (golden-liquid's format), each group by itself:
//   dotnet run --project bench/LiquidSuite -c Release -- cases.json [--failures]
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: LiquidSuite cases.json [--failures]");
    return 2;
}

using var suite = JsonDocument.Parse(File.ReadAllText(args[0]));
var options = new TemplatesOptions();
var results = suite.RootElement.GetProperty("tests").EnumerateArray().Select(Run).ToList();
foreach (var group in results.GroupBy(result => result.Group).OrderBy(group => group.Key, StringComparer.Ordinal))
    Console.WriteLine($"{group.Key}: {group.Count(result => result.Failure is null)} of {group.Count()} ({100.0 * group.Count(result => result.Failure is null) / group.Count():F1} %)");
if (args.Contains("--failures"))
{
    foreach (var result in results.Where(result => result.Failure is not null))
        Console.WriteLine($"{result.Group}: {result.Name}: {result.Failure}");
}

return 0;

Result Run(JsonElement test)
{
    var name = test.GetProperty("name").GetString()!;
    var group = test.TryGetProperty("tier", out var tier) ? tier.GetString()! : "all";
    var isInvalid = test.TryGetProperty("invalid", out var invalid) && invalid.GetBoolean();
    string[] expected = test.TryGetProperty("results", out var several)
        ? [.. several.EnumerateArray().Select(text => text.GetString()!)]
        : test.TryGetProperty("result", out var one) ? [one.GetString()!] : [];
    var partials = test.TryGetProperty("templates", out var templates)
        ? templates.EnumerateObject().ToDictionary(template => template.Name, template => Partial(template.Name, template.Value.GetString()!))
        : [];
    try
    {
        var program = TemplateProgram.Compile(test.GetProperty("template").GetString()!, TemplateDialect.Lax, TemplateEscaping.None, "", partials, options);
        using var values = TemplateValues.Read(test.TryGetProperty("data", out var data) ? data.GetRawText() : null, null);
        var actual = program.Render(values, options, now: DateTimeOffset.UnixEpoch);
        return new(group, name, !isInvalid && expected.Contains(actual) ? null : $"expected {(isInvalid ? "an error" : JsonSerializer.Serialize(expected))}, got {JsonSerializer.Serialize(actual)}");
    }
    catch (Ses.SesException error)
    {
        return new(group, name, isInvalid ? null : $"expected {JsonSerializer.Serialize(expected)}, got the error {error.Message}");
    }
}

static MailTemplate Partial(string name, string source) => new()
{
    Account = Ses.Primitives.AccountId.Default,
    Id = new(1),
    Name = name,
    Type = TemplateType.PlainText,
    Version = 1,
    Source = source,
    Variables = [],
    CreatedAt = default,
    UpdatedAt = default,
};

internal sealed record Result(string Group, string Name, string? Failure);

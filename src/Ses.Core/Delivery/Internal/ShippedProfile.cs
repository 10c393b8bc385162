using System.Text.Json.Serialization;

namespace Ses.Delivery.Internal;

/// <summary>A profile as <c>providers.json</c> has it. What is left out has the default, which the source generator does not keep for init-only members.</summary>
internal sealed class ShippedProfile
{
    public string Name { get; set; } = "";

    public IReadOnlyList<string> MxSuffixes { get; set; } = [];

    public int MaxConnections { get; set; } = 10;

    public int MaxMessagesPerConnection { get; set; } = 100;

    public double? MaxPerSecond { get; set; }

    public IReadOnlyList<ShippedRule> Rules { get; set; } = [];

    public ProviderProfile ToProfile() => new()
    {
        Name = Name,
        MxSuffixes = MxSuffixes,
        MaxConnections = MaxConnections,
        MaxMessagesPerConnection = MaxMessagesPerConnection,
        MaxPerSecond = MaxPerSecond,
        Rules = [.. Rules.Select(rule => rule.ToRule(Name == ProviderProfile.Default ? null : Name))],
    };
}

/// <summary>A rule as <c>providers.json</c> has it.</summary>
internal sealed class ShippedRule
{
    public int? Code { get; set; }

    public string? EnhancedCode { get; set; }

    public string? Text { get; set; }

    public ShapingAction Action { get; set; }

    public TimeSpan For { get; set; }

    public double? MaxPerSecond { get; set; }

    public int MaxConnections { get; set; } = 1;

    public int Threshold { get; set; } = 1;

    public TimeSpan Within { get; set; } = TimeSpan.FromHours(1);

    public bool IsTemporary { get; set; }

    public ShapingRule ToRule(string? provider) => new()
    {
        Provider = provider,
        Code = Code,
        EnhancedCode = EnhancedCode,
        Text = Text,
        Action = Action,
        For = For,
        MaxPerSecond = MaxPerSecond,
        MaxConnections = MaxConnections,
        Threshold = Threshold,
        Within = Within,
        IsTemporary = IsTemporary,
    };
}

/// <summary>Reads <c>providers.json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(List<ShippedProfile>))]
internal sealed partial class ProviderJson : JsonSerializerContext;

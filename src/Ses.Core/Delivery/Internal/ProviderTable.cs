using System.Text.Json;

namespace Ses.Delivery.Internal;

/// <summary>The providers that are shipped, with the host's own on top: found by a mail exchanger's name.</summary>
internal sealed class ProviderTable
{
    private static readonly IReadOnlyList<ProviderProfile> Shipped = Load();

    private readonly Dictionary<string, ProviderProfile> _byName = new(StringComparer.OrdinalIgnoreCase);

    public ProviderTable(IEnumerable<ProviderProfile> own)
    {
        foreach (var profile in Shipped.Concat(own))
            _byName[profile.Name] = profile;
    }

    public ProviderProfile Default => _byName[ProviderProfile.Default];

    /// <summary>The provider of a mail exchanger; the default's profile for everybody else's.</summary>
    public ProviderProfile Find(string mxHost) =>
        _byName.Values.FirstOrDefault(profile => profile.MxSuffixes.Any(suffix => IsBelow(mxHost, suffix))) ?? Default;

    public ProviderProfile Named(string name) => _byName.GetValueOrDefault(name) ?? Default;

    private static bool IsBelow(string host, string suffix) =>
        host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && (host.Length == suffix.Length || host[^(suffix.Length + 1)] == '.');

    private static List<ProviderProfile> Load()
    {
        using var stream = typeof(ProviderTable).Assembly.GetManifestResourceStream("Ses.Delivery.providers.json")
            ?? throw new InvalidOperationException("the package lacks providers.json");
        return JsonSerializer.Deserialize(stream, ProviderJson.Default.ListShippedProfile)!.ConvertAll(profile => profile.ToProfile());
    }
}

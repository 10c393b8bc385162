namespace Ses.Delivery.Internal;

/// <summary>The rates that a line is kept to: its source's, its source × site's, its sender domain's, its account's; those that are set.</summary>
internal sealed class PaceRates(DeliveryOptions options, SiteConditions conditions)
{
    public int Version => conditions.Version;

    public IReadOnlyList<PaceRate> Of(LineKey line, ProviderProfile provider) => Of(line, options, conditions.MaxPerSecond(line.Source, line.Site, provider));

    public static IReadOnlyList<PaceRate> Of(LineKey line, DeliveryOptions options, double? siteMaxPerSecond)
    {
        var rates = new List<PaceRate>(4);
        Add($"source:{line.Source}", options.Sources.FirstOrDefault(source => source.Address.ToString() == line.Source)?.MaxPerSecond);
        Add($"site:{line.Source}/{line.Site}", siteMaxPerSecond);
        Add($"domain:{line.Account}/{line.SenderDomain}", options.MaxPerSecondPerSenderDomain);
        Add($"account:{line.Account}", options.MaxPerSecondPerAccount);
        return rates;

        void Add(string key, double? perSecond)
        {
            if (perSecond is { } rate)
                rates.Add(new(key, rate));
        }
    }

    /// <summary>Messages a second from a source to a site: the least of what the host, the provider and the site's condition allow; null for no limit.</summary>
    public static double? OfSite(DeliveryOptions options, ProviderProfile provider, SiteCondition? slowDown) =>
        Least(Least(options.MaxPerSecondPerSite, provider.MaxPerSecond), slowDown?.MaxPerSecond);

    /// <summary>Attempts that may be under way from a source to a site: one on each connection, and the next one in its pipeline.</summary>
    public int Places(LineKey line, ProviderProfile provider) => (int)Math.Min(int.MaxValue, conditions.MaxConnections(line.Source, line.Site, provider) * 2L);

    private static double? Least(double? left, double? right) => left is not { } one ? right : right is not { } other ? left : Math.Min(one, other);
}

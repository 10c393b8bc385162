using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ses.Addresses;
using Ses.Recipients;
using Ses.Sending;

namespace Ses.Tests.Limits;

public sealed class WhenLimitsAreLifted
{
    /// <summary>Limits of size: they keep memory bounded, and stay.</summary>
    private static readonly string[] Sizes = ["MaxSubjectLength", "MaxMessageOctets"];

    [Fact]
    public void Unlimited_lifts_every_limit_of_quantity_at_once()
    {
        var (before, after) = (Options(_ => { }), Options(ses => ses.UseUnlimited()));
        Assert.False(after.Warmup.IsEnabled);
        foreach (var (feature, limit) in Limits())
        {
            var value = Convert.ToInt64(limit.GetValue(feature(after)));
            if (Sizes.Contains(limit.Name))
                Assert.Equal(Convert.ToInt64(limit.GetValue(feature(before))), value);
            else
                Assert.True(value >= int.MaxValue, $"{limit.DeclaringType!.Name}.{limit.Name} is {value}");
        }
    }

    [Fact]
    public void What_is_configured_behind_it_wins() =>
        Assert.Equal(7, Options(ses => ses.UseUnlimited().Configure(options => options.Recipients.MaxImportRows = 7)).Recipients.MaxImportRows);

    // A limit of these features that is added later is either lifted, or named above as one of size.
    private static IEnumerable<(Func<SesOptions, object> Feature, PropertyInfo Limit)> Limits()
    {
        Func<SesOptions, object>[] features = [options => options.Addresses, options => options.Recipients, options => options.Sending];
        Type[] types = [typeof(AddressesOptions), typeof(RecipientsOptions), typeof(SendingOptions)];
        return features.Zip(types, (feature, type) => type.GetProperties().Where(limit => limit.Name.StartsWith("Max", StringComparison.Ordinal)).Select(limit => (feature, limit))).SelectMany(limits => limits);
    }

    private static SesOptions Options(Action<SesBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddSes(ses => configure(ses.UseInMemory()));
        return services.BuildServiceProvider().GetRequiredService<IOptions<SesOptions>>().Value;
    }
}

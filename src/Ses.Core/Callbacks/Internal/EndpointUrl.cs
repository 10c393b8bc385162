using System.Net;
using Ses.Primitives;

namespace Ses.Callbacks.Internal;

/// <summary>Which URLs an endpoint may have.</summary>
internal static class EndpointUrl
{
    private const int MaxLength = 2_048;

    private static readonly int[] GuidePorts = [8080, 8081, 8082];

    // Names that lead nowhere but into the own network, whatever a resolver says.
    private static readonly string[] PrivateDomains = ["localhost", "local", "internal", "localdomain", "lan", "home.arpa"];

    /// <summary>The URL; throws <see cref="SesValidationException"/> with the rule that it breaks.</summary>
    public static Uri Parse(string? text, CallbacksOptions options)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw Refused(SesErrorCode.Required, "a URL is expected, such as https://example.com/mail-events");
        if (text.Length > MaxLength)
            throw Refused(SesErrorCode.LimitExceeded, $"it has {text.Length} characters, and {MaxLength} are allowed");
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            throw Refused(SesErrorCode.Invalid, $"'{text}' is no URL with http or https, such as https://example.com/mail-events");
        return WhyNot(url, options) is { } why ? throw Refused(SesErrorCode.Invalid, why) : url;
    }

    private static string? WhyNot(Uri url, CallbacksOptions options)
    {
        if (url.UserInfo.Length > 0)
            return "a name and password in the URL are not sent; verify the signature instead (docs/callbacks.md)";
        if (url.Fragment.Length > 0)
            return "a fragment (#…) is not sent; leave it out";
        var ports = options.OnlyGuidePorts ? options.Ports.Intersect(GuidePorts).ToList() : options.Ports;
        if (!ports.Contains(url.Port))
            return $"the port {url.Port} is not among {string.Join(", ", ports)}; to allow it: ses.Configure(o => {(options.OnlyGuidePorts ? "o.Callbacks.OnlyGuidePorts = false)" : $"o.Callbacks.Ports.Add({url.Port}))")}";
        if (!options.AllowPrivateHosts && WhyPrivate(url) is { } why)
            return $"{why}; for hosts in your own network: ses.Configure(o => o.Callbacks.AllowPrivateHosts = true)";
        return null;
    }

    private static string? WhyPrivate(Uri url)
    {
        if (IPAddress.TryParse(url.IdnHost, out var address))
            return PublicAddress.WhyNot(address) is { } what ? $"{url.Host} is {what}, and callbacks go to public hosts only" : null;
        var host = url.IdnHost.TrimEnd('.');
        if (PrivateDomains.Any(domain => host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase)))
            return $"{host} is a host of a private network, and callbacks go to public hosts only";
        return host.Contains('.', StringComparison.Ordinal) && DomainName.TryParse(host, out _) ? null : $"{host} is no host in the public DNS";
    }

    private static SesValidationException Refused(SesErrorCode code, string why) => new([new("url", code, why)]);
}

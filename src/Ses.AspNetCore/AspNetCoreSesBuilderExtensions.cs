using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Ses.AspNetCore;

#pragma warning disable IDE0130 // A host that uses Ses finds its extensions without another using.
namespace Ses;
#pragma warning restore IDE0130

/// <summary>Chooses what ASP.NET Core brings.</summary>
public static class AspNetCoreSesBuilderExtensions
{
    /// <summary>
    /// Seals secrets in the store (DKIM keys, callback secrets) by ASP.NET Core Data Protection. Its key ring must live as long as the store, and all processes
    /// must share it: <c>services.AddDataProtection().SetApplicationName("shop").PersistKeysToFileSystem(…)</c>. See docs/secrets.md.
    /// </summary>
    public static SesBuilder UseDataProtectionSecrets(this SesBuilder ses)
    {
        ArgumentNullException.ThrowIfNull(ses);
        ses.Services.AddDataProtection();
        return ses.UseSecretProtector(provider => new DataProtectionSecretProtector(provider.GetRequiredService<IDataProtectionProvider>()));
    }
}

using Microsoft.Extensions.Logging;
using Ses.Primitives;

namespace Ses.Domains.Internal;

/// <summary>What domains log; event ids 1100 to 1199.</summary>
internal static partial class Log
{
    // Someone must look before this store holds anything that matters.
    [LoggerMessage(1100, LogLevel.Warning,
        "Secrets (DKIM keys, callback secrets) lie open in the store: this is for development only. Seal them: services.AddSes(ses => ses.UseAesGcmSecrets(configuration[\"Ses:SecretKey\"]!)), with a key made by: openssl rand -base64 32",
        EventName = "SecretsLieOpen")]
    public static partial void SecretsLieOpen(this ILogger logger);

    [LoggerMessage(1101, LogLevel.Information, "{Domain} of account {Account} has new DKIM keys ({Selectors}), which wait for their records to be published", EventName = "DkimKeysMade")]
    public static partial void DkimKeysMade(this ILogger logger, DomainName domain, AccountId account, string selectors);

    [LoggerMessage(1102, LogLevel.Information, "Mail of {Domain} of account {Account} is signed with {Selectors} from {From:u} on", EventName = "DkimKeysFollow")]
    public static partial void DkimKeysFollow(this ILogger logger, DomainName domain, AccountId account, string selectors, DateTimeOffset? from);

    [LoggerMessage(1103, LogLevel.Information, "The DKIM keys {Selectors} of {Domain} of account {Account} are destroyed; their records may be removed", EventName = "DkimKeysDestroyed")]
    public static partial void DkimKeysDestroyed(this ILogger logger, string selectors, DomainName domain, AccountId account);

    /// <summary>Tells what a check has made of a domain's keys.</summary>
    public static void TellKeys(this ILogger logger, SenderDomain before, SenderDomain after)
    {
        var known = before.Keys.ToDictionary(key => key.Selector);
        if (Selectors(after, key => !known.ContainsKey(key.Selector)) is { Length: > 0 } made)
            logger.DkimKeysMade(after.Name, after.Account, made);
        if (Selectors(after, key => key.UsedFrom is not null && known.TryGetValue(key.Selector, out var old) && old.UsedFrom is null) is { Length: > 0 } following)
            logger.DkimKeysFollow(after.Name, after.Account, following, after.Keys[0].UsedFrom);
        if (Selectors(after, key => key.ProtectedPrivateKey.IsEmpty && known.TryGetValue(key.Selector, out var old) && !old.ProtectedPrivateKey.IsEmpty) is { Length: > 0 } destroyed)
            logger.DkimKeysDestroyed(destroyed, after.Name, after.Account);
    }

    private static string Selectors(SenderDomain domain, Func<DkimKey, bool> which) => string.Join(", ", domain.Keys.Where(which).Select(key => key.Selector));
}

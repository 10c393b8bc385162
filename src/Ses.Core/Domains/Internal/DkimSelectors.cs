using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ses.Primitives;

namespace Ses.Domains.Internal;

/// <summary>Names keys, so that no two accounts and no two keys of a domain share a selector. Pure.</summary>
internal static class DkimSelectors
{
    /// <summary>The selector of a new key: the label, the account's mark, and the day for all but a domain's first key.</summary>
    /// <param name="label">What the options say.</param>
    /// <param name="account">Whose domain it is.</param>
    /// <param name="known">The domain's keys.</param>
    /// <param name="now">The day.</param>
    public static string For(string label, AccountId account, IReadOnlyList<DkimKey> known, DateTimeOffset now)
    {
        var own = account == AccountId.Default ? label : $"{label}-{MarkOf(account)}";
        if (known.Count == 0)
            return own;
        var dated = $"{own}-{now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";
        return Enumerable.Range(2, known.Count).Select(number => $"{dated}-{number}").Prepend(dated).First(name => known.All(key => key.Selector != name));
    }

    // A zone is public, and an account's id need not be.
    private static string MarkOf(AccountId account) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(account.Value)).AsSpan(0, 4));
}

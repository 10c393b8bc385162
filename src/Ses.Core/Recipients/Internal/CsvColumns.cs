using Ses.Primitives;

namespace Ses.Recipients.Internal;

/// <summary>What the columns of a file mean: which has the address, and which variables the others are.</summary>
/// <param name="Address">Index of the address column.</param>
/// <param name="AddressName">Its name.</param>
/// <param name="Variables">Name by column index; null for the address and for columns without a name.</param>
internal sealed record CsvColumns(int Address, string AddressName, IReadOnlyList<string?> Variables)
{
    private static readonly HashSet<string> UsualNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "email", "e-mail", "mail", "email address", "e-mail address", "emailaddress", "email_address", "address", "recipient",
        "邮箱", "邮箱地址", "电子邮件", "电子邮箱", "收件人", "收件人地址", "邮件地址", "メール", "メールアドレス", "correo", "courriel", "e-mail-adresse",
    };

    /// <summary>Reads the header row. Without an option or a usual name, the first column counts in which <paramref name="firstRow"/> has an address.</summary>
    public static CsvColumns? Read(CsvRow header, CsvRow? firstRow, string? option, out string? why)
    {
        var names = header.Fields.Select(name => name.Trim()).ToList();
        why = null;
        var address = option is not null
            ? names.FindIndex(name => name.Equals(option, StringComparison.OrdinalIgnoreCase))
            : names.FindIndex(UsualNames.Contains);
        if (address < 0 && option is null && firstRow is not null)
            address = firstRow.Fields.ToList().FindIndex(value => EmailAddress.TryParse(value.Trim(), out _));
        if (address < 0)
        {
            why = option is not null
                ? $"there is no column '{option}'; the header row has: {string.Join(", ", names)}"
                : $"no column has addresses; name it 'email', or say which: new CsvImportOptions {{ AddressColumn = … }}; the header row has: {string.Join(", ", names)}";
            return null;
        }

        if (names.Where((name, i) => i != address && name.Length > 0).GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            why = $"two columns are named '{twice.Key}': each variable needs a name of its own";
            return null;
        }

        return new(address, names[address], [.. names.Select((name, i) => i == address || name.Length == 0 ? null : name)]);
    }
}

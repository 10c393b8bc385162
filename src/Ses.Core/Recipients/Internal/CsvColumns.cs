namespace Ses.Recipients.Internal;

/// <summary>What the columns of a file mean: which has the address, and which variables the others are.</summary>
/// <param name="Address">Index of the address column.</param>
/// <param name="AddressName">Its name.</param>
/// <param name="Variables">Name by column index; null for the address and for columns without a name.</param>
internal sealed record CsvColumns(int Address, string AddressName, IReadOnlyList<string?> Variables)
{
    private static readonly HashSet<string> UsualNames = new(StringComparer.Ordinal)
    {
        "email", "mail", "emailaddress", "mailaddress", "address", "recipient", "recipientemail", "subscriber", "to",
        "邮箱", "邮箱地址", "电子邮件", "电子邮箱", "电子邮件地址", "电邮", "邮件地址", "邮件", "收件人", "收件人地址", "收件人邮箱", "電子郵件", "信箱",
        "メール", "メールアドレス", "이메일", "correo", "correoelectrónico", "courriel", "emailadresse", "mailadresse",
    };

    /// <summary>Reads the header row of a file's begin: <paramref name="option"/>, else a column with a usual name, else the first with addresses.</summary>
    /// <returns>Null where there is no such column, or a name is given twice; <paramref name="why"/> says so.</returns>
    public static CsvColumns? Read(CsvSample sample, string? option, out string? why)
    {
        var names = sample.Header;
        var address = option is not null ? IndexOf(names, option) : Find(sample);
        why = WhyNot(sample, address, option);
        return why is null ? new(address, names[address], [.. names.Select((name, i) => i == address || name.Length == 0 ? null : name)]) : null;
    }

    private static int IndexOf(IReadOnlyList<string> names, string option)
    {
        var wanted = AddressField.Trim(option).ToString();
        var exact = names.ToList().IndexOf(wanted);
        return exact >= 0 ? exact : names.ToList().FindIndex(name => name.Equals(wanted, StringComparison.OrdinalIgnoreCase));
    }

    // A column that is named "address" may hold streets: a name counts where the column has addresses, or no column has.
    private static int Find(CsvSample sample)
    {
        var usual = sample.Header.Select((name, i) => (Name: Plain(name), i)).Where(column => UsualNames.Contains(column.Name)).Select(column => column.i).ToList();
        var hasAddresses = sample.Addresses.Any(count => count > 0);
        if (usual.Count > 0 && !hasAddresses)
            return usual[0];
        var named = usual.Where(i => sample.Addresses[i] > 0).ToList();
        if (named.Count > 0)
            return named[0];
        var most = sample.Addresses.Max();
        // The first that holds addresses as a rule: a remark with an address in it, somewhere, is no address column.
        return hasAddresses ? sample.Addresses.ToList().FindIndex(count => count * 2 >= most) : -1;
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static string? WhyNot(CsvSample sample, int address, string? option)
    {
        var names = sample.Header;
        var shown = string.Join(", ", names.Select(name => AddressField.Shown(name)).Take(50));
        if (names.FirstOrDefault(name => AddressField.TryRead(name, out _, out _)) is { } first)
            return $"line {sample.HeaderLine} holds the address {AddressField.Shown(first)} where a header row is expected: put a line such as email,name above it";
        if (names.Where(name => name.Length > 0).GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return $"two columns are named '{AddressField.Shown(twice.Key)}': each needs a name of its own";
        if (address >= 0)
            return null;
        return option is not null
            ? $"there is no column '{AddressField.Shown(option)}'; the header row has: {shown}"
            : $"no column has addresses; name it 'email', or say which: new CsvImportOptions {{ AddressColumn = … }}; the header row has: {shown}";
    }
}

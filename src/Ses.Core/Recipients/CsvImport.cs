using System.Text;

namespace Ses.Recipients;

/// <summary>How a CSV file is read.</summary>
public sealed record CsvImportOptions
{
    /// <summary>Rows at most; null for <see cref="RecipientsOptions.MaxImportRows"/>. The import stops at the limit with <see cref="SesErrorCode.LimitExceeded"/>, and says what it stored.</summary>
    public int? MaxRows { get; init; }

    /// <summary>The column with the address; null to find it: by a usual name (email, address, …), else the first that holds addresses.</summary>
    public string? AddressColumn { get; init; }

    /// <summary>How the file is encoded; null to tell: byte order mark, UTF-16, UTF-8, GB18030, Windows-1252. A byte order mark wins.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>What stands between the fields; null to tell: comma, semicolon or tab, or what a first line such as <c>sep=;</c> names.</summary>
    public char? Separator { get; init; }

    /// <summary>
    /// 1 to 256 characters. An import of the same key into the same group goes on where it was broken off, and a finished one is not repeated: it gives its
    /// report again. With another file it is refused with <see cref="SesErrorCode.IdempotencyConflict"/>. Null for no key.
    /// </summary>
    public string? ImportKey { get; init; }

    /// <summary>Bad rows kept with their reasons in the report; 1,000 by default. All are counted.</summary>
    public int MaxReportedErrors { get; init; } = 1_000;
}

/// <summary>What came of an import. Total = valid + malformed + too long + empty + duplicate.</summary>
public sealed record ImportReport
{
    /// <summary>Rows read, the header apart.</summary>
    public long Total { get; init; }

    /// <summary>Rows that are recipients now.</summary>
    public long Valid { get; init; }

    /// <summary>Rows whose address or shape is wrong.</summary>
    public long Malformed { get; init; }

    /// <summary>Rows whose address or variables are too long.</summary>
    public long TooLong { get; init; }

    /// <summary>Rows without an address.</summary>
    public long Empty { get; init; }

    /// <summary>Rows whose address stood in an earlier row of the file.</summary>
    public long Duplicate { get; init; }

    /// <summary>Valid rows that were in the group before and got new values; where an import was broken off and went on, those of the slice in between are not counted.</summary>
    public long Updated { get; init; }

    /// <summary>The column that was read as the address.</summary>
    public string? AddressColumn { get; init; }

    /// <summary>The columns that became variables.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>By column: in how many valid rows it was empty.</summary>
    public IReadOnlyDictionary<string, long> MissingValues { get; init; } = new Dictionary<string, long>();

    /// <summary>Bad rows with their lines, in their order; <see cref="CsvImportOptions.MaxReportedErrors"/> at most.</summary>
    public IReadOnlyList<ImportError> Errors { get; init; } = [];

    /// <summary>What is no error of a row, yet worth knowing: values in columns without a name, names that no template can use.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The encoding that the file was read in, such as <c>utf-8</c>.</summary>
    public string? Encoding { get; init; }

    /// <summary>The separator that the file was read with.</summary>
    public char? Separator { get; init; }
}

/// <summary>A row that was left out.</summary>
/// <param name="Line">The line of the file on which the row begins, counted from 1.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record ImportError(long Line, string Reason);

/// <summary>How far an import has come.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Valid">Of which recipients.</param>
/// <param name="Bytes">Bytes read.</param>
/// <param name="TotalBytes">Bytes in all; null where the stream does not tell.</param>
public readonly record struct ImportProgress(long Rows, long Valid, long Bytes, long? TotalBytes);

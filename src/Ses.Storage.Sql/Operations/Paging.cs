using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Operations;

/// <summary>Pages by key, not by number: rows that come or go elsewhere do not move a page.</summary>
internal static class Paging
{
    /// <summary>One page of rows.</summary>
    /// <param name="session">Where.</param>
    /// <param name="list">A statement for the rows in their order, with <c>@size</c>.</param>
    /// <param name="count">A statement for their number.</param>
    /// <param name="fill">Sets the values that both want.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="key">A row's key, as text.</param>
    /// <param name="page">Which page.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async ValueTask<Page<T>> ReadAsync<T>(
        SqlSession session, string list, string count, Func<SqlQuery, SqlQuery> fill, Func<SqlRow, T> read, Func<T, string> key, PageRequest page, CancellationToken cancellationToken)
    {
        var size = Math.Clamp(page.Size, 1, 1_000);
        var items = await fill(session.Sql(list)).With("size", (long)size + 1).ListAsync(read, cancellationToken).ConfigureAwait(false);
        var total = await fill(session.Sql(count)).NumberAsync(cancellationToken).ConfigureAwait(false) ?? 0;
        var more = items.Count > size;
        if (more)
            items.RemoveAt(size);
        return new(items, total, more ? key(items[^1]) : null);
    }

    /// <summary>A number as a key whose ordinal order is the numbers' order.</summary>
    public static string Key(long number) => number.ToString("D19", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The number of such a key; <paramref name="none"/> where there is none.</summary>
    public static long NumberOf(string? key, long none) =>
        long.TryParse(key, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : none;

    /// <summary>A pattern for LIKE … ESCAPE '\' that finds a part; all, where there is none.</summary>
    public static string Part(string? search) =>
        search is null ? "%" : $"%{search.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}

using Ses.Primitives;

namespace Ses.Storage.InMemory;

/// <summary>Pages by key, not by number: rows that come or go elsewhere do not move a page.</summary>
internal static class Paging
{
    /// <summary>One page of rows that are sorted by <paramref name="key"/> in ordinal order, or backwards.</summary>
    public static Page<T> Page<T>(IEnumerable<T> rows, Func<T, string> key, PageRequest page, bool backwards = false)
    {
        var all = rows.ToList();
        var after = page.After;
        var size = Math.Clamp(page.Size, 1, 1_000);
        var items = all.Where(row => after is null || string.CompareOrdinal(key(row), after) * (backwards ? -1 : 1) > 0).Take(size + 1).ToList();
        var more = items.Count > size;
        if (more)
            items.RemoveAt(size);
        return new(items, all.Count, more ? key(items[^1]) : null);
    }

    /// <summary>A number as a key whose ordinal order is the numbers' order.</summary>
    public static string Key(long number) => number.ToString("D19", System.Globalization.CultureInfo.InvariantCulture);
}

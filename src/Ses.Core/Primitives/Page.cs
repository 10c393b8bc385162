namespace Ses.Primitives;

/// <summary>One page of a list, with what is needed to ask for the next.</summary>
/// <param name="Items">The rows of this page.</param>
/// <param name="Total">How many rows match in all.</param>
/// <param name="Continuation">Hand it back in <see cref="PageRequest.After"/> for the next page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, long Total, string? Continuation);

/// <summary>Which page of a list is wanted.</summary>
/// <param name="After">The <see cref="Page{T}.Continuation"/> of the page before; null for the first.</param>
/// <param name="Size">Rows a page, 1 to 1,000; 100 by default.</param>
public sealed record PageRequest(string? After = null, int Size = 100)
{
    /// <summary>The continuation of the page before.</summary>
    public string? After { get; init => field = StorableText.Of(value); } = StorableText.Of(After);

    /// <summary>The first hundred rows.</summary>
    public static PageRequest First { get; } = new();
}

namespace Ses.Feedback.Reading;

/// <summary>An address in a text.</summary>
/// <param name="Address">The address.</param>
/// <param name="Line">The number of its line.</param>
/// <param name="Start">Where it begins in the line.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct FoundAddress(string Address, int Line, int Start, int End)
{
    private const string Atoms = "!#$%&'*+-/=?^_`{|}~.";

    /// <summary>The addresses of a line.</summary>
    public static IEnumerable<FoundAddress> In(string line, int number)
    {
        for (var at = line.IndexOf('@', StringComparison.Ordinal); at >= 0; at = line.IndexOf('@', at + 1))
        {
            var (start, end) = (at, at + 1);
            while (start > 0 && at - start < 128 && IsLocal(line[start - 1]))
                start--;
            while (end < line.Length && IsDomain(line[end]))
                end++;
            while (end > at + 1 && line[end - 1] is '.' or '-')
                end--;
            // X.400 gateways write SMTP=user@example.com.
            if (line.AsSpan(start, at - start).StartsWith("smtp=", StringComparison.OrdinalIgnoreCase))
                start += 5;
            while (start < at && line[start] is '\'' or '=' or '/' or '*' or '-' or '.')
                start++;
            if (start < at && end - at > 3 && line.IndexOf('.', at, end - at) > 0)
                yield return new(line[start..end], number, start, end);
        }
    }

    private static bool IsLocal(char c) => char.IsLetterOrDigit(c) || Atoms.Contains(c, StringComparison.Ordinal);

    private static bool IsDomain(char c) => char.IsLetterOrDigit(c) || c is '.' or '-' or '_';
}

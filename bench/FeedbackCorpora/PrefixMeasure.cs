using System.Diagnostics;

namespace FeedbackCorpora;

/// <summary>Reads every prefix of every mail that ends at a line end: no exception, and how long the slowest takes.</summary>
internal sealed class PrefixMeasure(Reader reader, string folder)
{
    public async Task RunAsync()
    {
        var (prefixes, failures, longest) = (0, 0, TimeSpan.Zero);
        foreach (var path in Directory.EnumerateFiles(folder, "*.eml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var mail = await File.ReadAllBytesAsync(path).ConfigureAwait(false);
            foreach (var end in LineEnds(mail))
            {
                var started = Stopwatch.GetTimestamp();
                try
                {
                    await reader.ReadAsync(mail.AsMemory(0, end)).ConfigureAwait(false);
                }
#pragma warning disable CA1031 // Any exception is what is being looked for.
                catch (Exception error)
#pragma warning restore CA1031
                {
                    failures++;
                    Console.WriteLine($"  {path} up to octet {end}: {error.GetType().Name}: {error.Message}");
                }

                var took = Stopwatch.GetElapsedTime(started);
                longest = took > longest ? took : longest;
                prefixes++;
            }
        }

        Console.WriteLine($"{prefixes} prefixes, {failures} exceptions, the slowest took {longest.TotalMilliseconds:0} ms");
    }

    private static IEnumerable<int> LineEnds(byte[] mail)
    {
        for (var i = 0; i < mail.Length; i++)
        {
            if (mail[i] == '\n' || (mail[i] == '\r' && (i + 1 == mail.Length || mail[i + 1] != '\n')))
                yield return i + 1;
        }
    }
}

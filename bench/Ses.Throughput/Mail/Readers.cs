using System.Globalization;
using System.Text;

namespace Ses.Throughput.Mail;

/// <summary>The recipients with their 60 variables, made from their number: the same in every run, and for every sender that is compared.</summary>
internal static class Readers
{
    private static readonly string[] Words =
    [
        "harbour", "lantern", "anchor", "morning", "window", "kitchen", "market", "river", "copper", "garden", "letter", "evening", "bridge", "timber",
        "captain", "island", "winter", "basket", "ribbon", "signal", "orchard", "compass", "velvet", "granite", "ferry", "marble", "saffron", "tide",
    ];

    /// <summary>The columns of the file: the address, then the variables of the template.</summary>
    public static string Header { get; } = string.Join(',', (string[])
    [
        "email", "name", "city", "last_letter", "letters_read", "favorite", "plan", "number", "until", "points", "worth",
        .. Numbered("title", 10), .. Numbered("teaser", 10), .. Numbered("link", 30),
    ]);

    /// <summary>The address of a recipient; the domains take turns.</summary>
    public static string Address(long number, int domains) => string.Create(CultureInfo.InvariantCulture, $"reader{number}@r{number % domains}.example");

    /// <summary>A recipient's row, without its line end.</summary>
    public static string Row(long number, int domains)
    {
        var seed = number;
        var row = new StringBuilder(1_600).Append(Address(number, domains));
        Append(Words(2));
        Append(Words(1));
        Append(Day());
        Append(Number(400));
        Append(Words(2));
        Append(Words(1));
        Append(Number(1_000_000));
        Append(Day());
        Append(Number(10_000));
        Append(Number(500));
        for (var i = 0; i < 10; i++)
            Append(Words(3));
        for (var i = 0; i < 10; i++)
            Append(Words(4));
        for (var i = 0; i < 30; i++)
            Append(string.Create(CultureInfo.InvariantCulture, $"{Next(int.MaxValue):x8}{number % 10_000:0000}"));
        return row.ToString();

        void Append(string value) => row.Append(',').Append(value);
        string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => Readers.Words[Next(Readers.Words.Length)]));
        string Number(int below) => Next(below).ToString(CultureInfo.InvariantCulture);
        string Day() => string.Create(CultureInfo.InvariantCulture, $"2026-{Next(12) + 1:00}-{Next(28) + 1:00}");
        int Next(int below)
        {
            // Knuth's MMIX generator: any one would do, and this one is two operations.
            seed = unchecked((seed * 6364136223846793005) + 1442695040888963407);
            return (int)((ulong)seed >> 33) % below;
        }
    }

    private static IEnumerable<string> Numbered(string name, int count) => Enumerable.Range(1, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"{name}{number:00}"));
}

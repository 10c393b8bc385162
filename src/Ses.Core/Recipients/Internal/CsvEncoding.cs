using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Ses.Recipients.Internal;

/// <summary>Guesses how a file is encoded: by its byte order mark, by its zeros (UTF-16), by being valid UTF-8, and else by how its high octets pair. Pure.</summary>
internal static class CsvEncoding
{
    /// <summary>By the byte order mark, with its length.</summary>
    public static (Encoding? Encoding, int Length) OfMark(ReadOnlySpan<byte> head) => head switch
    {
        [0xef, 0xbb, 0xbf, ..] => (Encoding.UTF8, 3),
        [0xff, 0xfe, 0, 0, ..] => (Encoding.UTF32, 4),
        [0, 0, 0xfe, 0xff, ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: false), 4),
        [0xff, 0xfe, ..] => (Encoding.Unicode, 2),
        [0xfe, 0xff, ..] => (Encoding.BigEndianUnicode, 2),
        [0x84, 0x31, 0x95, 0x33, ..] => (Gb18030, 4),
        _ => (null, 0),
    };

    /// <summary>UTF-16, where the high octets of ASCII characters stand as zeros on one side only; null for anything else.</summary>
    public static Encoding? OfZeros(ReadOnlySpan<byte> head)
    {
        var (even, odd) = (0, 0);
        for (var i = 0; i + 1 < head.Length; i += 2)
        {
            even += head[i] == 0 ? 1 : 0;
            odd += head[i + 1] == 0 ? 1 : 0;
        }

        var few = head.Length / 20;
        if (odd > few && odd > 8 * even)
            return Encoding.Unicode;
        return even > few && even > 8 * odd ? Encoding.BigEndianUnicode : null;
    }

    /// <summary>By a sample that begins with an octet that is not ASCII.</summary>
    public static Encoding Of(ReadOnlySpan<byte> sample, bool isAll)
    {
        var characters = ArrayPool<char>.Shared.Rent(sample.Length);
        // The sample may end within a character.
        var status = Utf8.ToUtf16(sample, characters, out _, out _, replaceInvalidSequences: false, isFinalBlock: isAll);
        ArrayPool<char>.Shared.Return(characters);
        if (status != OperationStatus.InvalidData)
            return Encoding.UTF8;
        return LooksWestern(sample) ? CodePagesEncodingProvider.Instance.GetEncoding(1252)! : Gb18030;
    }

    private static Encoding Gb18030 => CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    // A character of GB18030 is two high octets as a rule; an accented letter of Windows-1252 stands alone among ASCII.
    private static bool LooksWestern(ReadOnlySpan<byte> sample)
    {
        var (single, runs, run) = (0, 0, 0);
        foreach (var octet in sample)
        {
            if (octet >= 0x80)
            {
                run++;
                continue;
            }

            single += run == 1 ? 1 : 0;
            runs += run > 0 ? 1 : 0;
            run = 0;
        }

        return single * 2 > runs;
    }
}

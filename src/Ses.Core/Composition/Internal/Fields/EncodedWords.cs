using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Ses.Composition.Internal.Fields;

/// <summary>
/// Encoded words (RFC 2047): UTF-8 as Q or B, whichever is shorter, 75 octets a word at most, no character cut in two. Only what may stand everywhere, in a
/// phrase too, is written as it is (§5).
/// </summary>
internal static class EncodedWords
{
    private const int MaxWord = 75;
    private const int Frame = 12; // =?utf-8?q? and ?=
    private const int LeastUseful = 30;

    private static readonly SearchValues<byte> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/"u8);

    /// <summary>Writes a text behind <paramref name="gap"/> spaces, in as many words and lines as it needs. Control characters become spaces.</summary>
    public static void Write(ref FieldWriter field, ReadOnlySpan<char> text, int gap)
    {
        var isBase64 = IsBase64Shorter(text);
        if (field.Room - gap < LeastUseful)
        {
            field.Fold();
            gap = Math.Max(1, gap);
        }

        field.Spaces(gap);
        while (true)
        {
            var word = Math.Min(MaxWord, field.Room - 2) - Frame;
            text = isBase64 ? WriteB(field, text, word) : WriteQ(field, text, word);
            if (text.IsEmpty)
                return;
            field.Fold();
            field.Octet((byte)' ');
        }
    }

    private static bool IsBase64Shorter(ReadOnlySpan<char> text)
    {
        Span<byte> octets = stackalloc byte[4];
        var (q, b) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            var length = Octets(rune, octets);
            b += length;
            q += length == 1 && (octets[0] == ' ' || Plain.Contains(octets[0])) ? 1 : 3 * length;
        }

        return (b + 2) / 3 * 4 < q;
    }

    private static ReadOnlySpan<char> WriteQ(scoped in FieldWriter field, ReadOnlySpan<char> text, int room)
    {
        Span<byte> octets = stackalloc byte[4];
        field.Bytes("=?utf-8?q?"u8);
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf16(text, out var rune, out var consumed);
            var length = Octets(rune, octets);
            var isPlain = length == 1 && (octets[0] == ' ' || Plain.Contains(octets[0]));
            room -= isPlain ? 1 : 3 * length;
            if (room < 0)
                break;
            text = text[consumed..];
            if (isPlain)
                field.Octet(octets[0] == ' ' ? (byte)'_' : octets[0]);
            else
                WriteEscaped(field, octets[..length]);
        }

        field.Bytes("?="u8);
        return text;
    }

    private static ReadOnlySpan<char> WriteB(scoped in FieldWriter field, ReadOnlySpan<char> text, int room)
    {
        Span<byte> octets = stackalloc byte[64];
        var length = 0;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf16(text, out var rune, out var consumed);
            var next = Octets(rune, octets[length..]);
            if ((length + next + 2) / 3 * 4 > room)
                break;
            length += next;
            text = text[consumed..];
        }

        Span<byte> word = stackalloc byte[88];
        Base64.EncodeToUtf8(octets[..length], word, out _, out var written);
        field.Bytes("=?utf-8?b?"u8);
        field.Bytes(word[..written]);
        field.Bytes("?="u8);
        return text;
    }

    private static void WriteEscaped(scoped in FieldWriter field, ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets)
        {
            field.Octet((byte)'=');
            field.Octet("0123456789ABCDEF"u8[octet >> 4]);
            field.Octet("0123456789ABCDEF"u8[octet & 15]);
        }
    }

    private static int Octets(Rune rune, Span<byte> octets) => (Rune.IsControl(rune) ? new Rune(' ') : rune).EncodeToUtf8(octets);
}

using System.Text;

namespace Ses.Composition.Internal.PlainText;

/// <summary>Characters that grow, and are written anew in the same memory.</summary>
internal sealed class CharBuffer(int capacity = 8 * 1024)
{
    private char[] _characters = new char[capacity];

    public int Length { get; private set; }

    public int Capacity => _characters.Length;

    public ReadOnlySpan<char> Written => _characters.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Append(ReadOnlySpan<char> text)
    {
        Reserve(text.Length);
        text.CopyTo(_characters.AsSpan(Length));
        Length += text.Length;
    }

    public void AppendUtf8(ReadOnlySpan<byte> text)
    {
        // As many characters as octets, at most.
        Reserve(text.Length);
        Length += Encoding.UTF8.GetChars(text, _characters.AsSpan(Length));
    }

    private void Reserve(int more)
    {
        if (more > _characters.Length - Length)
            Array.Resize(ref _characters, Math.Max(Length + more, 2 * _characters.Length));
    }
}

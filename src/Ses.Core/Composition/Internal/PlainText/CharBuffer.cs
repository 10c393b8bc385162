namespace Ses.Composition.Internal.PlainText;

/// <summary>Characters that grow, and are written anew in the same memory.</summary>
internal sealed class CharBuffer
{
    private char[] _characters = new char[8 * 1024];

    public int Length { get; private set; }

    public int Capacity => _characters.Length;

    public ReadOnlySpan<char> Written => _characters.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > _characters.Length - Length)
            Array.Resize(ref _characters, Math.Max(Length + text.Length, 2 * _characters.Length));
        text.CopyTo(_characters.AsSpan(Length));
        Length += text.Length;
    }
}

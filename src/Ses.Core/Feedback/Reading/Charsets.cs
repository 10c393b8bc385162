using System.Text;

namespace Ses.Feedback.Reading;

/// <summary>Decodes text whatever its charset: bounces come in GB18030, KOI8-R, ISO-2022-JP. .NET offers these by a provider, which is asked here and not registered: that is the host's business.</summary>
internal static class Charsets
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text; UTF-8 where it is, else what the name says, else Latin-1. Never throws.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        var named = Find(charset);
        if (named is not null && !named.IsSingleByte && named.CodePage != Encoding.UTF8.CodePage)
            return named.GetString(bytes);
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return (named is null || named.CodePage == Encoding.UTF8.CodePage ? Encoding.Latin1 : named).GetString(bytes);
        }
    }

    private static Encoding? Find(string? charset)
    {
        if (string.IsNullOrWhiteSpace(charset))
            return null;
        var name = charset.Trim(' ', '"', '\'');
        // GB2312 in mail is written by systems that mean its supersets.
        if (name.Equals("gb2312", StringComparison.OrdinalIgnoreCase) || name.Equals("gbk", StringComparison.OrdinalIgnoreCase))
            name = "gb18030";
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}

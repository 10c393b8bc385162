using System.Buffers;

namespace Ses.Sending.Internal;

/// <summary>The files that the guide's service takes.</summary>
internal static class GuideAttachments
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(" ?\\*|\"<>:/");

    private static readonly HashSet<string> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        "xlsx", "xls", "ods", "docx", "docm", "doc", "csv", "pdf", "txt", "gif", "jpg", "jpeg", "png", "tif", "tiff", "rtf", "bmp", "cgm", "css", "shtml",
        "html", "htm", "zip", "xml", "ppt", "pptx", "tar", "ez", "ics", "mobi", "msg", "pub", "eps", "odt", "mp3", "m4a",
    };

    /// <summary>Why a file is not taken; null where it is.</summary>
    public static string? Check(string name)
    {
        if (name.AsSpan().ContainsAny(Forbidden))
            return "a file name has no spaces and none of ? \\ * | \" < > : /";
        var ending = Path.GetExtension(name).TrimStart('.');
        return Endings.Contains(ending) ? null : $"files of the type '{ending}' are not taken";
    }
}

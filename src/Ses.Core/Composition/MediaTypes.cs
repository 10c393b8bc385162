namespace Ses.Composition;

/// <summary>The media type of a file, told by its ending.</summary>
internal static class MediaTypes
{
    /// <summary><c>application/octet-stream</c> for an unknown ending.</summary>
    public static string Of(string fileName) => MimeKit.MimeTypes.GetMimeType(fileName);
}

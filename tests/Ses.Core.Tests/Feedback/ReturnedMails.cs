using Ses.Feedback.Reading;

namespace Ses.Core.Tests.Feedback;

/// <summary>The mails beside this file: what servers, gateways, people and feedback loops send back.</summary>
internal static class ReturnedMails
{
    private const string Prefix = "Ses.Core.Tests.Feedback.Mails.";

    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(ReturnedMails).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..^4]).Order(StringComparer.Ordinal)];

    public static byte[] Bytes(string name)
    {
        using var stream = typeof(ReturnedMails).Assembly.GetManifestResourceStream($"{Prefix}{name}.eml") ?? throw new FileNotFoundException(name);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    public static ReadReport Read(string name) => ReportReader.Read(Bytes(name));
}

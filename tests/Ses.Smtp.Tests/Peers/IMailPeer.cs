using System.Text;

namespace Ses.Smtp.Tests.Peers;

/// <summary>A mail server that others wrote, with a queue of its own in a temporary folder.</summary>
internal interface IMailPeer : IAsyncDisposable
{
    int Port { get; }

    /// <summary>The mails it has taken, as it stores them: with LF line ends, some with lines of its own on top.</summary>
    IReadOnlyList<string> Mails { get; }
}

/// <summary>Starts them. They change users and so must be started by root, as their packages are installed by root.</summary>
internal static class MailPeer
{
    public static async Task<IMailPeer> StartAsync(string name)
    {
        if (Environment.UserName != "root")
            Assert.Skip($"{name} is started by root only");
        return name switch
        {
            "postfix" => await Postfix.StartAsync(),
            "exim" => await Exim.StartAsync(),
            "opensmtpd" => await OpenSmtpd.StartAsync(),
            _ => throw new ArgumentException(name, nameof(name)),
        };
    }

    public static IReadOnlyList<string> Read(string folder, string pattern) =>
        !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Select(ReadOrNull).OfType<string>()];

    // A queue moves its files about.
    private static string? ReadOrNull(string file)
    {
        try
        {
            return File.ReadAllText(file, Encoding.Latin1);
        }
        catch (IOException)
        {
            return null;
        }
    }
}

namespace Ses.Smtp.ReturnMail;

/// <summary>Options of reading bounces out of a Maildir.</summary>
public sealed class MaildirOptions
{
    /// <summary>Reads the Maildir at <paramref name="path"/>.</summary>
    public MaildirOptions(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
    }

    /// <summary>The folder that holds <c>new</c> and <c>cur</c>.</summary>
    public string Path { get; }

    /// <summary>How often it is looked into; every 10 seconds by default.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);
}

namespace Ses;

/// <summary>Who we are to the world. The DNS records that a sender domain must publish are derived from it.</summary>
public sealed class SesIdentity
{
    /// <summary>The addresses that mail leaves from; they go into the SPF record. Empty: not demanded.</summary>
    public IList<string> SendingIps { get; } = [];

    /// <summary>A domain whose SPF record is to be included, such as <c>spf.example.net</c>; null for none.</summary>
    public string? SpfInclude { get; set; }

    /// <summary>The label under a sender domain at which bounces arrive; <c>bounce</c> by default. Used where <see cref="ReturnPathMx"/> is set.</summary>
    public string ReturnPathLabel { get; set; } = "bounce";

    /// <summary>The host that takes bounces: the MX of every return path. Null: bounces go to the sender address, and no record is demanded.</summary>
    public string? ReturnPathMx { get; set; }

    /// <summary>The name by which we greet (EHLO); null for the machine's own.</summary>
    public string? EhloName { get; set; }
}

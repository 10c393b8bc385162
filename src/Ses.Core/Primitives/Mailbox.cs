namespace Ses.Primitives;

/// <summary>An address with the name that people see: <c>Ada Lovelace &lt;ada@example.org&gt;</c>.</summary>
/// <param name="Address">The address.</param>
/// <param name="DisplayName">The name; null for none.</param>
public sealed record Mailbox(EmailAddress Address, string? DisplayName = null)
{
    /// <summary>For people: name and address; header text is written by the composer, which encodes it.</summary>
    public override string ToString() => string.IsNullOrEmpty(DisplayName) ? Address.ToString() : $"{DisplayName} <{Address}>";
}

using Ses.Primitives;

namespace Ses.Addresses;

/// <summary>An address that an account sends from: a prefix under one of its domains, with the name that recipients see.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Address">The address.</param>
/// <param name="DisplayName">The sender name; null for none.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record SenderAddress(AccountId Account, EmailAddress Address, string? DisplayName, DateTimeOffset CreatedAt)
{
    /// <summary>The sender name.</summary>
    public string? DisplayName { get; init => field = StorableText.Of(value); } = StorableText.Of(DisplayName);
}

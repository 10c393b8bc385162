using Ses.Primitives;

namespace Ses.Recipients;

/// <summary>A named list of recipients, each with its own variables. (Guide, Recipient Group.)</summary>
/// <param name="Account">Whose.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Unique in the account.</param>
/// <param name="Description">Unique in the account.</param>
/// <param name="Count">How many recipients.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record RecipientGroup(
    AccountId Account, RecipientGroupId Id, string Name, string Description, long Count, DateTimeOffset CreatedAt)
{
    /// <summary>Unique in the account.</summary>
    public string Name { get; init => field = StorableText.Of(value); } = StorableText.Of(Name);

    /// <summary>Unique in the account.</summary>
    public string Description { get; init => field = StorableText.Of(value); } = StorableText.Of(Description);
}

/// <summary>A member of a group.</summary>
/// <param name="Address">The address.</param>
/// <param name="Data">Its variables, a JSON object; null for none.</param>
/// <param name="Ordinal">Its place in the group, counted from 1; never used again.</param>
public sealed record GroupMember(EmailAddress Address, string? Data, long Ordinal = 0)
{
    /// <summary>Its variables.</summary>
    public string? Data { get; init => field = StorableText.Of(value); } = StorableText.Of(Data);
}

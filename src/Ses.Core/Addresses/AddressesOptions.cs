namespace Ses.Addresses;

/// <summary>Options of sender addresses.</summary>
public sealed class AddressesOptions
{
    /// <summary>Addresses a domain may have; 10 by default (guide, Sender Address).</summary>
    public int MaxPerDomain { get; set; } = 10;
}

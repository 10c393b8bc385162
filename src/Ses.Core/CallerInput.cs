using Ses.Primitives;

namespace Ses;

/// <summary>Reads what a caller gave as text; what is none is refused with the name of its field.</summary>
internal static class CallerInput
{
    public static EmailAddress Address(string field, string? text) => EmailAddress.TryParse(text, out var address, out var why)
        ? address
        : throw new SesValidationException([new(field, SesErrorCode.Invalid, $"not an email address: {why}")]);

    public static DomainName Domain(string field, string? text) => DomainName.TryParse(text, out var name, out var why)
        ? name
        : throw new SesValidationException([new(field, SesErrorCode.Invalid, $"not a domain name: {why}")]);
}

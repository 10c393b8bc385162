namespace Ses;

/// <summary>What went wrong, as a stable text such as <c>domain.not_verified</c>. An open set: compare with the known values, keep the unknown ones.</summary>
/// <param name="Value">The text.</param>
public readonly record struct SesErrorCode(string Value)
{
    /// <summary>A field is missing.</summary>
    public static SesErrorCode Required => new("field.required");

    /// <summary>A field's value breaks a rule.</summary>
    public static SesErrorCode Invalid => new("field.invalid");

    /// <summary>A value is longer, larger or more than its limit.</summary>
    public static SesErrorCode LimitExceeded => new("limit.exceeded");

    /// <summary>There is no such thing in this account.</summary>
    public static SesErrorCode NotFound => new("not_found");

    /// <summary>There is such a thing already.</summary>
    public static SesErrorCode AlreadyExists => new("already_exists");

    /// <summary>Someone else changed it in the meantime; read it again.</summary>
    public static SesErrorCode Conflict => new("conflict");

    /// <summary>The state it is in does not allow that.</summary>
    public static SesErrorCode InvalidState => new("state.invalid");

    /// <summary>The sender domain is not verified.</summary>
    public static SesErrorCode DomainNotVerified => new("domain.not_verified");

    /// <summary>The sender's domain is none of the account's.</summary>
    public static SesErrorCode DomainNotFound => new("domain.not_found");

    /// <summary>The template does not exist.</summary>
    public static SesErrorCode TemplateNotFound => new("template.not_found");

    /// <summary>The template's text is wrong; the message says in which line.</summary>
    public static SesErrorCode TemplateSyntax => new("template.syntax");

    /// <summary>The template cannot be rendered with these values; the message says in which line and why.</summary>
    public static SesErrorCode TemplateFailed => new("template.failed");

    /// <summary>A variable of the template has no value.</summary>
    public static SesErrorCode VariableMissing => new("template.variable_missing");

    /// <summary>A value was given that the template does not use.</summary>
    public static SesErrorCode VariableUnknown => new("template.variable_unknown");

    /// <summary>The idempotency key was used for another request.</summary>
    public static SesErrorCode IdempotencyConflict => new("idempotency.conflict");

    /// <summary>The day's quota of the sender domain is used up.</summary>
    public static SesErrorCode QuotaExceeded => new("quota.exceeded");

    /// <summary>The recipient is on a blocklist.</summary>
    public static SesErrorCode RecipientBlocked => new("recipient.blocked");

    /// <summary>The recipient unsubscribed from the sender domain, or reported it.</summary>
    public static SesErrorCode RecipientRejects => new("recipient.rejects");

    /// <summary>The recipient had too many messages from this sender lately.</summary>
    public static SesErrorCode FrequencyExceeded => new("frequency.exceeded");

    /// <summary>The host did not configure something; the message shows the line that does.</summary>
    public static SesErrorCode NotConfigured => new("not_configured");

    /// <summary>The store failed.</summary>
    public static SesErrorCode StorageFailed => new("storage.failed");

    /// <inheritdoc/>
    public override string ToString() => Value;
}

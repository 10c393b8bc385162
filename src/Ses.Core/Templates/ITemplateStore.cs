using Ses.Ledger;
using Ses.Primitives;

namespace Ses.Templates;

/// <summary>Where templates and all their versions are kept.</summary>
public interface ITemplateStore
{
    /// <summary>Stores a new template under the account's next id, as version 1; null where the account has one of that name.</summary>
    ValueTask<MailTemplate?> AddAsync(MailTemplate template, CancellationToken cancellationToken);

    /// <summary>Stores a new version, if the template is there, <see cref="MailTemplate.Version"/> is the stored one plus 1, and the name is free: looked at in this order.</summary>
    ValueTask<UpdateTemplateResult> UpdateAsync(MailTemplate template, CancellationToken cancellationToken);

    /// <summary>The current version, or null where it was never made or is deleted.</summary>
    ValueTask<MailTemplate?> FindAsync(AccountId account, TemplateId template, CancellationToken cancellationToken);

    /// <summary>The current version by name, or null.</summary>
    ValueTask<MailTemplate?> FindByNameAsync(AccountId account, string name, CancellationToken cancellationToken);

    /// <summary>One version, of a deleted template too: mail that is queued needs it.</summary>
    ValueTask<MailTemplate?> FindVersionAsync(AccountId account, TemplateVersionRef version, CancellationToken cancellationToken);

    /// <summary>A page of current versions in the order of ids; <paramref name="search"/> is a part of the name, in any case of any script and with no wildcards; null for all.</summary>
    ValueTask<Page<MailTemplate>> ListAsync(AccountId account, string? search, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Deletes the template for new mail and frees its name; false where there was none.</summary>
    ValueTask<bool> RemoveAsync(AccountId account, TemplateId template, CancellationToken cancellationToken);
}

/// <summary>What came of storing a new version.</summary>
public enum UpdateTemplateResult
{
    /// <summary>Stored.</summary>
    Updated,

    /// <summary>There is no such template.</summary>
    NotFound,

    /// <summary>Another version was stored in the meantime.</summary>
    VersionConflict,

    /// <summary>Another template has the name.</summary>
    NameTaken,
}

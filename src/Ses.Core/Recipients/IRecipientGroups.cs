using Ses.Primitives;

namespace Ses.Recipients;

/// <summary>The recipient groups of an account. (Guide, Recipient Group.)</summary>
public interface IRecipientGroups
{
    /// <summary>Creates an empty group; name (1 to 64 characters) and description (1 to 300) are each unique in the account.</summary>
    Task<RecipientGroup> CreateAsync(string name, string description, CancellationToken cancellationToken = default);

    /// <summary>The group, or null.</summary>
    Task<RecipientGroup?> FindAsync(RecipientGroupId group, CancellationToken cancellationToken = default);

    /// <summary>A page of the groups in the order of their ids; <paramref name="search"/> is a part of the name.</summary>
    Task<Page<RecipientGroup>> ListAsync(string? search = null, PageRequest? page = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes the group with its members.</summary>
    Task DeleteAsync(RecipientGroupId group, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads a CSV file into the group: a header row that names the variables, one column with the address (also as <c>Name &lt;a@b.example&gt;</c>; the name
    /// is left out). New recipients are appended, known ones get the new values; who is blocked or has unsubscribed stays so. A bad row is reported and does
    /// not stop the others. 10,000 rows unless an option lifts it; memory does not grow with the file but for 16 octets an address. See docs/csv-import.md.
    /// </summary>
    Task<ImportReport> ImportCsvAsync(
        RecipientGroupId group, Stream csv, CsvImportOptions? options = null, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>A page of the members in the order in which they came.</summary>
    Task<Page<GroupMember>> ListMembersAsync(RecipientGroupId group, PageRequest? page = null, CancellationToken cancellationToken = default);

    /// <summary>Takes one recipient out of a group; false where it was not in it. A later import that names it brings it back.</summary>
    Task<bool> RemoveMemberAsync(RecipientGroupId group, string address, CancellationToken cancellationToken = default);

    /// <summary>
    /// A CSV file to begin with, UTF-8: the column <c>email</c>, a column for each variable (<c>name</c> where none is given), two recipients. For a template:
    /// <c>CreateSampleCsv(template.Variables.Select(variable => variable.Name))</c>.
    /// </summary>
    byte[] CreateSampleCsv(params IEnumerable<string> variables);
}

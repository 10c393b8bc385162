using System.Text;
using Ses.Primitives;

namespace Ses.Recipients.Internal;

/// <summary>The recipient groups of one account.</summary>
internal sealed class RecipientGroups(AccountId account, IRecipientStore store, RecipientsOptions limits, int maxDataOctets, TimeProvider time) : IRecipientGroups
{
    private const int MaxName = 64;
    private const int MaxDescription = 300;

    public async Task<RecipientGroup> CreateAsync(string name, string description, CancellationToken cancellationToken = default)
    {
        var errors = new List<SesError>();
        Check("name", name, MaxName, errors);
        Check("description", description, MaxDescription, errors);
        if (errors.Count > 0)
            throw new SesValidationException(errors);
        var group = new RecipientGroup(account, default, name, description, 0, time.GetUtcNow());
        return await store.AddAsync(group, cancellationToken).ConfigureAwait(false)
            ?? throw new SesException(SesErrorCode.AlreadyExists, $"a recipient group with the name '{name}' or the description '{description}' exists: both are unique in an account");
    }

    public async Task<RecipientGroup?> FindAsync(RecipientGroupId group, CancellationToken cancellationToken = default) =>
        await store.FindAsync(account, group, cancellationToken).ConfigureAwait(false);

    public async Task<Page<RecipientGroup>> ListAsync(string? search = null, PageRequest? page = null, CancellationToken cancellationToken = default) =>
        await store.ListAsync(account, StorableText.Of(search), page ?? PageRequest.First, cancellationToken).ConfigureAwait(false);

    public async Task DeleteAsync(RecipientGroupId group, CancellationToken cancellationToken = default)
    {
        if (!await store.RemoveAsync(account, group, cancellationToken).ConfigureAwait(false))
            throw NotFound(group);
    }

    public async Task<ImportReport> ImportCsvAsync(
        RecipientGroupId group, Stream csv, CsvImportOptions? options = null, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(csv);
        options ??= new();
        Check(options);
        if (await store.FindAsync(account, group, cancellationToken).ConfigureAwait(false) is null)
            throw NotFound(group);
        return await new CsvImporter(account, group, store, limits, maxDataOctets, options, progress).RunAsync(csv, cancellationToken).ConfigureAwait(false);
    }

    public async Task<Page<GroupMember>> ListMembersAsync(RecipientGroupId group, PageRequest? page = null, CancellationToken cancellationToken = default)
    {
        var found = await store.FindAsync(account, group, cancellationToken).ConfigureAwait(false) ?? throw NotFound(group);
        var request = page ?? PageRequest.First;
        var size = Math.Clamp(request.Size, 1, 1_000);
        var after = long.TryParse(request.After, System.Globalization.CultureInfo.InvariantCulture, out var ordinal) ? ordinal : 0;
        var members = await store.ReadMembersAsync(account, group, after, size + 1, cancellationToken).ConfigureAwait(false);
        var more = members.Count > size;
        var items = more ? [.. members.Take(size)] : members;
        return new(items, found.Count, more ? items[^1].Ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    public async Task<bool> RemoveMemberAsync(RecipientGroupId group, string address, CancellationToken cancellationToken = default) =>
        await store.RemoveMemberAsync(account, group, AddressHash.Of(CallerInput.Address("address", address)), cancellationToken).ConfigureAwait(false);

    public byte[] CreateSampleCsv(params IEnumerable<string> variables) => SampleCsv.Of([.. variables]);

    private static SesException NotFound(RecipientGroupId group) => new(SesErrorCode.NotFound, $"there is no recipient group {group} in this account");

    private static void Check(CsvImportOptions options)
    {
        var errors = new List<SesError>();
        if (options.MaxRows < 1)
            errors.Add(new("options.MaxRows", SesErrorCode.Invalid, $"{options.MaxRows} rows; at least 1, or null for SesOptions.Recipients.MaxImportRows"));
        if (options.MaxReportedErrors < 0)
            errors.Add(new("options.MaxReportedErrors", SesErrorCode.Invalid, $"{options.MaxReportedErrors} errors; at least 0"));
        if (options.ImportKey is { } key && (key.Length is 0 or > 256 || key.EnumerateRunes().Any(rune => Rune.IsControl(rune) || rune == Rune.ReplacementChar)))
            errors.Add(new("options.ImportKey", SesErrorCode.Invalid, "a key has 1 to 256 characters, no control characters among them"));
        if (options.Separator is '"' or '\r' or '\n')
            errors.Add(new("options.Separator", SesErrorCode.Invalid, "a quote or a line end separates no fields"));
        if (errors.Count > 0)
            throw new SesValidationException(errors);
    }

    private static void Check(string field, string? text, int max, List<SesError> errors)
    {
        if (string.IsNullOrWhiteSpace(text))
            errors.Add(new(field, SesErrorCode.Required, $"a {field} of 1 to {max} characters is needed"));
        else if (text.Length > max)
            errors.Add(new(field, SesErrorCode.LimitExceeded, $"{text.Length} characters are more than {max}"));
        else if (text.Any(char.IsControl))
            errors.Add(new(field, SesErrorCode.Invalid, "no control characters"));
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Ses.Primitives;

namespace Ses.Recipients.Internal;

/// <summary>Reads a file into a group, a slice a transaction. With a key, the import's state is saved with each slice, so that it goes on where it was broken off.</summary>
internal sealed class CsvImport(
    AccountId account, RecipientGroupId group, IRecipientStore store, RecipientsOptions limits, int maxDataOctets, CsvImportOptions options, IProgress<ImportProgress>? progress)
{
    private const int Slice = 1_000;

    private ImportState? _saved;

    private int MaxRows => options.MaxRows ?? limits.MaxImportRows;

    public async ValueTask<ImportReport> RunAsync(Stream csv, CancellationToken cancellationToken)
    {
        if (options.ImportKey is { } key)
            _saved = await store.FindImportAsync(account, group, StorableText.Of(key), cancellationToken).ConfigureAwait(false);
        var before = _saved is null ? new ImportReport() : JsonSerializer.Deserialize(_saved.Report, ImportJson.Default.ImportReport)!;
        if (_saved is { IsFinished: true })
            return before;

        using var text = await CsvText.OpenAsync(csv, cancellationToken).ConfigureAwait(false);
        var reader = new CsvReader(text);
        var header = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ?? throw Unreadable("it is empty: a header row is expected");
        if (header.Error is not null)
            throw Unreadable($"line {header.Line}: {header.Error}");
        var row = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var columns = CsvColumns.Read(header, row, options.AddressColumn, out var why) ?? throw Unreadable(why!);
        var run = new ImportRun(columns, options, maxDataOctets, before);
        for (var skipped = 0L; skipped < (_saved?.Rows ?? 0) && row is not null; skipped++)
        {
            run.Skip(row);
            row = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        var members = new List<GroupMember>(Slice);
        for (; row is not null; row = await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (run.Report.Total == MaxRows)
            {
                await StoreAsync(run, members, isFinished: false, csv, cancellationToken).ConfigureAwait(false);
                throw new SesException(
                    SesErrorCode.LimitExceeded,
                    $"the file has more than {MaxRows} rows; {run.Report.Valid} recipients of those rows are in the group. For more: ses.Configure(o => o.Recipients.MaxImportRows = …)");
            }

            if (run.Read(row) is { } member)
                members.Add(member);
            if (members.Count == Slice)
                await StoreAsync(run, members, isFinished: false, csv, cancellationToken).ConfigureAwait(false);
        }

        await StoreAsync(run, members, isFinished: true, csv, cancellationToken).ConfigureAwait(false);
        return run.Report;
    }

    private async ValueTask StoreAsync(ImportRun run, List<GroupMember> members, bool isFinished, Stream csv, CancellationToken cancellationToken)
    {
        var state = options.ImportKey is { } key
            ? new ImportState(key, (_saved?.Slices ?? 0) + 1, run.Report.Total, JsonSerializer.Serialize(run.Report, ImportJson.Default.ImportReport), isFinished)
            : null;
        if (members.Count > 0 || state is not null)
        {
            var result = await store.AddMembersAsync(new(account, group, [.. members], limits.MaxMembers, state), cancellationToken).ConfigureAwait(false);
            run.Stored(result.Updated);
            switch (result.Status)
            {
                case AddMembersStatus.NotFound:
                    throw new SesException(SesErrorCode.NotFound, $"the recipient group {group} was deleted during the import");
                case AddMembersStatus.Full:
                    throw new SesException(
                        SesErrorCode.LimitExceeded,
                        $"the recipient group would have more than {limits.MaxMembers} recipients; {run.Report.Valid - members.Count} of this file are in it. For more: ses.Configure(o => o.Recipients.MaxMembers = …)");
            }
        }

        _saved = state;
        members.Clear();
        progress?.Report(new(run.Report.Total, run.Report.Valid, csv.CanSeek ? csv.Position : 0, csv.CanSeek ? csv.Length : null));
    }

    private static SesException Unreadable(string why) => new(SesErrorCode.Invalid, $"The CSV file cannot be read: {why}.");
}

/// <summary>The report as it is saved with an import.</summary>
[JsonSerializable(typeof(ImportReport))]
internal sealed partial class ImportJson : JsonSerializerContext;

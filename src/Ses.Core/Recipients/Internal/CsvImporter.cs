using Ses.Primitives;

namespace Ses.Recipients.Internal;

/// <summary>Reads a file into a group, a slice a transaction. With a key, the import's state is saved with each slice, so that it goes on where it was broken off.</summary>
internal sealed class CsvImporter(
    AccountId account, RecipientGroupId group, IRecipientStore store, RecipientsOptions limits, int maxDataOctets, CsvImportOptions options, IProgress<ImportProgress>? progress)
{
    private const int SliceRows = 1_000;
    private const int SampleLength = 64 * 1024;

    public async ValueTask<ImportReport> RunAsync(Stream csv, CancellationToken cancellationToken)
    {
        var saved = options.ImportKey is { } key ? await store.FindImportAsync(account, group, StorableText.Of(key), cancellationToken).ConfigureAwait(false) : null;
        using var text = await CsvText.OpenAsync(csv, options.Encoding, cancellationToken).ConfigureAwait(false);
        var head = new char[SampleLength];
        var length = await text.ReadBlockAsync(head, cancellationToken).ConfigureAwait(false);
        var begin = new string(head, 0, length);
        var dialect = CsvDialect.Of(begin, options.Separator, length < SampleLength);
        var sample = CsvSample.Read(begin, dialect, length < SampleLength, out var why) ?? throw Unreadable(why!);
        var columns = CsvColumns.Read(sample, options.AddressColumn, out why) ?? throw Unreadable(why!);
        var rows = new CsvReader(text, dialect.Separator, head.AsMemory(0, length));
        if (dialect.IsNamed)
            await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
        var checkpoint = ImportCheckpoint.Of(saved);
        using var run = new ImportRun(columns, options, maxDataOctets);
        using var slices = new ImportSlices(store, account, group, limits, options.ImportKey, saved);
        await ReadHeaderAndKnownRowsAsync(rows, run, slices, saved, checkpoint, cancellationToken).ConfigureAwait(false);
        if (checkpoint?.Report is { } report)
            return report;
        await ReadRowsAsync(csv, text, rows, run, slices, dialect, cancellationToken).ConfigureAwait(false);
        return run.Report(text, dialect.Separator);
    }

    // What an earlier call stored is read again to see that it is the same file, which addresses were in it, and what was wrong with its rows.
    private async ValueTask ReadHeaderAndKnownRowsAsync(
        CsvReader rows, ImportRun run, ImportSlices slices, ImportState? saved, ImportCheckpoint? checkpoint, CancellationToken cancellationToken)
    {
        await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
        slices.Note(rows);
        for (var known = 0L; known < saved?.Rows; known++)
        {
            if (!await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                throw OtherFile();
            slices.Note(rows);
            if (!saved.IsFinished)
                run.Read(rows);
        }

        if (checkpoint is not null && checkpoint.Fingerprint != slices.Fingerprint)
            throw OtherFile();
        if (saved is { IsFinished: true } && await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            throw OtherFile();
        run.Updated = checkpoint?.Updated ?? 0;
    }

    private async ValueTask ReadRowsAsync(
        Stream csv, CsvText text, CsvReader rows, ImportRun run, ImportSlices slices, CsvDialect dialect, CancellationToken cancellationToken)
    {
        var maxRows = options.MaxRows ?? limits.MaxImportRows;
        var totalOctets = csv.CanSeek ? csv.Length : (long?)null;
        var more = true;
        while (more)
        {
            for (var i = 0; i < SliceRows && run.Total < maxRows && (more = await rows.ReadAsync(cancellationToken).ConfigureAwait(false)); i++)
            {
                slices.Note(rows);
                if (run.Read(rows) is { } member)
                    slices.Add(member);
            }

            await slices.StoreAsync(run, report: null, cancellationToken).ConfigureAwait(false);
            progress?.Report(new(run.Total, run.Valid, text.OctetsRead, totalOctets));
            if (more && run.Total >= maxRows && (more = await rows.ReadAsync(cancellationToken).ConfigureAwait(false)))
                throw TooManyRows(run, maxRows);
        }

        // Behind the last slice, so that the saved report has its count of updates.
        await slices.StoreAsync(run, run.Report(text, dialect.Separator), cancellationToken).ConfigureAwait(false);
    }

    private SesException TooManyRows(ImportRun run, int maxRows) => new(
        SesErrorCode.LimitExceeded,
        $"the file has more than {maxRows} rows; {run.Valid} recipients of those rows are in the group, the rest was not read. For more: "
        + (options.MaxRows is null ? "ses.Configure(o => o.Recipients.MaxImportRows = …)" : "new CsvImportOptions { MaxRows = … }")
        + "; importing the file again adds nobody twice");

    private SesException OtherFile() => new(
        SesErrorCode.IdempotencyConflict, $"the import key '{options.ImportKey}' was used for another file in this group; use a new key for a new file");

    private static SesException Unreadable(string why) => new(SesErrorCode.Invalid, $"The CSV file cannot be read: {why}.");
}

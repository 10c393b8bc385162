using System.Data.Common;
using System.Security.Cryptography;
using Ses.Primitives;
using Ses.Sending;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;

namespace Ses.Storage.Sql.Enlisting;

/// <summary>
/// Sends within a transaction of the caller's: the mail is handed over if and only if that transaction commits, and admitted by an engine a moment later. What is
/// wrong with a request is reported at once; what is decided at admission (quota, blocklist) shows in the mail log of the message.
/// </summary>
public sealed class EnlistedMail
{
    private readonly SesClient _client;
    private readonly DbTransaction _transaction;
    private readonly Dialect _dialect;

    internal EnlistedMail(SesClient client, DbTransaction transaction, Dialect dialect) => (_client, _transaction, _dialect) = (client, transaction, dialect);

    /// <summary>Hands over one message. Throws <see cref="SesValidationException"/> with everything that is wrong, before anything is stored.</summary>
    public async Task<SubmissionReceipt> SendAsync(SendRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var errors = await _client.Pipeline.CheckAsync(request, cancellationToken).ConfigureAwait(false);
        return errors.Count > 0 ? throw new SesValidationException(errors) : await InsertAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Hands over several messages, all or none. Throws <see cref="SesValidationException"/> with everything that is wrong in any of them.</summary>
    /// <returns>One receipt a request, in their order.</returns>
    public async Task<IReadOnlyList<SubmissionReceipt>> SendManyAsync(IReadOnlyList<SendRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var errors = new List<SesError>();
        for (var i = 0; i < requests.Count; i++)
            errors.AddRange((await _client.Pipeline.CheckAsync(requests[i], cancellationToken).ConfigureAwait(false)).Select(error => error with { Field = $"requests[{i}].{error.Field}" }));
        if (errors.Count > 0)
            throw new SesValidationException(errors);
        var receipts = new List<SubmissionReceipt>(requests.Count);
        foreach (var request in requests)
            receipts.Add(await InsertAsync(request, cancellationToken).ConfigureAwait(false));
        return receipts;
    }

    private async Task<SubmissionReceipt> InsertAsync(SendRequest request, CancellationToken cancellationToken)
    {
        var now = _client.Services.Time.GetUtcNow();
        var id = NewId(now);
        try
        {
            var command = CommandFor(id, request, now);
            await using (command.ConfigureAwait(false))
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return new(id);
        }
        catch (Exception error) when (error is DbException or InvalidOperationException)
        {
            throw _dialect.Explain(error);
        }
    }

    private DbCommand CommandFor(MessageId id, SendRequest request, DateTimeOffset now)
    {
        var connection = _transaction.Connection
            ?? throw new InvalidOperationException("The transaction has ended: call ses.Enlist(transaction) before it is committed or rolled back.");
        var command = connection.CreateCommand();
        command.Transaction = _transaction;
#pragma warning disable CA2100 // A constant; values travel as parameters.
        command.CommandText = _dialect.Render(Submissions.Insert, null, null);
#pragma warning restore CA2100
        Add("id", id.Value);
        Add("account", _client.Account.Value);
        Add("now", now);
        Add("payload", StorageJson.Write(request));
        return command;

        void Add(string name, SqlValue value)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            _dialect.Set(parameter, value);
            command.Parameters.Add(parameter);
        }
    }

    // Drawn, not counted: the store cannot be asked for an epoch here, since the caller's transaction may be what it waits for. No epoch has the highest bit.
    private static MessageId NewId(DateTimeOffset now)
    {
        Span<byte> random = stackalloc byte[12];
        RandomNumberGenerator.Fill(random);
        var epoch = BitConverter.ToUInt32(random) | 0x8000_0000;
        return new(new UInt128(((ulong)(uint)Cohort.Of(now).Day << 32) | epoch, BitConverter.ToUInt64(random[4..])));
    }
}

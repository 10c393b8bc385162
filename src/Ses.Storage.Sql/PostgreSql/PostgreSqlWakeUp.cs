using System.Data;
using Npgsql;

namespace Ses.Storage.Sql.PostgreSql;

/// <summary>
/// LISTEN and NOTIFY, on connections of their own: within the transaction that accepts, NOTIFY would cost more than half of all commits, since the server takes
/// a lock of the whole database for it.
/// </summary>
internal sealed class PostgreSqlWakeUp(NpgsqlDataSource source, string schema, TimeProvider time) : IWakeUp, IAsyncDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private NpgsqlConnection? _listening;
    private int _isTelling;
    private volatile bool _hasMore;

    public void Tell()
    {
        _hasMore = true;
        if (Interlocked.Exchange(ref _isTelling, 1) == 0)
            _ = TellAsync();
    }

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        await _turn.WaitAsync(either.Token).ConfigureAwait(false);
        try
        {
            if (_listening is null)
            {
                _listening = await source.OpenConnectionAsync(either.Token).ConfigureAwait(false);
                await RunAsync(_listening, $"LISTEN \"ses_{schema}\"", either.Token).ConfigureAwait(false);
            }

            await _listening.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch
        {
            await StopListeningAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    // A host that is taken down while its engine runs: the connection cannot be closed while somebody waits on it.
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _turn.WaitAsync().ConfigureAwait(false);
        await StopListeningAsync().ConfigureAwait(false);
        _turn.Dispose();
        _closing.Dispose();
    }

    private async Task TellAsync()
    {
        try
        {
            // What comes within a moment travels together.
            while (_hasMore)
            {
                _hasMore = false;
                var connection = await source.OpenConnectionAsync(_closing.Token).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                    await RunAsync(connection, $"NOTIFY \"ses_{schema}\"", _closing.Token).ConfigureAwait(false);
                await Task.Delay(Moment, time, _closing.Token).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Only a wake-up is lost; the others look by themselves within a second.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
        finally
        {
            Volatile.Write(ref _isTelling, 0);
        }
    }

    private async ValueTask StopListeningAsync()
    {
        if (_listening is null)
            return;
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            // The pool resets nothing. A broken connection listens no more, and does not go back to it.
            if (_listening.State == ConnectionState.Open)
                await RunAsync(_listening, "UNLISTEN *", patience.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException or OperationCanceledException)
        {
        }
        finally
        {
            await _listening.DisposeAsync().ConfigureAwait(false);
            _listening = null;
        }
    }

    private static async ValueTask RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
#pragma warning disable CA2100 // The checked name of the schema.
            command.CommandText = sql;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

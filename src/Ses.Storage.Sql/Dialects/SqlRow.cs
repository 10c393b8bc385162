using System.Data.Common;
using Ses.Primitives;

namespace Ses.Storage.Sql.Dialects;

/// <summary>A row that is being read, its columns in the order of the statement.</summary>
internal sealed class SqlRow(DbDataReader reader, Dialect dialect)
{
    private int _next;

    /// <summary>All rows of a result.</summary>
    public static async ValueTask<List<T>> ListAsync<T>(DbDataReader reader, Dialect dialect, Func<SqlRow, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        var row = new SqlRow(reader, dialect);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            row._next = 0;
            rows.Add(read(row));
        }

        return rows;
    }

    public UInt128 Id() => dialect.ReadId(reader, _next++);

    public UInt128? IdOrNull() => IsNull() ? null : Id();

    public int Int() => reader.GetInt32(_next++);

    public int? IntOrNull() => IsNull() ? null : Int();

    public bool Flag() => Int() != 0;

    public long Long() => reader.GetInt64(_next++);

    public long? LongOrNull() => IsNull() ? null : Long();

    public DateTimeOffset Time() => new(Long(), TimeSpan.Zero);

    public DateTimeOffset? TimeOrNull() => IsNull() ? null : Time();

    public string Text() => reader.GetString(_next++);

    public string? TextOrNull() => IsNull() ? null : Text();

    public byte[] Bytes() => reader.GetFieldValue<byte[]>(_next++);

    public AccountId Account() => new(Text());

    private bool IsNull()
    {
        if (!reader.IsDBNull(_next))
            return false;
        _next++;
        return true;
    }
}

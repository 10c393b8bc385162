using System.Buffers.Binary;
using System.Text;
using Microsoft.Data.Sqlite;
using Ses.Storage.Sql.Dialects;
using SQLitePCL;

namespace Ses.Storage.Sql.Sqlite;

/// <summary>
/// A prepared statement that is carried out for one row behind the other. The driver's command looks each parameter up by its name for each row, which costs a row
/// of 28 columns as much as its place in the table; here that is done once.
/// </summary>
internal sealed class SqliteRowStatement : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _places;
    private readonly byte[] _id = new byte[16];
    private byte[] _text = new byte[1024];

    public SqliteRowStatement(SqliteConnection connection, string sql, int width)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v3(connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
        _places = [.. Enumerable.Range(0, width).Select(column => PlaceOf(SqliteDialect.NameOf(column)))];
    }

    /// <summary>Carries it out for each row.</summary>
    /// <param name="values">What is the same for all.</param>
    /// <param name="rows">The rows.</param>
    public void Run(IReadOnlyList<(string Name, SqlValue Value)> values, RowBatch rows)
    {
        foreach (var (name, value) in values)
            Check(Bind(PlaceOf("@" + name), value));
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < _places.Length; column++)
                Check(Bind(_places[column], rows.At(row, column)));
            var result = raw.sqlite3_step(_statement);
            raw.sqlite3_reset(_statement);
            Check(result);
        }
    }

    public void Dispose() => _statement.Dispose();

    private int PlaceOf(string name) => raw.sqlite3_bind_parameter_index(_statement, name);

    private int Bind(int place, SqlValue value)
    {
        switch (value)
        {
            case { IsNull: true }:
                return raw.sqlite3_bind_null(_statement, place);
            case { Type: SqlType.Id }:
                BinaryPrimitives.WriteUInt128BigEndian(_id, value.Number);
                return raw.sqlite3_bind_blob(_statement, place, _id);
            case { Type: SqlType.Text }:
                return BindText(place, value.Text);
            case { Type: SqlType.Bytes }:
                return raw.sqlite3_bind_blob(_statement, place, value.Bytes);
            default:
                return raw.sqlite3_bind_int64(_statement, place, value.Long);
        }
    }

    private int BindText(int place, string text)
    {
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (size > _text.Length)
            _text = new byte[size];
        return raw.sqlite3_bind_text(_statement, place, _text.AsSpan(0, Encoding.UTF8.GetBytes(text, _text)));
    }

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE))
            SqliteException.ThrowExceptionForRC(result, _connection.Handle);
    }
}

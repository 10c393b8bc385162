using System.Buffers;
using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.Sqlite;

/// <summary>SQLite: ids are BLOBs, rows travel as one JSON text, nobody else writes at the same time.</summary>
internal sealed class SqliteDialect(string path) : Dialect
{
    public override bool HasConcurrentWriters => false;

    public override IReadOnlyDictionary<string, string> SchemaWords { get; } = new Dictionary<string, string>
    {
        ["id"] = "BLOB",
        ["int"] = "INTEGER",
        ["long"] = "INTEGER",
        ["text"] = "TEXT",
        ["bytes"] = "BLOB",
        ["clustered"] = "WITHOUT ROWID",
        ["recipient index"] = "CREATE UNIQUE INDEX ix_ses_deliveries_recipient ON ses_deliveries (recipient_hash, message);",
        ["partition by id"] = "",
        ["partition by delivery"] = "",
    };

    public override void Set(DbParameter parameter, SqlValue value) => parameter.Value = value switch
    {
        { IsNull: true } => DBNull.Value,
        { Type: SqlType.Id } => BytesOf(value.Number),
        { Type: SqlType.Text } => value.Text,
        { Type: SqlType.Bytes } => value.Bytes,
        _ => value.Long,
    };

    public override void SetRows(DbParameterCollection parameters, RowBatch rows)
    {
        if (!rows.IsForEach)
        {
            if (!parameters.Contains("rows"))
                parameters.Add(new SqliteParameter { ParameterName = "rows" });
            parameters["rows"].Value = JsonOf(rows);
            return;
        }

        // Only where a statement is explained: else they are bound by SqliteRowStatement.
        for (var column = 0; column < rows.Width; column++)
        {
            var parameter = new SqliteParameter { ParameterName = NameOf(column) };
            Set(parameter, rows.At(0, column));
            parameters.Add(parameter);
        }
    }

    public override UInt128 ReadId(DbDataReader reader, int column) => BinaryPrimitives.ReadUInt128BigEndian(reader.GetFieldValue<byte[]>(column));

    public override SesException Explain(Exception error) => SqliteErrors.Explain(error, path);

    // A call that fails is rolled back whole, so no statement need be able to undo its own rows: that would copy each page before its first change.
    protected override string Translate(string sql, Cohort? cohort) =>
        sql.StartsWith("UPDATE ", StringComparison.Ordinal) ? "UPDATE OR FAIL " + sql["UPDATE ".Length..]
        : sql.StartsWith("INSERT INTO ", StringComparison.Ordinal) ? "INSERT OR FAIL INTO " + sql["INSERT INTO ".Length..]
        : sql;

    /// <summary>The parameter of a column, where rows come one behind the other.</summary>
    public static string NameOf(int column) => "@r" + column.ToString(CultureInfo.InvariantCulture);

    protected override string Insert(string table, IReadOnlyList<string> columns) =>
        $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => NameOf(i)))})";

    protected override string Update(string table, IReadOnlyList<string> columns) =>
        $"UPDATE {table} SET {string.Join(", ", columns.Select((column, i) => $"{column} = {NameOf(i)}").Skip(1))} WHERE {columns[0]} = {NameOf(0)}";

    protected override string SourceOf(RowBatch rows)
    {
        if (rows.IsForEach)
            return $"(SELECT {string.Join(", ", Enumerable.Range(0, rows.Width).Select(column => $"{NameOf(column)} AS {rows.NameOf(column)}"))}) AS r";
        var columns = Enumerable.Range(0, rows.Width).Select(column => rows.TypeOf(column) is SqlType.Id or SqlType.Bytes
            ? string.Create(CultureInfo.InvariantCulture, $"unhex(value ->> {column}) AS {rows.NameOf(column)}")
            : string.Create(CultureInfo.InvariantCulture, $"value ->> {column} AS {rows.NameOf(column)}"));
        return $"(SELECT {string.Join(", ", columns)} FROM json_each(@rows)) AS r";
    }

    protected override string AmongOf(RowBatch rows) => $"IN (SELECT {rows.NameOf(0)} FROM {{rows}})";

    public static byte[] BytesOf(UInt128 id)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return bytes;
    }

    private static string JsonOf(RowBatch rows)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * rows.Count * rows.Width / 4 + 256);
        using var json = new Utf8JsonWriter(buffer, new() { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartArray();
        for (var row = 0; row < rows.Count; row++)
        {
            json.WriteStartArray();
            for (var column = 0; column < rows.Width; column++)
                Write(json, rows.At(row, column));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, SqlValue value)
    {
        switch (value)
        {
            case { IsNull: true }:
                json.WriteNullValue();
                break;
            case { Type: SqlType.Id }:
                Span<byte> digits = stackalloc byte[32];
                value.Number.TryFormat(digits, out _, "x32", CultureInfo.InvariantCulture);
                json.WriteStringValue(digits);
                break;
            case { Type: SqlType.Text }:
                json.WriteStringValue(value.Text);
                break;
            case { Type: SqlType.Bytes }:
                json.WriteStringValue(Convert.ToHexString(value.Bytes));
                break;
            default:
                json.WriteNumberValue(value.Long);
                break;
        }
    }
}

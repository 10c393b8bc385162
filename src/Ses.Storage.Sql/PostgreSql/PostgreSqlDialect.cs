using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;

namespace Ses.Storage.Sql.PostgreSql;

/// <summary>PostgreSQL: ids are uuids, rows travel as arrays, deliveries, facts and transcripts have a partition a day, others write at the same time.</summary>
internal sealed partial class PostgreSqlDialect(string schema, string server) : Dialect
{
    public string Schema => schema;

    public override bool HasConcurrentWriters => true;

    // The partitions make their own unique index: on the whole table it would have to contain the id.
    public override IReadOnlyDictionary<string, string> SchemaWords { get; } = new Dictionary<string, string>
    {
        ["id"] = "uuid",
        ["int"] = "integer",
        ["long"] = "bigint",
        ["text"] = "text COLLATE \"C\"",
        ["bytes"] = "bytea",
        ["clustered"] = "",
        ["recipient index"] = "",
        ["partition by id"] = "PARTITION BY RANGE (id)",
        ["partition by delivery"] = "PARTITION BY RANGE (delivery)",
    };

    public override void Set(DbParameter parameter, SqlValue value)
    {
        ((NpgsqlParameter)parameter).NpgsqlDbType = TypeOf(value.Type);
        parameter.Value = value switch
        {
            { IsNull: true } => DBNull.Value,
            { Type: SqlType.Id } => GuidOf(value.Number),
            { Type: SqlType.Int } => (int)value.Long,
            { Type: SqlType.Long } => value.Long,
            { Type: SqlType.Text } => Clean(value.Text),
            _ => value.Bytes,
        };
    }

    public override void SetRows(DbParameterCollection parameters, RowBatch rows)
    {
        for (var column = 0; column < rows.Width; column++)
        {
            parameters.Add(new NpgsqlParameter
            {
                ParameterName = "rows" + column.ToString(CultureInfo.InvariantCulture),
                NpgsqlDbType = NpgsqlDbType.Array | TypeOf(rows.TypeOf(column)),
                Value = ArrayOf(rows, column),
            });
        }
    }

    public override UInt128 ReadId(DbDataReader reader, int column)
    {
        Span<byte> bytes = stackalloc byte[16];
        reader.GetGuid(column).TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public override SesException Explain(Exception error) => PostgreSqlErrors.Explain(error, server, schema);

    /// <summary>The name of the partition of a day, or of the whole table.</summary>
    public string TableOf(string table, Cohort? cohort) =>
        cohort is { } day && Partitions.Of.ContainsKey(table) ? $"{Qualified(table)}_{PartitionOf(day)}" : Qualified(table);

    public static string PartitionOf(Cohort cohort) => cohort.Date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    public static NpgsqlDbType TypeOf(SqlType type) => type switch
    {
        SqlType.Id => NpgsqlDbType.Uuid,
        SqlType.Int => NpgsqlDbType.Integer,
        SqlType.Long => NpgsqlDbType.Bigint,
        SqlType.Text => NpgsqlDbType.Text,
        _ => NpgsqlDbType.Bytea,
    };

    public static Guid GuidOf(UInt128 id)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return new(bytes, bigEndian: true);
    }

    /// <summary>Text as PostgreSQL takes it: no NUL, no half of a surrogate pair. Texts are clean before they come here; this is for those of the future.</summary>
    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.Contains('\0', StringComparison.Ordinal))
            return text;
        return string.Create(text.Length, text, static (clean, dirty) =>
        {
            for (var i = 0; i < dirty.Length; i++)
            {
                var isHalf = char.IsSurrogate(dirty[i])
                    && !(char.IsHighSurrogate(dirty[i]) && i + 1 < dirty.Length && char.IsLowSurrogate(dirty[i + 1]))
                    && !(char.IsLowSurrogate(dirty[i]) && i > 0 && char.IsHighSurrogate(dirty[i - 1]));
                clean[i] = isHalf || dirty[i] == '\0' ? '\uFFFD' : dirty[i];
            }
        });
    }

    // One statement, not COPY: to the server, a process that is frozen within a COPY is busy, and keeps its locks for as long as its connection lives.
    protected override string Insert(string table, IReadOnlyList<string> columns) =>
        $"INSERT INTO {table} ({string.Join(", ", columns)}) SELECT {string.Join(", ", columns)} FROM {{rows}}";

    protected override string Update(string table, IReadOnlyList<string> columns) =>
        $"UPDATE {table} AS t SET {string.Join(", ", columns.Skip(1).Select(column => $"{column} = r.{column}"))} FROM {{rows}} WHERE t.{columns[0]} = r.{columns[0]}";

    protected override string Translate(string sql, Cohort? cohort)
    {
        var own = OnlyHere().Replace(sql, "$1");
        return Table().Replace(own, match => TableOf(match.Value, cohort));
    }

    protected override string SourceOf(RowBatch rows)
    {
        var columns = Enumerable.Range(0, rows.Width).ToList();
        return $"unnest({string.Join(", ", columns.Select(column => "@rows" + column.ToString(CultureInfo.InvariantCulture)))}) AS r({string.Join(", ", columns.Select(rows.NameOf))})";
    }

    // An array in the condition goes by the index of the column whatever the planner believes; a join with it might go through all of a table.
    protected override string AmongOf(RowBatch rows) => "= ANY (@rows0)";

    private string Qualified(string table) => $"\"{schema}\".{table["ses_".Length..]}";

    private static Array ArrayOf(RowBatch rows, int column) => rows.TypeOf(column) switch
    {
        SqlType.Id => Fill(rows, column, static value => GuidOf(value.Number)),
        SqlType.Int => Fill(rows, column, static value => (int)value.Long),
        SqlType.Long => Fill(rows, column, static value => value.Long),
        SqlType.Text => FillReferences(rows, column, static value => Clean(value.Text)),
        _ => FillReferences(rows, column, static value => value.Bytes),
    };

    // The driver writes an array that can have no nulls in one go, and any other value by value.
    private static Array Fill<T>(RowBatch rows, int column, Func<SqlValue, T> convert)
        where T : struct
    {
        var values = new T[rows.Count];
        for (var row = 0; row < values.Length; row++)
        {
            var value = rows.At(row, column);
            if (value.IsNull)
                return FillNullable(rows, column, convert);
            values[row] = convert(value);
        }

        return values;
    }

    private static T?[] FillNullable<T>(RowBatch rows, int column, Func<SqlValue, T> convert)
        where T : struct
    {
        var values = new T?[rows.Count];
        for (var row = 0; row < values.Length; row++)
            values[row] = rows.At(row, column) is { IsNull: false } value ? convert(value) : null;
        return values;
    }

    private static T?[] FillReferences<T>(RowBatch rows, int column, Func<SqlValue, T> convert)
        where T : class
    {
        var values = new T?[rows.Count];
        for (var row = 0; row < values.Length; row++)
            values[row] = rows.At(row, column) is { IsNull: false } value ? convert(value) : null;
        return values;
    }

    [GeneratedRegex(@"/\*pg (.*?)\*/", RegexOptions.Singleline)]
    private static partial Regex OnlyHere();

    [GeneratedRegex(@"\bses_[a-z_]+")]
    private static partial Regex Table();
}

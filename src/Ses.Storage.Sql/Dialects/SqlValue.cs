using System.Diagnostics.CodeAnalysis;

namespace Ses.Storage.Sql.Dialects;

/// <summary>A value on its way into a statement, without a box and without a driver's type.</summary>
[SuppressMessage("Usage", "CA2225", Justification = "Values are only made, never taken apart by callers.")]
internal readonly struct SqlValue
{
    private SqlValue(SqlType type, bool isNull, UInt128 number, object? reference)
    {
        Type = type;
        IsNull = isNull;
        Number = number;
        Reference = reference;
    }

    public SqlType Type { get; }

    public bool IsNull { get; }

    public UInt128 Number { get; }

    public object? Reference { get; }

    public long Long => (long)(ulong)Number;

    public string Text => (string)Reference!;

    public byte[] Bytes => (byte[])Reference!;

    public static implicit operator SqlValue(UInt128 id) => new(SqlType.Id, false, id, null);

    public static implicit operator SqlValue(UInt128? id) => new(SqlType.Id, id is null, id ?? 0, null);

    public static implicit operator SqlValue(int number) => new(SqlType.Int, false, (ulong)number, null);

    public static implicit operator SqlValue(int? number) => new(SqlType.Int, number is null, (ulong)(number ?? 0), null);

    public static implicit operator SqlValue(bool flag) => flag ? 1 : 0;

    public static implicit operator SqlValue(long number) => new(SqlType.Long, false, (ulong)number, null);

    public static implicit operator SqlValue(long? number) => new(SqlType.Long, number is null, (ulong)(number ?? 0), null);

    public static implicit operator SqlValue(DateTimeOffset time) => time.UtcTicks;

    public static implicit operator SqlValue(DateTimeOffset? time) => time?.UtcTicks;

    public static implicit operator SqlValue(string? text) => new(SqlType.Text, text is null, 0, text);

    public static implicit operator SqlValue(byte[]? bytes) => new(SqlType.Bytes, bytes is null, 0, bytes);
}

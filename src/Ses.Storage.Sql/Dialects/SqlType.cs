namespace Ses.Storage.Sql.Dialects;

/// <summary>The types that columns have, in both databases.</summary>
internal enum SqlType
{
    /// <summary>128 bits: a BLOB of 16 bytes, big-endian, or a uuid. Both sort as the numbers do.</summary>
    Id,

    /// <summary>32 bits.</summary>
    Int,

    /// <summary>64 bits. Times are UTC ticks, so that what comes back is what went in, to the tick.</summary>
    Long,

    /// <summary>Text, compared by code point.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,
}

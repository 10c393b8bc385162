using Ses.Primitives;

namespace Ses.Storage.Sql.Operations;

/// <summary>Ids begin with their day.</summary>
internal static class IdRange
{
    /// <summary>The lowest id that a day can have.</summary>
    public static UInt128 FirstOf(Cohort cohort) => (UInt128)(uint)cohort.Day << 96;
}

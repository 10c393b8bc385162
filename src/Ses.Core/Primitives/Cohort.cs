namespace Ses.Primitives;

/// <summary>
/// The UTC day on which a delivery was accepted: the one partition key. Statistics, facts and retention all belong to it.
/// </summary>
/// <param name="Day">Days since 0001-01-01, as in <see cref="DateOnly.DayNumber"/>.</param>
public readonly record struct Cohort(int Day) : IComparable<Cohort>
{
    /// <summary>The cohort of a moment.</summary>
    public static Cohort Of(DateTimeOffset moment) => new(DateOnly.FromDateTime(moment.UtcDateTime).DayNumber);

    /// <summary>The day itself.</summary>
    public DateOnly Date => DateOnly.FromDayNumber(Day);

    /// <inheritdoc/>
    public int CompareTo(Cohort other) => Day.CompareTo(other.Day);

    /// <inheritdoc/>
    public override string ToString() => Date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

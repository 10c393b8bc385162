namespace Ses.Primitives;

/// <summary>A recipient group of an account; counts from 1 within it.</summary>
/// <param name="Value">The number.</param>
public readonly record struct RecipientGroupId(long Value) : IComparable<RecipientGroupId>
{
    /// <inheritdoc/>
    public int CompareTo(RecipientGroupId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

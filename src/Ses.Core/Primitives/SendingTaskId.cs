namespace Ses.Primitives;

/// <summary>A sending task of an account; counts from 1 within it (the public service's callbacks carry it as an integer).</summary>
/// <param name="Value">The number.</param>
public readonly record struct SendingTaskId(long Value) : IComparable<SendingTaskId>
{
    /// <inheritdoc/>
    public int CompareTo(SendingTaskId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

namespace Ses.Primitives;

/// <summary>A template of an account; counts from 1 within it (the public service's callbacks carry it as an integer).</summary>
/// <param name="Value">The number.</param>
public readonly record struct TemplateId(long Value) : IComparable<TemplateId>
{
    /// <inheritdoc/>
    public int CompareTo(TemplateId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

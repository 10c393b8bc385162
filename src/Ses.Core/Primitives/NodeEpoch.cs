namespace Ses.Primitives;

/// <summary>
/// A number that the store gives to a process once and to no other after it: it names the owner of a claim, and it makes ids unique.
/// </summary>
/// <param name="Value">Counts from 1; 0 means nobody.</param>
public readonly record struct NodeEpoch(int Value)
{
    /// <summary>Nobody: the delivery is free.</summary>
    public static NodeEpoch None => default;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Ses.Primitives;

/// <summary>A callback endpoint; counts from 1 in the whole store, and is never given out again.</summary>
/// <param name="Value">The number.</param>
public readonly record struct CallbackEndpointId(long Value) : IComparable<CallbackEndpointId>
{
    /// <inheritdoc/>
    public int CompareTo(CallbackEndpointId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

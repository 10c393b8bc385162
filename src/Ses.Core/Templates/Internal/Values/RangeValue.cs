using Fluid.Values;

namespace Ses.Templates.Internal.Values;

/// <summary><c>(1..5)</c>: its two ends, never its numbers, of which there may be billions.</summary>
internal sealed class RangeValue(long first, long last) : FluidValue
{
    public long First => first;

    public long Last => last;

    public long Count => Math.Max(0, last - first + 1);

    public override FluidValues Type => FluidValues.Object;

    public FluidValue At(long index) => NumberValue.Create(first + index);

    public override bool Equals(FluidValue? other) => other is not null && ValueEquality.AreEqual(this, other);

    public override bool ToBooleanValue() => true;

    public override decimal ToNumberValue() => 0;

    public override string ToStringValue() => FormattableString.Invariant($"{first}..{last}");

    public override object ToObjectValue() => this;
}

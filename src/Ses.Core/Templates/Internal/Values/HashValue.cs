using Fluid.Values;

namespace Ses.Templates.Internal.Values;

/// <summary>A JSON object.</summary>
internal sealed class HashValue(IReadOnlyDictionary<string, FluidValue> members) : FluidValue
{
    public IReadOnlyDictionary<string, FluidValue> Members => members;

    public override FluidValues Type => FluidValues.Dictionary;

    public override bool Equals(FluidValue? other) => other is not null && ValueEquality.AreEqual(this, other);

    public override bool ToBooleanValue() => true;

    public override decimal ToNumberValue() => 0;

    public override string ToStringValue() => "";

    public override object ToObjectValue() => members;
}

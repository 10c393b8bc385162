using Fluid.Values;

namespace Ses.Templates.Internal.Values;

/// <summary>The <c>forloop</c> object.</summary>
internal sealed class LoopValue(string name, int length, LoopValue? parent) : FluidValue
{
    public int Index0 { get; set; }

    public override FluidValues Type => FluidValues.Object;

    public FluidValue Member(string member) => member switch
    {
        "index" => NumberValue.Create(Index0 + 1m),
        "index0" => NumberValue.Create((decimal)Index0),
        "rindex" => NumberValue.Create((decimal)length - Index0),
        "rindex0" => NumberValue.Create(length - Index0 - 1m),
        "first" => BooleanValue.Create(Index0 == 0),
        "last" => BooleanValue.Create(Index0 == length - 1),
        "length" => NumberValue.Create((decimal)length),
        "name" => new StringValue(name),
        "parentloop" => parent is null ? NilValue.Instance : parent,
        _ => NilValue.Instance,
    };

    public override bool Equals(FluidValue? other) => ReferenceEquals(this, other);

    public override bool ToBooleanValue() => true;

    public override decimal ToNumberValue() => 0;

    public override string ToStringValue() => "forloop";

    public override object ToObjectValue() => this;
}

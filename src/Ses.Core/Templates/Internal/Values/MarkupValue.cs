using Fluid.Values;

namespace Ses.Templates.Internal.Values;

/// <summary>
/// A text that knows how it looks as HTML: captured markup, or a value whose line ends became breaks. Its markup is used between tags only;
/// filters, comparisons and attributes see the plain text, and what comes of it is escaped like any other.
/// </summary>
internal sealed class MarkupValue(string plain, string markup) : FluidValue
{
    public string Plain => plain;

    public string Markup => markup;

    public override FluidValues Type => FluidValues.String;

    public override bool Equals(FluidValue? other) => other is not null && ValueEquality.AreEqual(this, other);

    public override bool ToBooleanValue() => true;

    public override decimal ToNumberValue() => ValueNumber.Of(this);

    public override string ToStringValue() => plain;

    public override object ToObjectValue() => plain;
}

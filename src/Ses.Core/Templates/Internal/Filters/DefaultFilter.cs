using Fluid.Values;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Filters;

internal static class DefaultFilter
{
    /// <summary>Another value for what is missing, false (unless <c>allow_false: true</c>) or empty.</summary>
    public static FluidValue Default(FluidValue input, FilterArguments arguments)
    {
        var isMissing = input is BaseNilValue
            || (input is BooleanValue && !input.ToBooleanValue() && !arguments.Named("allow_false").ToBooleanValue())
            || ValueEquality.AreEqual(input, EmptyValue.Instance);
        return !isMissing ? input : arguments.Count > 0 ? arguments.At(0) : StringValue.Empty;
    }
}

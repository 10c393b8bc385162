using Fluid.Values;

namespace Ses.Templates.Internal.Filters;

/// <summary>What a filter does with its input.</summary>
internal delegate FluidValue FilterFunction(FluidValue input, FilterArguments arguments);

/// <summary>A filter of the language.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Least">How many arguments it needs.</param>
/// <param name="Most">How many it takes.</param>
/// <param name="Apply">What it does.</param>
/// <param name="Named">The named argument that it takes.</param>
internal sealed record TemplateFilter(string Name, int Least, int Most, FilterFunction Apply, string? Named = null);

using Fluid;
using Fluid.Values;

namespace Ses.Templates.Internal.Rendering;

/// <summary>What names mean at a place of a rendering: loop variables and parameters, then what was assigned, then the data.</summary>
internal sealed class RenderContext(RenderRun run) : TemplateContext(Unlimited)
{
    // Limits are counted by the run, which knows the place. Nothing of the host's objects is reachable: all values come from JSON.
    private static readonly TemplateOptions Unlimited = new() { MaxRecursion = 0, MaxSteps = 0, CultureInfo = System.Globalization.CultureInfo.InvariantCulture, TimeZone = TimeZoneInfo.Utc };

    private readonly List<(string Name, FluidValue Value)> _inner = [];

    public RenderRun Run => run;

    /// <summary>The value, or nil.</summary>
    public FluidValue Find(string name)
    {
        for (var i = _inner.Count - 1; i >= 0; i--)
        {
            if (_inner[i].Name == name)
                return _inner[i].Value;
        }

        return GetValue(name) is var assigned and not UndefinedValue ? assigned : run.Values.Find(name);
    }

    /// <summary>Gives a name a meaning until <see cref="Leave"/>.</summary>
    public void Enter(string name, FluidValue value) => _inner.Add((name, value));

    /// <summary>Changes the meaning of the name that was entered last but <paramref name="depth"/>.</summary>
    public void Change(int depth, FluidValue value) => _inner[^(depth + 1)] = (_inner[^(depth + 1)].Name, value);

    public void Leave(int names) => _inner.RemoveRange(_inner.Count - names, names);

    /// <summary>A context that sees the data and nothing else.</summary>
    public RenderContext Isolated() => new(run);
}

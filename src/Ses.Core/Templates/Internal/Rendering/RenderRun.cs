using Fluid.Values;
using Ses.Templates.Internal.Syntax;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Rendering;

/// <summary>One rendering of one text: what it is given, what it may cost, and what was found wrong with it.</summary>
internal sealed class RenderRun(TemplateValues values, TemplatesOptions options, bool isStrict, bool escapesHtml, DateTimeOffset? now)
{
    // A step pays for so many characters that a filter reads or writes.
    private const int CharactersPerStep = 256;

    private List<TemplateRenderException>? _problems;
    private SourcePlace _place;
    private long _steps;

    public TemplateValues Values => values;

    /// <summary>Missing values are errors.</summary>
    public bool IsStrict => isStrict;

    public bool EscapesHtml => escapesHtml;

    /// <summary>What "now" means: the moment of acceptance, so that a retry says the same. Null where nobody told.</summary>
    public DateTimeOffset? Now => now;

    public int MaxLength => options.MaxOutputLength;

    /// <summary>Where <c>offset: continue</c> goes on, by the loop's name.</summary>
    public Dictionary<string, long> Continuations { get; } = new(StringComparer.Ordinal);

    /// <summary>What is wrong with the values; goes on after each where <see cref="CollectProblems"/> was called.</summary>
    public IReadOnlyList<TemplateRenderException> Problems => _problems ?? [];

    public void CollectProblems() => _problems = [];

    /// <summary>Notes a problem with a value and says whether to go on without it.</summary>
    public bool Passes(TemplateRenderException problem)
    {
        _problems?.Add(problem);
        return _problems is not null;
    }

    public void Step(SourcePlace place)
    {
        _place = place;
        Charge(1);
    }

    public void Charge(long steps)
    {
        if ((_steps += steps) > options.MaxSteps)
            throw new SesException(SesErrorCode.LimitExceeded, $"{_place}: more than {options.MaxSteps} steps; to lift it: ses.Configure(o => o.Templates.MaxSteps = …)");
    }

    /// <summary>Pays for a text that was read or made.</summary>
    public string Weigh(string text)
    {
        if (text.Length > options.MaxOutputLength)
            throw TooLong();
        Charge(text.Length / CharactersPerStep);
        return text;
    }

    /// <summary>Pays for a value that was read or made.</summary>
    public FluidValue Weigh(FluidValue value)
    {
        if (value is ArrayValue array)
            Charge(array.Values.Count);
        else if (value.Type == FluidValues.String)
            Weigh(value.ToStringValue());
        return value;
    }

    /// <summary>A value's text, paid for.</summary>
    public string TextOf(FluidValue value) => Weigh(ValueText.Of(value, options.MaxOutputLength));

    public SesException TooLong() => new(
        SesErrorCode.LimitExceeded, $"{_place}: the text grows over {options.MaxOutputLength} characters; to lift it: ses.Configure(o => o.Templates.MaxOutputLength = …)");

    /// <summary>A value that does not do at the place that is rendered.</summary>
    public TemplateRenderException Error(string what) => new(SesErrorCode.TemplateFailed, $"{_place}: {what}");
}

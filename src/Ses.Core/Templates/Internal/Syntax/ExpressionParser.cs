using System.Globalization;
using Fluid.Values;
using Ses.Templates.Internal.Expressions;
using Ses.Templates.Internal.Filters;

namespace Ses.Templates.Internal.Syntax;

/// <summary>Reads values, variables and filters, by recursive descent.</summary>
internal sealed class ExpressionParser(VariableTracker variables)
{
    private const int MaxNesting = 32;

    private int _nesting;

    /// <summary>A value with its filters, up to the end of the markup.</summary>
    public TemplateExpression ReadFiltered(MarkupReader reader)
    {
        var input = ReadValue(reader);
        var calls = new List<FilterCall>();
        while (reader.Takes("|"))
            calls.Add(ReadFilter(reader));
        reader.ExpectEnd(calls.Count == 0 ? "a value is followed by | and a filter, or by nothing" : "a filter is followed by : and its arguments, by | and another filter, or by nothing");
        if (input is VariableExpression variable && calls.Exists(call => call.Filter.Name == "default"))
            variable.IsOptional = true;
        return calls.Count == 0 ? input : new FilteredExpression(input, calls);
    }

    /// <summary>A constant, a range or a variable.</summary>
    public TemplateExpression ReadValue(MarkupReader reader)
    {
        if (++_nesting > MaxNesting)
            throw reader.Next.Place.Error($"more than {MaxNesting} brackets in one another");
        var value = ReadUnnested(reader);
        _nesting--;
        return value;
    }

    private TemplateExpression ReadUnnested(MarkupReader reader)
    {
        var token = reader.Next;
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new ConstantExpression(new StringValue(reader.Take().Text));
            case TokenKind.Number:
                return new ConstantExpression(NumberOf(reader.Take()));
            case TokenKind.Sign when token.Is("("):
                return ReadRange(reader);
            case TokenKind.Name when Keyword(token.Text) is { } value && !reader.AfterNext.Is(".") && !reader.AfterNext.Is("["):
                reader.Take();
                return new ConstantExpression(value);
            case TokenKind.Name:
            case TokenKind.Sign when token.Is("["):
                return ReadVariable(reader);
            default:
                throw token.Place.Error($"a value is expected, not {token.Shown}");
        }
    }

    private VariableExpression ReadVariable(MarkupReader reader)
    {
        var place = reader.Next.Place;
        var root = reader.Takes("[") ? ReadKey(reader) : new ConstantExpression(new StringValue(reader.Take().Text));
        var steps = new List<PathStep>();
        while (true)
        {
            if (reader.Takes("["))
                steps.Add(new(ReadKey(reader), IsDotted: false));
            else if (reader.Takes("."))
                steps.Add(new(new ConstantExpression(new StringValue(Member(reader))), IsDotted: true));
            else
                break;
        }

        var variable = new VariableExpression(place, root, steps);
        variables.Add(variable);
        return variable;
    }

    private static string Member(MarkupReader reader) => reader.Next.Kind == TokenKind.Name
        ? reader.Take().Text
        : throw reader.Next.Place.Error($"a member's name is expected behind the dot, not {reader.Next.Shown}; an item of a list is taken by [0]");

    private TemplateExpression ReadKey(MarkupReader reader)
    {
        var key = ReadValue(reader);
        reader.Expect("]", "behind what stands in brackets");
        return key;
    }

    private IntervalExpression ReadRange(MarkupReader reader)
    {
        reader.Take();
        var first = ReadValue(reader);
        reader.Expect("..", "between the two ends of a range, as in (1..5)");
        var last = ReadValue(reader);
        reader.Expect(")", "behind a range, as in (1..5)");
        return new(first, last);
    }

    private FilterCall ReadFilter(MarkupReader reader)
    {
        var name = reader.Next;
        if (name.Kind != TokenKind.Name)
            throw name.Place.Error($"a filter's name is expected behind |, not {name.Shown}");
        var filter = FilterTable.Find(reader.Take());
        var arguments = new List<TemplateExpression>();
        var named = new Dictionary<string, TemplateExpression>(StringComparer.Ordinal);
        if (reader.Takes(":"))
        {
            do
                ReadArgument(reader, filter, arguments, named);
            while (reader.Takes(",") && !reader.IsAtEnd && !reader.Next.Is("|"));
        }

        if (arguments.Count < filter.Least || arguments.Count > filter.Most)
            throw name.Place.Error($"the filter '{filter.Name}' takes {Count(filter)}, not {arguments.Count}");
        return new(filter, arguments, named);
    }

    private void ReadArgument(MarkupReader reader, TemplateFilter filter, List<TemplateExpression> arguments, Dictionary<string, TemplateExpression> named)
    {
        if (reader.Next.Kind != TokenKind.Name || !reader.AfterNext.Is(":"))
        {
            arguments.Add(ReadValue(reader));
            return;
        }

        var name = reader.Take();
        if (name.Text != filter.Named)
            throw name.Place.Error($"the filter '{filter.Name}' has no argument '{name.Text}'");
        reader.Take();
        named[name.Text] = ReadValue(reader);
    }

    private static string Count(TemplateFilter filter) => (filter.Least, filter.Most) switch
    {
        (0, 0) => "no arguments",
        (1, 1) => "one argument",
        var (least, most) when least == most => $"{least} arguments",
        var (least, most) => $"{least} to {most} arguments",
    };

    private static FluidValue? Keyword(string name) => name switch
    {
        "true" => BooleanValue.True,
        "false" => BooleanValue.False,
        "nil" or "null" => NilValue.Instance,
        "blank" => BlankValue.Instance,
        "empty" => EmptyValue.Instance,
        _ => null,
    };

    private static NumberValue NumberOf(MarkupToken token) =>
        decimal.TryParse(token.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? NumberValue.Create(number)
            : throw token.Place.Error("this number is too large");
}

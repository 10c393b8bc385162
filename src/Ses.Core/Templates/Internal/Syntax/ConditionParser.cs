using Fluid.Values;
using Ses.Templates.Internal.Expressions;

namespace Ses.Templates.Internal.Syntax;

/// <summary>A condition, and the names that it asks to be there.</summary>
internal sealed record ParsedCondition(TemplateExpression Expression, IReadOnlyList<string> Guards);

/// <summary>Reads what stands behind <c>if</c>, <c>elsif</c> and <c>unless</c>.</summary>
internal static class ConditionParser
{
    private static readonly Dictionary<string, ComparisonOperator> Operators = new(StringComparer.Ordinal)
    {
        ["=="] = ComparisonOperator.Equal,
        ["!="] = ComparisonOperator.NotEqual,
        ["<>"] = ComparisonOperator.NotEqual,
        ["<"] = ComparisonOperator.Less,
        ["<="] = ComparisonOperator.LessOrEqual,
        [">"] = ComparisonOperator.Greater,
        [">="] = ComparisonOperator.GreaterOrEqual,
        ["contains"] = ComparisonOperator.Contains,
    };

    public static ParsedCondition Read(MarkupReader reader, ExpressionParser expressions)
    {
        var terms = new List<TemplateExpression>();
        var isAnd = new List<bool>();
        var guards = new List<string>();
        while (true)
        {
            terms.Add(ReadTerm(reader, expressions, guards));
            if (!reader.Next.IsName("and") && !reader.Next.IsName("or"))
                break;
            isAnd.Add(reader.Take().Text == "and");
        }

        if (!reader.IsAtEnd)
            throw reader.Next.Place.Error($"{reader.Next.Shown} is no operator; there are {string.Join(", ", Operators.Keys)}, and between comparisons: and, or");
        return new(terms.Count == 1 ? terms[0] : new LogicExpression(terms, isAnd), guards);
    }

    private static TemplateExpression ReadTerm(MarkupReader reader, ExpressionParser expressions, List<string> guards)
    {
        var left = expressions.ReadValue(reader);
        if (!Operators.TryGetValue(reader.Next.Text, out var comparison) || reader.Next.Kind is not (TokenKind.Sign or TokenKind.Name))
        {
            Ask(left, guards);
            return left;
        }

        reader.Take();
        var right = expressions.ReadValue(reader);
        // Compared with nil, blank or empty, a variable is asked whether it is there.
        if (IsNothing(right))
            Ask(left, guards);
        else if (IsNothing(left))
            Ask(right, guards);
        return new ComparisonExpression(left, comparison, right);
    }

    private static void Ask(TemplateExpression expression, List<string> guards)
    {
        if (expression is not VariableExpression variable)
            return;
        variable.IsOptional = true;
        guards.Add(variable.Name);
    }

    private static bool IsNothing(TemplateExpression expression) => expression is ConstantExpression { Value: BaseNilValue or BlankValue or EmptyValue };
}

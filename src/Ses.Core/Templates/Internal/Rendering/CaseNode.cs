using Fluid.Ast;
using Ses.Templates.Internal.Expressions;
using Ses.Templates.Internal.Syntax;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal.Rendering;

/// <summary>A branch of a <c>case</c>.</summary>
/// <param name="Values">What its <c>when</c> names; null for <c>else</c>.</param>
/// <param name="Statements">What it shows.</param>
internal sealed record CaseBranch(IReadOnlyList<TemplateExpression>? Values, IReadOnlyList<Statement> Statements);

/// <summary><c>case … when … else … endcase</c>: the first branch that fits, and no other. Liquid's own takes every one that fits, once for each value.</summary>
internal sealed class CaseNode(SourcePlace place, TemplateExpression subject, IReadOnlyList<CaseBranch> branches, bool isLax) : TemplateNode(place)
{
    public IReadOnlyList<CaseBranch> Branches => branches;

    public override Completion Write(TemplateWriter writer, RenderContext context)
    {
        var value = subject.Evaluate(context);
        var isDone = false;
        foreach (var branch in branches)
        {
            var times = branch.Values?.Count(wanted => ValueEquality.AreEqual(value, wanted.Evaluate(context))) ?? (isDone ? 0 : 1);
            isDone |= branch.Values is not null && times > 0;
            for (var i = 0; i < (isLax ? times : Math.Min(times, 1)); i++)
            {
                var completion = WriteAll(branch.Statements, writer, context);
                if (completion != Completion.Normal || !isLax)
                    return completion;
            }
        }

        return Completion.Normal;
    }
}

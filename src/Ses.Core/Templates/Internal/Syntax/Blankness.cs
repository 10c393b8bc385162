using Fluid.Ast;
using Ses.Templates.Internal.Rendering;

namespace Ses.Templates.Internal.Syntax;

/// <summary>A tag whose inside shows nothing drops the white space in it too: a block that only assigns leaves no empty lines.</summary>
internal static class Blankness
{
    public static bool IsBlank(Statement statement) => statement switch
    {
        TextNode text => text.IsBlank,
        AssignStatement or CaptureNode => true,
        IfStatement choice => choice.Statements.All(IsBlank) && choice.ElseIfs.All(branch => branch.Statements.All(IsBlank)) && (choice.Else?.Statements.All(IsBlank) ?? true),
        LoopNode loop => loop.Body.All(IsBlank) && (loop.Else?.All(IsBlank) ?? true),
        CaseNode cases => cases.Branches.All(branch => branch.Statements.All(IsBlank)),
        _ => false,
    };

    public static IReadOnlyList<Statement> WithoutWhiteSpace(List<Statement> statements)
    {
        if (statements.TrueForAll(IsBlank))
            statements.RemoveAll(statement => statement is TextNode);
        return statements;
    }
}

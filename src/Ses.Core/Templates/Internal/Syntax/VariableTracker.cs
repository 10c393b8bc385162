using Ses.Templates.Internal.Expressions;
using Ses.Templates.Internal.Rendering;

namespace Ses.Templates.Internal.Syntax;

/// <summary>Notes while a text is parsed which variables it wants from outside: not those that it makes itself, by assigning or in a loop.</summary>
internal sealed class VariableTracker
{
    private readonly HashSet<string> _assigned = new(StringComparer.Ordinal);
    private readonly List<string> _inner = [];
    private readonly List<string> _guards = [];
    private readonly Stack<List<VariableMention>> _open = new([[]]);

    public IReadOnlyList<VariableMention> Mentions => _open.Peek();

    /// <summary>Names that were assigned; a template drawn in by <c>include</c> hands them on.</summary>
    public IReadOnlySet<string> Assigned => _assigned;

    public void Add(VariableExpression variable)
    {
        if (variable.Root is { } root && !_assigned.Contains(root) && !_inner.Contains(root))
            _open.Peek().Add(new VariableMention.Use(variable, _guards.Exists(guard => IsWithin(variable.Name, guard))));
    }

    public void Add(PartialNode partial) =>
        _open.Peek().Add(new VariableMention.Call(partial, new HashSet<string>(_assigned.Concat(_inner), StringComparer.Ordinal), [.. _guards]));

    public void Assign(string name) => _assigned.Add(name);

    public void Enter(IReadOnlyCollection<string> names) => _inner.AddRange(names);

    public void Leave(int names) => _inner.RemoveRange(_inner.Count - names, names);

    public void EnterGuards(IReadOnlyCollection<string> names) => _guards.AddRange(names);

    public void LeaveGuards(int names) => _guards.RemoveRange(_guards.Count - names, names);

    public void EnterBlock() => _open.Push([]);

    public void LeaveBlock(BlockNode block)
    {
        var content = _open.Pop();
        _open.Peek().Add(new VariableMention.Block(block, content));
    }

    /// <summary>Whether a name is another one or a member of it.</summary>
    public static bool IsWithin(string name, string other) =>
        name.StartsWith(other, StringComparison.Ordinal) && (name.Length == other.Length || name[other.Length] == '.');
}

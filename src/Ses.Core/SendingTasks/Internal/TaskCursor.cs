using System.Globalization;

namespace Ses.SendingTasks.Internal;

/// <summary>Where the expansion of a run stands: in which of the task's groups, and behind which member.</summary>
/// <param name="Group">Index into the task's groups.</param>
/// <param name="AfterOrdinal">The last member that was expanded.</param>
internal readonly record struct TaskCursor(int Group, long AfterOrdinal)
{
    public static TaskCursor Start => default;

    public static TaskCursor Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new(int.Parse(text.AsSpan(0, colon), CultureInfo.InvariantCulture), long.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Group}:{AfterOrdinal}");
}

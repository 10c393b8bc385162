namespace Ses.Recipients.Internal;

/// <summary>What is no error of a row, yet worth knowing. Pure.</summary>
internal static class ImportWarnings
{
    /// <param name="columns">The columns.</param>
    /// <param name="hasUnnamedValues">By column: whether it has values and no name.</param>
    public static IEnumerable<string> Of(CsvColumns columns, IReadOnlyList<bool> hasUnnamedValues)
    {
        for (var i = 0; i < columns.Variables.Count; i++)
        {
            if (hasUnnamedValues[i])
                yield return $"column {i + 1} has no name: its values were left out";
            else if (columns.Variables[i] is { } name && !IsVariable(name))
                yield return $"the column '{AddressField.Shown(name)}' cannot be used in a template: a variable's name has letters, digits and underscores, and begins with no digit";
        }
    }

    private static bool IsVariable(string name) => !char.IsDigit(name[0]) && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-');
}

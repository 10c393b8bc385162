using System.Text;
using Ses.Templates.Internal.Rendering;
using Ses.Templates.Internal.Syntax;
using Ses.Templates.Internal.Values;

namespace Ses.Templates.Internal;

/// <summary>Compares what a template wants with what it is given, before anything is sent. Pure.</summary>
internal static class TemplateDataCheck
{
    /// <summary>Missing and unknown variables, values that do not do, and data that is too large or no JSON.</summary>
    public static IReadOnlyList<SesError> Check(TemplateSet set, string? messageData, string? recipientData, TemplatesOptions options, DateTimeOffset now)
    {
        var octets = Encoding.UTF8.GetByteCount(messageData ?? "") + Encoding.UTF8.GetByteCount(recipientData ?? "");
        if (octets > options.MaxDataOctets)
            return [new("Data", SesErrorCode.LimitExceeded, $"the variables are {octets} octets as JSON, more than {options.MaxDataOctets}; to lift it: ses.Configure(o => o.Templates.MaxDataOctets = …)")];
        var errors = new List<SesError>();
        try
        {
            using var values = TemplateValues.Read(messageData, recipientData);
            CheckNames(set, values, errors);
            foreach (var program in set.Programs)
                errors.AddRange(program.Check(values, options, now).Select(ErrorOf));
        }
        catch (SesException error)
        {
            errors.Add(new("Data", error.Code, error.Message));
        }

        return [.. errors.DistinctBy(error => (error.Field, error.Code, error.Field == "Data" ? error.Message : ""))];
    }

    private static SesError ErrorOf(TemplateRenderException problem) =>
        new(problem.Variable is { } variable ? $"Data[\"{variable}\"]" : "Data", problem.Code, problem.Message);

    private static void CheckNames(TemplateSet set, TemplateValues values, List<SesError> errors)
    {
        var names = values.Names.ToHashSet(StringComparer.Ordinal);
        var known = set.Variables.Select(variable => RootOf(variable.Name, names)).ToHashSet(StringComparer.Ordinal);
        foreach (var name in names.Where(name => !known.Contains(name)))
        {
            errors.Add(new(
                $"Data[\"{name}\"]", SesErrorCode.VariableUnknown,
                $"the template has no variable '{name}'{NearestName.Suggest(name, known)}; it has: {(known.Count == 0 ? "none" : string.Join(", ", known))}"));
        }
    }

    // A column of a list may have a dot in its own name.
    private static string RootOf(string name, HashSet<string> names) => names.Contains(name) ? name : name.Split('.')[0];
}

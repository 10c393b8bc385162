using System.Text;
using System.Text.Json;

namespace Ses.Templates.Internal;

/// <summary>Compares what a template wants with what it is given, before anything is sent. Pure.</summary>
internal static class TemplateDataCheck
{
    /// <summary>Missing and unknown variables, and data that is too large.</summary>
    public static IReadOnlyList<SesError> Check(IReadOnlyList<TemplateVariable> variables, string? messageData, string? recipientData, TemplatesOptions options)
    {
        var errors = new List<SesError>();
        var octets = Encoding.UTF8.GetByteCount(messageData ?? "") + Encoding.UTF8.GetByteCount(recipientData ?? "");
        if (octets > options.MaxDataOctets)
            errors.Add(new("Data", SesErrorCode.LimitExceeded, $"the variables are {octets} octets as JSON, more than {options.MaxDataOctets}; to lift it: ses.Configure(o => o.Templates.MaxDataOctets = …)"));
        using var values = TemplateValues.Read(messageData, recipientData);
        foreach (var variable in variables.Where(variable => variable.IsRequired && values.Find(variable.Name) is null))
            errors.Add(new($"Data[\"{variable.Name}\"]", SesErrorCode.VariableMissing, $"the template wants the variable '{variable.Name}', and it has no value"));
        var known = variables.Select(variable => variable.Name.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var name in Names(messageData).Concat(Names(recipientData)).Distinct(StringComparer.Ordinal).Where(name => !known.Contains(name)))
            errors.Add(new($"Data[\"{name}\"]", SesErrorCode.VariableUnknown, $"the template has no variable '{name}'; it has: {string.Join(", ", known)}"));
        return errors;
    }

    private static IReadOnlyList<string> Names(string? json)
    {
        if (json is null)
            return [];
        using var data = JsonDocument.Parse(json);
        return [.. data.RootElement.EnumerateObject().Select(member => member.Name)];
    }
}

using Ses.Composition.Internal;
using Ses.Composition.Internal.Flat;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Templates.Internal;

namespace Ses.SendingTasks.Internal;

/// <summary>The templates of runs, compiled; kept for the runs that were expanded last.</summary>
internal sealed class RunContents(SesServices services)
{
    private const int Capacity = 64;

    private readonly Dictionary<MessageId, RunTemplates> _templates = [];

    public async ValueTask<RunTemplates> TemplatesAsync(MailMessage run, CancellationToken cancellationToken)
    {
        if (_templates.TryGetValue(run.Id, out var known))
            return known;
        var content = (RecipeContent.FromTemplate)run.Recipe.Content;
        var set = await services.Templates.LoadAsync(run.Account, run.Recipe.Subject, content, cancellationToken).ConfigureAwait(false);
        if (_templates.Count >= Capacity)
            _templates.Clear();
        return _templates[run.Id] = new(set);
    }
}

/// <summary>The templates of one run. Used by the task pump alone.</summary>
internal sealed class RunTemplates(TemplateSet templates)
{
    private readonly FlatMail? _flat = FlatMail.Of(templates);
    private readonly MailTexts _texts = new();

    /// <summary>What is wrong with a recipient's variables, but for those that no text wants; null where they will do. Rendering tells.</summary>
    public SesError? Refuse(string? taskData, string? memberData, DateTimeOffset acceptedAt) =>
        _flat?.TryWrite(taskData, memberData, _texts) == true
            ? null
            : templates.Check(taskData, memberData, acceptedAt).FirstOrDefault(error => error.Code != SesErrorCode.VariableUnknown);
}

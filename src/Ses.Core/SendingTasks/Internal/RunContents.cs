using Ses.Ledger;
using Ses.Primitives;
using Ses.Templates.Internal;

namespace Ses.SendingTasks.Internal;

/// <summary>The templates of runs, compiled; kept for the runs that were expanded last.</summary>
internal sealed class RunContents(SesServices services)
{
    private const int Capacity = 64;

    private readonly Dictionary<MessageId, TemplateSet> _templates = [];

    public async ValueTask<TemplateSet> TemplatesAsync(MailMessage run, CancellationToken cancellationToken)
    {
        if (_templates.TryGetValue(run.Id, out var known))
            return known;
        var content = (RecipeContent.FromTemplate)run.Recipe.Content;
        var set = await services.Templates.LoadAsync(run.Account, run.Recipe.Subject, content, cancellationToken).ConfigureAwait(false);
        if (_templates.Count >= Capacity)
            _templates.Clear();
        return _templates[run.Id] = set;
    }
}

using Ses.Ledger;
using Ses.Primitives;
using Ses.Templates;

namespace Ses.SendingTasks.Internal;

/// <summary>The variables that a run's template wants; kept for the runs that were expanded last.</summary>
internal sealed class RunContents(SesServices services)
{
    private const int Capacity = 64;

    private readonly Dictionary<MessageId, IReadOnlyList<TemplateVariable>> _variables = [];

    public async ValueTask<IReadOnlyList<TemplateVariable>> VariablesAsync(MailMessage run, CancellationToken cancellationToken)
    {
        if (_variables.TryGetValue(run.Id, out var known))
            return known;
        var content = (RecipeContent.FromTemplate)run.Recipe.Content;
        var set = await services.Templates.LoadAsync(run.Account, run.Recipe.Subject, content, cancellationToken).ConfigureAwait(false);
        if (_variables.Count >= Capacity)
            _variables.Clear();
        return _variables[run.Id] = set.Variables;
    }
}

using Ses.Ledger;
using Ses.Primitives;
using Ses.Templates;

namespace Ses.Storage.InMemory.Rooms;

internal sealed class TemplateRoom(Tables tables) : ITemplateStore
{
    public ValueTask<MailTemplate?> AddAsync(MailTemplate template, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            if (Named(template.Account, template.Name) is not null)
                return new((MailTemplate?)null);
            var added = template with { Id = new(tables.NextId(template.Account, "template")), Version = 1 };
            tables.Templates.Add((added.Account, added.Id), new([added], IsRemoved: false));
            return new(added);
        }
    }

    public ValueTask<UpdateTemplateResult> UpdateAsync(MailTemplate template, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            if (!tables.Templates.TryGetValue((template.Account, template.Id), out var row) || row.IsRemoved)
                return new(UpdateTemplateResult.NotFound);
            if (row.Current.Version + 1 != template.Version)
                return new(UpdateTemplateResult.VersionConflict);
            if (Named(template.Account, template.Name) is { } other && other.Id != template.Id)
                return new(UpdateTemplateResult.NameTaken);
            row.Versions.Add(template);
            return new(UpdateTemplateResult.Updated);
        }
    }

    public ValueTask<MailTemplate?> FindAsync(AccountId account, TemplateId template, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Templates.TryGetValue((account, template), out var row) && !row.IsRemoved ? row.Current : null);
    }

    public ValueTask<MailTemplate?> FindByNameAsync(AccountId account, string name, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(Named(account, name));
    }

    public ValueTask<MailTemplate?> FindVersionAsync(AccountId account, TemplateVersionRef version, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
            return new(tables.Templates.TryGetValue((account, version.Template), out var row) ? row.Versions.Find(template => template.Version == version.Version) : null);
    }

    public ValueTask<Page<MailTemplate>> ListAsync(AccountId account, string? search, PageRequest page, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            var rows = tables.Templates.Values
                .Where(row => !row.IsRemoved && row.Current.Account == account)
                .Select(row => row.Current)
                .Where(template => search is null || template.Name.Contains(search, StringComparison.OrdinalIgnoreCase));
            return new(Paging.Page(rows, template => Paging.Key(template.Id.Value), page));
        }
    }

    public ValueTask<bool> RemoveAsync(AccountId account, TemplateId template, CancellationToken cancellationToken)
    {
        lock (tables.Transaction)
        {
            if (!tables.Templates.TryGetValue((account, template), out var row) || row.IsRemoved)
                return new(false);
            tables.Templates[(account, template)] = row with { IsRemoved = true };
            return new(true);
        }
    }

    private MailTemplate? Named(AccountId account, string name) => tables.Templates.Values
        .FirstOrDefault(row => !row.IsRemoved && row.Current.Account == account && row.Current.Name == name)?.Current;
}

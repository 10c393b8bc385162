using Ses.Ledger;
using Ses.Primitives;
using Ses.Storage.Sql.Dialects;
using Ses.Storage.Sql.Json;
using Ses.Storage.Sql.Operations;
using Ses.Templates;

namespace Ses.Storage.Sql.Rooms;

internal sealed class SqlTemplateStore(SqlStore store) : ITemplateStore
{
    private const string From = " FROM ses_templates t JOIN ses_template_versions v ON v.account = t.account AND v.template = t.id AND v.version = t.version ";

    private const string Find = $"SELECT v.payload {From} WHERE t.account = @account AND t.id = @id AND t.is_removed = 0";

    private const string FindByName = $"SELECT v.payload {From} WHERE t.account = @account AND t.name = @name AND t.is_removed = 0";

    private const string FindVersion = "SELECT payload FROM ses_template_versions WHERE account = @account AND template = @id AND version = @version";

    private const string List = $"SELECT v.payload {From} WHERE t.account = @account AND t.is_removed = 0 AND t.id > @after AND t.folded_name LIKE @part ESCAPE '\\' ORDER BY t.id LIMIT @size";

    private const string Count = "SELECT count(*) FROM ses_templates t WHERE t.account = @account AND t.is_removed = 0 AND t.folded_name LIKE @part ESCAPE '\\'";

    private const string Add = "INSERT INTO ses_templates (account, id, name, folded_name, version, is_removed) VALUES (@account, @id, @name, @folded, 1, 0)";

    private const string AddVersion = "INSERT INTO ses_template_versions (account, template, version, payload) VALUES (@account, @id, @version, @payload)";

    private const string Update = "UPDATE ses_templates SET name = @name, folded_name = @folded, version = @version WHERE account = @account AND id = @id";

    private const string Remove = "UPDATE ses_templates SET is_removed = 1 WHERE account = @account AND id = @id AND is_removed = 0";

    public async ValueTask<MailTemplate?> AddAsync(MailTemplate template, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Accept, (session, token) => AddAsync(session, template, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<UpdateTemplateResult> UpdateAsync(MailTemplate template, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(WritePriority.Accept, (session, token) => UpdateAsync(session, template, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<MailTemplate?> FindAsync(AccountId account, TemplateId template, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync((session, token) => session.Sql(Find).With("account", account.Value).With("id", template.Value).FindAsync(Read, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<MailTemplate?> FindByNameAsync(AccountId account, string name, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync((session, token) => FindByNameAsync(session, account, name, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<MailTemplate?> FindVersionAsync(AccountId account, TemplateVersionRef version, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            (session, token) => session.Sql(FindVersion).With("account", account.Value).With("id", version.Template.Value).With("version", version.Version).FindAsync(Read, token),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Page<MailTemplate>> ListAsync(AccountId account, string? search, PageRequest page, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.ReadAsync(
            (session, token) => Paging.ReadAsync(
                session, List, Count,
                query => query.With("account", account.Value).With("part", Paging.Part(search?.ToUpperInvariant())).With("after", Paging.NumberOf(page.After, 0)),
                Read, template => Paging.Key(template.Id.Value), page, token),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RemoveAsync(AccountId account, TemplateId template, CancellationToken cancellationToken)
    {
        var database = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await database.WriteAsync(
            WritePriority.Accept,
            async (session, token) => await session.Sql(Remove).With("account", account.Value).With("id", template.Value).RunAsync(token).ConfigureAwait(false) == 1,
            cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<MailTemplate?> AddAsync(SqlSession session, MailTemplate template, CancellationToken cancellationToken)
    {
        // Who adds at once comes one behind the other, so that no number is given out for a name that is taken.
        await session.LockAsync($"templates/{template.Account}", cancellationToken).ConfigureAwait(false);
        if (await FindByNameAsync(session, template.Account, template.Name, cancellationToken).ConfigureAwait(false) is not null)
            return null;
        var id = await LastIds.NextAsync(session, template.Account, "template", cancellationToken).ConfigureAwait(false);
        var added = template with { Id = new(id), Version = 1 };
        await Fill(session.Sql(Add), added).RunAsync(cancellationToken).ConfigureAwait(false);
        await AddVersionAsync(session, added, cancellationToken).ConfigureAwait(false);
        return added;
    }

    private static async ValueTask<UpdateTemplateResult> UpdateAsync(SqlSession session, MailTemplate template, CancellationToken cancellationToken)
    {
        await session.LockAsync($"templates/{template.Account}", cancellationToken).ConfigureAwait(false);
        var version = await session.Sql("SELECT version FROM ses_templates WHERE account = @account AND id = @id AND is_removed = 0 /*pg FOR UPDATE*/")
            .With("account", template.Account.Value).With("id", template.Id.Value).ListAsync(row => row.Int(), cancellationToken).ConfigureAwait(false);
        if (version.Count == 0)
            return UpdateTemplateResult.NotFound;
        if (version[0] + 1 != template.Version)
            return UpdateTemplateResult.VersionConflict;
        if (await FindByNameAsync(session, template.Account, template.Name, cancellationToken).ConfigureAwait(false) is { } other && other.Id != template.Id)
            return UpdateTemplateResult.NameTaken;
        await Fill(session.Sql(Update), template).With("version", template.Version).RunAsync(cancellationToken).ConfigureAwait(false);
        await AddVersionAsync(session, template, cancellationToken).ConfigureAwait(false);
        return UpdateTemplateResult.Updated;
    }

    private static async ValueTask AddVersionAsync(SqlSession session, MailTemplate template, CancellationToken cancellationToken) =>
        await session.Sql(AddVersion)
            .With("account", template.Account.Value).With("id", template.Id.Value).With("version", template.Version).With("payload", StorageJson.Write(template))
            .RunAsync(cancellationToken).ConfigureAwait(false);

    private static ValueTask<MailTemplate?> FindByNameAsync(SqlSession session, AccountId account, string name, CancellationToken cancellationToken) =>
        session.Sql(FindByName).With("account", account.Value).With("name", name).FindAsync(Read, cancellationToken);

    private static SqlQuery Fill(SqlQuery query, MailTemplate template) => query
        .With("account", template.Account.Value).With("id", template.Id.Value).With("name", template.Name).With("folded", template.Name.ToUpperInvariant());

    private static MailTemplate Read(SqlRow row) => StorageJson.Read<MailTemplate>(row.Text());
}

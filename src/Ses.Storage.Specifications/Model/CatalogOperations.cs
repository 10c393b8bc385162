using Ses.Domains;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Recipients;
using Ses.Templates;

namespace Ses.Storage.Specifications.Model;

internal sealed record AddDomain(int Domain, int Kind) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run) => await run.Storage.Domains.AddAsync(
        new()
        {
            Account = ModelRun.Accounts[Kind / 9],
            Name = ModelRun.Pick(ModelRun.Domains, Domain),
            Records = [new(DomainRecordPurpose.Spf, "TXT", "shop.example", "v=spf1 -all")],
            Keys = [new("ses1", "MIIB", new byte[] { 1, 2, (byte)Kind }, run.Now)],
            Level = 1 + Kind,
            CreatedAt = run.Now,
            NextCheckAt = Kind % 3 == 0 ? null : run.Now.AddSeconds(Kind),
        },
        run.Token);
}

internal sealed record UpdateDomain(int Domain, int Level, bool IsStale) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        await new AddDomain(Domain, Kind: 0).RunAsync(run);
        var domain = await run.Storage.Domains.FindAsync(ModelRun.Accounts[0], ModelRun.Pick(ModelRun.Domains, Domain), run.Token);
        return await run.Storage.Domains.UpdateAsync(
            domain! with { Level = Level, CheckedAt = run.Now, NextCheckAt = run.Now.AddSeconds(Level), Version = domain.Version + (IsStale ? 1 : 0) }, run.Token);
    }
}

internal sealed record RemoveDomain(int Domain, int Account) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run) =>
        await run.Storage.Domains.RemoveAsync(ModelRun.Accounts[Account / 9], ModelRun.Pick(ModelRun.Domains, Domain), run.Token);
}

internal sealed record AddAddress(int Address, int Max) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run) =>
        await run.Storage.Addresses.AddAsync(new(ModelRun.Accounts[0], ModelRun.Recipient(Address % 6), ModelRun.Pick(ModelRun.Names, Max), run.Now), 1 + (Max % 3), run.Token);
}

internal sealed record ChangeAddress(int Address, bool Removes) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run) => Removes
        ? await run.Storage.Addresses.RemoveAsync(ModelRun.Accounts[0], ModelRun.Recipient(Address % 6), run.Token)
        : await run.Storage.Addresses.UpdateAsync(new(ModelRun.Accounts[0], ModelRun.Recipient(Address % 6), "новое имя", run.Now), run.Token);
}

internal sealed record AddTemplate(int Name, int Account) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var template = new MailTemplate
        {
            Account = ModelRun.Accounts[Account / 9],
            Id = default,
            Name = ModelRun.Pick(ModelRun.Names, Name),
            Type = TemplateType.Html,
            Version = 1,
            Source = "{{ имя }}",
            Variables = [new("имя", true)],
            CreatedAt = run.Now,
            UpdatedAt = run.Now,
        };
        var added = await run.Storage.Templates.AddAsync(template, run.Token);
        if (added is { Account.Value: "default" })
            run.Templates.Add(added.Id);
        return added;
    }
}

internal sealed record UpdateTemplate(int Template, int Name, bool IsStale) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        if (run.Templates.Count == 0)
            await new AddTemplate(Name, Account: 0).RunAsync(run);
        var template = (await run.Storage.Templates.FindVersionAsync(ModelRun.Accounts[0], new(ModelRun.Pick(run.Templates, Template), 1), run.Token))!;
        var current = await run.Storage.Templates.FindAsync(template.Account, template.Id, run.Token);
        return await run.Storage.Templates.UpdateAsync(
            template with { Name = ModelRun.Pick(ModelRun.Names, Name), Version = (current?.Version ?? 1) + (IsStale ? 0 : 1), UpdatedAt = run.Now }, run.Token);
    }
}

internal sealed record RemoveTemplate(int Template) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run) => await run.Storage.Templates.RemoveAsync(ModelRun.Accounts[0], new(1 + (Template % 3)), run.Token);
}

internal sealed record AddGroup(int Name, int Description) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var added = await run.Storage.Recipients.AddAsync(
            new(ModelRun.Accounts[0], default, ModelRun.Pick(ModelRun.Names, Name), ModelRun.Pick(ModelRun.Names, Description), 0, run.Now), run.Token);
        if (added is not null)
            run.Groups.Add(added.Id);
        return added;
    }
}

internal sealed record AddMembers(int Group, int First, int Count, int Import) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        if (run.Groups.Count == 0)
            await new AddGroup(0, 0).RunAsync(run);
        var members = Enumerable.Range(First, Count).Select(ModelRun.Recipient).DistinctBy(address => address.NormalForm).Select(address => new GroupMember(address, $"{{\"n\":{Count}}}")).ToList();
        var import = Import % 2 == 0 ? null : new ImportState("file 1", 1 + (Import / 3), First, "{}", Count % 2 == 0);
        return await run.Storage.Recipients.AddMembersAsync(new(ModelRun.Accounts[0], ModelRun.Pick(run.Groups, Group), members, 12, import), run.Token);
    }
}

internal sealed record RemoveMember(int Group, int Member) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run) =>
        await run.Storage.Recipients.RemoveMemberAsync(ModelRun.Accounts[0], new(1 + (Group % 2)), AddressHash.Of(ModelRun.Recipient(Member)), run.Token);
}

internal sealed record RemoveGroup(int Group) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run) => await run.Storage.Recipients.RemoveAsync(ModelRun.Accounts[0], new(1 + (Group % 2)), run.Token);
}

internal sealed record Block(int Address, int Reason, int Domain, int Hours) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run)
    {
        var entry = new BlockEntry(
            ModelRun.Pick(ModelRun.Accounts, Hours / 8),
            ModelRun.Recipient(Address),
            (BlockReason)(1 + (Reason % 5)),
            Domain % 4 == 3 ? null : ModelRun.Pick(ModelRun.Domains, Domain),
            run.Now,
            Hours % 3 == 0 ? null : run.Now.AddHours(Hours),
            "замечание");
        return await run.Storage.Blocklists.PutAsync([entry, entry with { SenderDomain = null }], run.Token);
    }
}

internal sealed record Unblock(int Address, int Reason) : ModelOperation
{
    public override async ValueTask<object?> RunAsync(ModelRun run) => await run.Storage.Blocklists.RemoveAsync(
        ModelRun.Accounts[0], (BlockReason)(1 + (Reason % 5)), [AddressHash.Of(ModelRun.Recipient(Address)), AddressHash.Of(ModelRun.Recipient(Address + 1))], run.Token);
}

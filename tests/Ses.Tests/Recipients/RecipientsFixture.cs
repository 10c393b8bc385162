using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Ses.Recipients;
using Ses.Storage.InMemory;

namespace Ses.Tests.Recipients;

/// <summary>A client over a store in memory, and one group.</summary>
internal sealed class RecipientsFixture
{
    private RecipientsFixture(IRecipientGroups groups, RecipientGroup group) => (Groups, Group) = (groups, group);

    public IRecipientGroups Groups { get; }

    public RecipientGroup Group { get; }

    public static async Task<RecipientsFixture> CreateAsync(Action<SesOptions>? configure = null, Storage.ISesStorage? storage = null)
    {
        var services = new ServiceCollection();
        services.AddSes(ses => ses.UseStorage(_ => storage ?? new InMemoryStorage()).Configure(options => configure?.Invoke(options)));
        var groups = services.BuildServiceProvider().GetRequiredService<ISesClient>().Recipients;
        return new(groups, await groups.CreateAsync("readers", "Readers of the letter", Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<ImportReport> ImportAsync(string csv, CsvImportOptions? options = null) => ImportAsync(Encoding.UTF8.GetBytes(csv), options);

    public Task<ImportReport> ImportAsync(byte[] csv, CsvImportOptions? options = null, IProgress<ImportProgress>? progress = null) =>
        Groups.ImportCsvAsync(Group.Id, new MemoryStream(csv), options, progress, Token);

    public async Task<IReadOnlyList<GroupMember>> MembersAsync() => (await Groups.ListMembersAsync(Group.Id, new(Size: 1_000), Token)).Items;

    public async Task<IReadOnlyList<string>> AddressesAsync() => [.. (await MembersAsync()).Select(member => member.Address.ToString())];
}

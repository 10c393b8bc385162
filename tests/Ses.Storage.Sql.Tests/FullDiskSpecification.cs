using Microsoft.Extensions.DependencyInjection;
using Ses.Judges;
using Ses.Sending;
using Ses.Testing;

namespace Ses.Storage.Sql.Tests;

/// <summary>A store on a disk that is really full: a small one in memory.</summary>
public abstract class FullDiskSpecification
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>How large the disk is, so that some letters of 20 KB find room beside an empty store.</summary>
    protected abstract int Megabytes { get; }

    /// <summary>How a host says that its store is on the disk.</summary>
    protected abstract Task<Action<SesBuilder>> PlaceAsync(SmallDisk disk);

    [Fact]
    public async Task What_could_not_be_stored_was_not_accepted_and_all_else_is_sent_once_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(Megabytes);
        try
        {
            await FillAsync(disk);
        }
        finally
        {
            await LeaveAsync();
        }
    }

    /// <summary>What the running engine does meanwhile.</summary>
    protected virtual Task WhileItIsFullAsync(SimulatedMailServer server) => Task.CompletedTask;

    /// <summary>Lets go of the disk.</summary>
    protected virtual Task LeaveAsync() => Task.CompletedTask;

    private async Task FillAsync(SmallDisk disk)
    {
        await using var server = SimulatedMailServer.Start(new() { OfferStartTls = false });
        var dns = new InMemoryDns();
        await using var services = new ServiceCollection()
            .AddSes(await PlaceAsync(disk))
            .AddSes(ses => ses.UseSmtp(smtp => smtp.Relay("127.0.0.1", server.Port)).UseDns(_ => dns).UseUnlimited())
            .BuildServiceProvider();
        var client = services.GetRequiredService<ISesClient>();
        await dns.CreateVerifiedAsync(client, "news.example", Token);
        for (var i = 0; i < 5; i++)
            await client.SendAsync(Letter($"before{i}@reader.example"), Token);

        disk.Fill();
        var accepted = 5;
        SesException? refused = null;
        // What finds room in the blocks that the store already has still gets in; then no more.
        while (refused is null && accepted < 500)
        {
            refused = await AcceptAsync(client, Letter($"during{accepted}@reader.example"));
            accepted += refused is null ? 1 : 0;
        }

        Assert.NotNull(refused);
        Assert.Equal((SesErrorCode.StorageFailed, true), (refused.Code, refused.IsTransient));
        Assert.Contains("is full: free some space", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = services.GetRequiredService<SesEngine>().RunAsync(stop.Token);
        await WhileItIsFullAsync(server);
        disk.MakeRoom();
        await server.Log.WaitForAcceptedAsync(accepted, Token).WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, Token);
        await client.SendAsync(Letter("behind@reader.example"), Token);
        await server.Log.WaitForAcceptedAsync(accepted + 1, Token).WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, Token);
        await stop.CancelAsync();
        await running;
        Assert.Equal(accepted + 1, (await client.Statistics.GetTotalAsync(new(), Token)).Requests);
        Assert.Equal(accepted + 1, server.Log.AcceptedPerRecipient.Count);
        Assert.All(server.Log.AcceptedPerRecipient.Values, times => Assert.Equal(1, times));
    }

    private static SendRequest Letter(string to) => new() { From = "editor@news.example", To = [to], Subject = "Hello", Text = new string('x', 20_000) };

    private static async Task<SesException?> AcceptAsync(ISesClient client, SendRequest letter)
    {
        try
        {
            await client.SendAsync(letter, Token);
            return null;
        }
        catch (SesException error)
        {
            return error;
        }
    }
}

using System.Data.Common;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Sending;

namespace Ses.Storage.Sql.Tests;

/// <summary>An order and its mail commit or vanish together, on either database.</summary>
public abstract class EnlistSpecification
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_and_its_mail_commit_together_with_plain_ado_net()
    {
        await using var shop = await OpenAsync();
        await using var connection = await shop.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await InsertAsync(transaction, 1, "ada");
        var receipt = await shop.Client.Enlist(transaction).SendAsync(LetterTo("ada@example.net"), Token);
        await transaction.CommitAsync(Token);

        shop.Run();
        var row = Assert.Single(await shop.SettledAsync(receipt.Message));
        Assert.Equal((DeliveryState.Delivered, "ada@example.net"), (row.State, row.Recipient.ToString()));
        Assert.Equal(["ada"], await shop.OrdersAsync());
        Assert.Equal(["ada@example.net"], shop.Sent);
    }

    [Fact]
    public async Task Both_vanish_when_the_transaction_is_rolled_back()
    {
        await using var shop = await OpenAsync();
        shop.Run();
        MessageId vanished, kept;
        await using (var connection = await shop.ConnectAsync())
        {
            await using (var transaction = await connection.BeginTransactionAsync(Token))
            {
                await InsertAsync(transaction, 1, "eve");
                vanished = (await shop.Client.Enlist(transaction).SendAsync(LetterTo("eve@example.net"), Token)).Message;
                await transaction.RollbackAsync(Token);
            }

            await using (var transaction = await connection.BeginTransactionAsync(Token))
            {
                await InsertAsync(transaction, 2, "bob");
                kept = (await shop.Client.Enlist(transaction).SendAsync(LetterTo("bob@example.net"), Token)).Message;
                await transaction.CommitAsync(Token);
            }
        }

        await shop.SettledAsync(kept);
        Assert.Empty(await shop.Client.MailLog.ListDeliveriesAsync(vanished, Token).ToListAsync(Token));
        Assert.Equal(["bob"], await shop.OrdersAsync());
        Assert.Equal(["bob@example.net"], shop.Sent);
    }

    [Fact]
    public async Task A_transaction_that_dapper_is_given_does_as_well()
    {
        await using var shop = await OpenAsync();
        await using var connection = await shop.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await connection.ExecuteAsync("INSERT INTO orders (id, customer) VALUES (@Id, @Customer)", new { Id = 1, Customer = "ada" }, transaction);
        var receipts = await shop.Client.Enlist(transaction).SendManyAsync([LetterTo("ada@example.net"), LetterTo("office@shop.example")], Token);
        await transaction.CommitAsync(Token);

        shop.Run();
        foreach (var receipt in receipts)
            Assert.Equal(DeliveryState.Delivered, Assert.Single(await shop.SettledAsync(receipt.Message)).State);
        Assert.Equal(["ada"], await shop.OrdersAsync());
    }

    [Fact]
    public async Task Entity_frameworks_current_transaction_does_as_well()
    {
        await using var shop = await OpenAsync();
        await using var orders = Context();
        await using (var transaction = await orders.Database.BeginTransactionAsync(Token))
        {
            orders.Add(new Order { Id = 1, Customer = "ada" });
            await orders.SaveChangesAsync(Token);
            var receipt = await shop.Client.Enlist(orders.Database.CurrentTransaction!.GetDbTransaction()).SendAsync(LetterTo("ada@example.net"), Token);
            await transaction.CommitAsync(Token);

            shop.Run();
            await shop.SettledAsync(receipt.Message);
        }

        await using (var transaction = await orders.Database.BeginTransactionAsync(Token))
        {
            orders.Add(new Order { Id = 2, Customer = "eve" });
            await orders.SaveChangesAsync(Token);
            await shop.Client.Enlist(transaction.GetDbTransaction()).SendAsync(LetterTo("eve@example.net"), Token);
            await transaction.RollbackAsync(Token);
        }

        Assert.Equal(["ada"], await shop.OrdersAsync());
        Assert.Equal(["ada@example.net"], shop.Sent);
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_is_said_at_once_and_nothing_is_handed_over()
    {
        await using var shop = await OpenAsync();
        await using var connection = await shop.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var wrong = await Assert.ThrowsAsync<SesValidationException>(() => shop.Client.Enlist(transaction).SendManyAsync(
            [LetterTo("ada@example.net"), LetterTo("no address") with { Subject = "" }, LetterTo("bob@example.net") with { From = "me@elsewhere.example" }], Token));

        Assert.Equal(["requests[1].Subject", "requests[1].To[0]", "requests[2].From"], wrong.Errors.Select(error => error.Field).Order());
        Assert.Equal(0L, Convert.ToInt64(await ScalarAsync(transaction, $"SELECT count(*) FROM {Submissions}"), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_message_that_is_handed_over_twice_by_a_crash_is_admitted_once()
    {
        await using var shop = await OpenAsync();
        await using var connection = await shop.ConnectAsync();
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            var receipt = await shop.Client.Enlist(transaction).SendAsync(LetterTo("ada@example.net"), Token);
            await transaction.CommitAsync(Token);
            // As if the process had died between admitting the message and taking it off the table.
            await ((SesClient)shop.Client).Pipeline.RunAsync(LetterTo("ada@example.net"), receipt.Message, Token);
            shop.Run();
            await shop.SettledAsync(receipt.Message);
            await EmptyAsync(connection);
        }

        Assert.Equal(["ada@example.net"], shop.Sent);
        Assert.Equal(1, (await shop.Client.Statistics.GetTotalAsync(new(), Token)).Requests);
    }

    [Fact]
    public async Task A_message_that_can_no_longer_be_admitted_stands_aside_with_its_error()
    {
        await using var shop = await OpenAsync();
        await using var connection = await shop.ConnectAsync();
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            await shop.Client.Enlist(transaction).SendAsync(LetterTo("ada@example.net"), Token);
            await transaction.CommitAsync(Token);
        }

        await shop.Client.Domains.DeleteAsync("shop.example", Token);
        shop.Run();
        string? error = null;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (error is null)
        {
            error = await ScalarAsync(connection, $"SELECT error FROM {Submissions}") as string;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }

        Assert.Contains("shop.example is not a sender domain", error, StringComparison.Ordinal);
        Assert.Empty(shop.Sent);
    }

    [Fact]
    public async Task A_transaction_that_has_ended_is_refused()
    {
        await using var shop = await OpenAsync();
        await using var connection = await shop.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var mail = shop.Client.Enlist(transaction);
        await transaction.CommitAsync(Token);

        await Assert.ThrowsAnyAsync<Exception>(() => mail.SendAsync(LetterTo("ada@example.net"), Token));
        Assert.Equal(0L, Convert.ToInt64(await ScalarAsync(connection, $"SELECT count(*) FROM {Submissions}"), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_transaction_on_another_database_is_refused_with_the_line_that_mends_it()
    {
        await using var shop = await OpenAsync();
        await using var elsewhere = await ConnectElsewhereAsync();
        await using var transaction = await elsewhere.BeginTransactionAsync(Token);
        var error = Assert.Throws<SesException>(() => shop.Client.Enlist(transaction));
        Assert.Equal(SesErrorCode.NotConfigured, error.Code);
        Assert.Contains("they commit together only in one", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The table of what was handed over, by its name in SQL.</summary>
    protected abstract string Submissions { get; }

    /// <summary>Opens a shop on a database of its own.</summary>
    protected abstract Task<Shop> OpenAsync();

    /// <summary>The shop's orders by Entity Framework.</summary>
    protected abstract OrdersContext Context();

    /// <summary>A connection to some other database.</summary>
    protected abstract Task<DbConnection> ConnectElsewhereAsync();

    private static SendRequest LetterTo(string recipient) => new() { From = "orders@shop.example", To = [recipient], Subject = "Your order", Text = "Thank you." };

    private static async Task InsertAsync(DbTransaction transaction, int id, string customer)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO orders (id, customer) VALUES ({id}, '{customer}')";
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<object?> ScalarAsync(DbTransaction transaction, string sql)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Token);
    }

    private static async Task<object?> ScalarAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Token);
    }

    private async Task EmptyAsync(DbConnection connection)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (Convert.ToInt64(await ScalarAsync(connection, $"SELECT count(*) FROM {Submissions}"), System.Globalization.CultureInfo.InvariantCulture) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
    }
}

/// <summary>An order.</summary>
public sealed class Order
{
    public int Id { get; set; }

    public string Customer { get; set; } = "";
}

/// <summary>The orders by Entity Framework.</summary>
public sealed class OrdersContext(DbContextOptions<OrdersContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Order>(order =>
    {
        order.ToTable("orders");
        order.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
        order.Property(row => row.Customer).HasColumnName("customer");
    });
}

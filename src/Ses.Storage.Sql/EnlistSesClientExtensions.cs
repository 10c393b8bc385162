using System.Data.Common;
using Ses.Storage.Sql;
using Ses.Storage.Sql.Enlisting;

#pragma warning disable IDE0130 // A host that uses Ses finds its extensions without another using.
namespace Ses;
#pragma warning restore IDE0130

/// <summary>Sends mail within the caller's own database transaction.</summary>
public static class EnlistSesClientExtensions
{
    /// <summary>
    /// Sends within a transaction on the database that Ses is in: an order and its mail commit or vanish together. The transaction may be ADO.NET's own, the one that
    /// Dapper is given, or EF Core's <c>context.Database.CurrentTransaction.GetDbTransaction()</c>.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="transaction">An open transaction.</param>
    public static EnlistedMail Enlist(this ISesClient client, DbTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(transaction);
        if (client is not SesClient own)
            throw new ArgumentException("Only the client that AddSes() registers can enlist in a transaction.", nameof(client));
        if (own.Services.Storage is not SqlStorage storage)
        {
            throw new SesException(
                SesErrorCode.NotConfigured,
                "Enlist(transaction) needs Ses in the same database as the transaction: services.AddSes(ses => ses.UseSqlite(\"…\") …) or ses.UsePostgreSql(\"…\").");
        }

        if (transaction.Connection is not { } connection)
            throw new ArgumentException("The transaction has ended: call ses.Enlist(transaction) before it is committed or rolled back.", nameof(transaction));
        storage.Store.ThrowIfElsewhere(connection);
        return new(own, transaction, storage.Store.Dialect);
    }
}

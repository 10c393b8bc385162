namespace Ses.Storage.Specifications;

/// <summary>What was accepted and what became of it: <see cref="Ledger.IMailLedger"/>.</summary>
public abstract partial class MailLedgerSpecification(StorageFixture fixture) : StorageSpecification(fixture);

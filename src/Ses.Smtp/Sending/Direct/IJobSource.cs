namespace Ses.Smtp.Sending.Direct;

/// <summary>Where a connection gets its work from.</summary>
internal interface IJobSource
{
    /// <summary>A job that waits; null where none does, or where a connection that has carried so many mails is to carry no more.</summary>
    SendJob? TryTake(int mails);

    /// <summary>A job that this connection could not even begin: it goes first on another one.</summary>
    void PutBack(SendJob job);
}

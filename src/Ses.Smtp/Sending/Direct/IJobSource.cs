namespace Ses.Smtp.Sending.Direct;

/// <summary>Where a connection gets its work from.</summary>
internal interface IJobSource
{
    /// <summary>A job that waits; null where none does, or where a connection that has carried so many mails is to carry no more.</summary>
    /// <param name="mails">So many.</param>
    /// <param name="isInAHurry">True where it must be a transactional one: the connection has such a mail in hand, which would wait until another is composed.</param>
    SendJob? TryTake(int mails, bool isInAHurry);

    /// <summary>A job that this connection could not even begin: it goes first on another one.</summary>
    void PutBack(SendJob job);
}

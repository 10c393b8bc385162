using System.Net.Sockets;
using MailKit;
using Ses.Delivery;

namespace Ses.Smtp.Sending.Relaying;

/// <summary>One transaction on one connection to a relay.</summary>
internal sealed class RelayAttempt(TransportRequest request, RelayPool pool)
{
    private RawMail? _mail;

    /// <summary>True where a kept connection turned out dead before the server took anything; the place in the pool is kept then.</summary>
    public bool WasStale { get; private set; }

    public async Task<TransportReply> RunAsync(RelayConnection connection, CancellationToken cancellationToken)
    {
        var wasUsed = connection.Sent > 0;
        try
        {
            var reply = await connection.SendAsync(request, mail => _mail = mail, cancellationToken).ConfigureAwait(false);
            var accepted = Describe(new TransportReply.Accepted(reply), connection);
            pool.Return(connection, request);
            return accepted;
        }
        catch (SmtpRefusedException refused)
        {
            return EndRefused(refused, connection, wasUsed);
        }
        catch (SendFencedException)
        {
            pool.Discard(connection);
            return new TransportReply.Fenced();
        }
        catch (Exception error) when (IsOfNetwork(error))
        {
            return EndLost(error, connection, wasUsed, cancellationToken);
        }
        catch
        {
            pool.Discard(connection);
            throw;
        }
    }

    private TransportReply EndRefused(SmtpRefusedException refused, RelayConnection connection, bool wasUsed)
    {
        var reply = Describe(new TransportReply.Refused(refused.Reply, refused.Phase), connection);
        if (refused.Reply.Code == 421 && wasUsed && refused.Phase == SmtpPhase.MailFrom)
        {
            connection.Dispose();
            WasStale = true;
        }
        else if (refused.Reply.Code == 421)
        {
            pool.Discard(connection);
        }
        else
        {
            pool.Return(connection, request);
        }

        return reply;
    }

    private TransportReply EndLost(Exception error, RelayConnection connection, bool wasUsed, CancellationToken cancellationToken)
    {
        var isWritten = _mail is { IsWritten: true };
        var reason = SmtpReplies.Sanitize(error.Message);
        var reply = Describe(
            isWritten ? new TransportReply.Uncertain($"lost behind the final dot: {reason}") : new TransportReply.Unreachable($"lost while sending: {reason}"), connection);
        if (!isWritten && cancellationToken.IsCancellationRequested)
        {
            pool.Discard(connection);
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }

        WasStale = wasUsed && !isWritten && error is not (OperationCanceledException or TimeoutException);
        if (WasStale)
            connection.Dispose();
        else
            pool.Discard(connection);
        return reply;
    }

    private static TransportReply Describe(TransportReply reply, RelayConnection connection) =>
        reply with { RemoteHost = connection.RemoteHost, SourceAddress = connection.SourceAddress, Tls = connection.Tls, Transcript = connection.Transcript };

    private static bool IsOfNetwork(Exception error) =>
        error is IOException or SocketException or ProtocolException or ServiceNotConnectedException or OperationCanceledException or ObjectDisposedException or TimeoutException;
}

using System.Buffers;
using System.Runtime.CompilerServices;
using Ses.Delivery;

namespace Ses.Smtp.Sending.Direct;

/// <summary>MAIL, RCPT and DATA of one mail: in one write where the server pipelines, else step by step; and each answer matched to its command.</summary>
internal sealed class Envelope(SmtpWire wire, ServerKeywords server, SmtpTimeouts timeouts)
{
    /// <summary>Appends all commands to what is written next. Only where the server pipelines.</summary>
    public void Append(OutgoingMail mail, MailContent output)
    {
        var start = output.Length;
        if (mail.IsBehindReset)
            output.Write("RSET\r\n"u8);
        mail.WriteMailFrom(output, server);
        mail.WriteRecipient(output);
        if (!mail.IsChunked)
            output.Write("DATA\r\n"u8);
        mail.Log.Sent(output.Written[start..]);
    }

    /// <summary>Sends the commands; without pipelining the answers are read, too, and the first refusal ends it.</summary>
    public async ValueTask SendAsync(OutgoingMail mail, MailContent commands)
    {
        if (server.Pipelining)
        {
            Append(mail, commands);
            await wire.WriteAsync(commands.Memory, timeouts.Block, "the envelope").ConfigureAwait(false);
            return;
        }

        if (mail.IsBehindReset)
        {
            await SendAsync(mail, commands, static (_, output, _) => output.Write("RSET\r\n"u8)).ConfigureAwait(false);
            await ReadResetAsync(mail).ConfigureAwait(false);
        }

        await SendAsync(mail, commands, static (mail, output, server) => mail.WriteMailFrom(output, server)).ConfigureAwait(false);
        await ReadAsync(mail, SmtpPhase.MailFrom).ConfigureAwait(false);
        if (mail.Refusal is not null)
            return;
        await SendAsync(mail, commands, static (mail, output, _) => mail.WriteRecipient(output)).ConfigureAwait(false);
        await ReadAsync(mail, SmtpPhase.Recipient).ConfigureAwait(false);
        if (mail.Refusal is not null || mail.IsChunked)
            return;
        await SendAsync(mail, commands, static (_, output, _) => output.Write("DATA\r\n"u8)).ConfigureAwait(false);
        await ReadAsync(mail, SmtpPhase.Data).ConfigureAwait(false);
    }

    /// <summary>Reads the answers to a pipelined envelope, each in its turn; 421 is the last one.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ReadRepliesAsync(OutgoingMail mail)
    {
        if (!server.Pipelining)
            return;
        if (mail.IsBehindReset)
            await ReadResetAsync(mail).ConfigureAwait(false);
        if (await ReadAsync(mail, SmtpPhase.MailFrom).ConfigureAwait(false)
            && await ReadAsync(mail, SmtpPhase.Recipient).ConfigureAwait(false)
            && !mail.IsChunked)
            await ReadAsync(mail, SmtpPhase.Data).ConfigureAwait(false);
    }

    private async ValueTask SendAsync(OutgoingMail mail, MailContent commands, Action<OutgoingMail, MailContent, ServerKeywords> write)
    {
        commands.Clear();
        write(mail, commands, server);
        mail.Log.Sent(commands.Written);
        await wire.WriteAsync(commands.Memory, timeouts.Block, "the envelope").ConfigureAwait(false);
    }

    // A server that cannot forget the mail before is of no use; that has nothing to do with this one.
    private async ValueTask ReadResetAsync(OutgoingMail mail)
    {
        var code = await wire.ReadReplyAsync(timeouts.MailFrom, "the answer to RSET", mail.Log).ConfigureAwait(false);
        if (code != 250)
            throw new WireException(WireFault.Lost, $"the server answered {code} to RSET");
    }

    // False where the server closes (421).
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReadAsync(OutgoingMail mail, SmtpPhase phase)
    {
        var (limit, step) = phase switch
        {
            SmtpPhase.MailFrom => (timeouts.MailFrom, "the answer to MAIL FROM"),
            SmtpPhase.Recipient => (timeouts.Recipient, "the answer to RCPT TO"),
            _ => (timeouts.Data, "the answer to DATA"),
        };
        var code = await wire.ReadReplyAsync(limit, step, mail.Log).ConfigureAwait(false);
        switch (code)
        {
            case 354 when phase == SmtpPhase.Data:
                mail.HasGoAhead = true;
                break;
            case 250 or 251 when phase != SmtpPhase.Data:
                mail.IsWelcome = true;
                break;
            case >= 400 and <= 599:
                if (mail.Refusal is null)
                    mail.Refuse(wire.Reply, phase);
                break;
            default:
                if (mail.Refusal is null)
                    throw new WireException(WireFault.Protocol, $"{step} is {code}, which means nothing there");
                break;
        }

        return code != 421;
    }
}

using System.Buffers;
using System.Runtime.CompilerServices;
using Ses.Delivery;
using Ses.Ledger;

namespace Ses.Smtp.Sending.Direct;

/// <summary>
/// The sending side of one connection that has been greeted (RFC 5321). Where the server pipelines (RFC 2920), an envelope goes out in one write, and the next mail's
/// envelope in the same write as the end of the mail before it; meanwhile the next mail is composed.
/// </summary>
internal sealed class ClientSession(SmtpWire wire, ServerKeywords server, SessionFacts facts, SmtpOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan QuitPatience = TimeSpan.FromSeconds(5);

    private readonly MailContent _commands = new();
    private readonly Envelope _envelope = new(wire, server, options.Timeouts);
    private readonly MailEndings _endings = new(facts);
    private readonly long _openedAt = time.GetTimestamp();
    private OutgoingMail _mail = new();
    private OutgoingMail _next = new();
    private bool _nextGoesAlong;
    private bool _needsReset;
    private bool _isSpent;
    private int _mails;

    /// <summary>Mails that it has carried.</summary>
    public int Mails => _mails;

    /// <summary>True where a mail was sent over it: from then on it may die of old age.</summary>
    public bool IsUsed => _mails > 0;

    /// <summary>True while another mail may go over it: young, and with nothing said by the server in between.</summary>
    public bool IsFit => !_isSpent && IsYoung && !wire.HasInput;

    private bool IsYoung => time.GetElapsedTime(_openedAt) < options.MaxConnectionAge;

    /// <summary>Carries a job, then whatever waits, until nothing does or the connection is no good any more. Every job taken is ended or put back.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ServeAsync(SendJob job, IJobSource jobs)
    {
        try
        {
            if (!await ComposeAsync(_mail, job).ConfigureAwait(false))
                return;
            var goesOn = await BeginAsync(_mail).ConfigureAwait(false);
            while (goesOn)
            {
                if (server.Pipelining)
                    await ComposeNextAsync(jobs).ConfigureAwait(false);
                await CarryAsync().ConfigureAwait(false);
                (_mail, _next) = (_next, _mail);
                goesOn = !_isSpent && (_mail.Stage == MailStage.Begun || (_mail.Stage == MailStage.Ready && await BeginAsync(_mail).ConfigureAwait(false)));
            }
        }
        catch (WireException lost)
        {
            _isSpent = true;
            _endings.EndLost(_mail, lost, IsUsed, jobs);
        }
        finally
        {
            _endings.Return(_mail, jobs);
            _endings.Return(_next, jobs);
            wire.EndWhole();
        }
    }

    /// <summary>Says QUIT, waits a little for the answer, and closes. Nothing depends on it.</summary>
    public async Task QuitAsync()
    {
        try
        {
            if (!_isSpent)
            {
                await wire.WriteAsync("QUIT\r\n"u8.ToArray(), QuitPatience, "QUIT").ConfigureAwait(false);
                await wire.ReadReplyAsync(QuitPatience, "the answer to QUIT", _mail.Log).ConfigureAwait(false);
            }
        }
        catch (WireException)
        {
            // It closes either way.
        }
        finally
        {
            wire.Dispose();
        }
    }

    public void Abort() => wire.Abort(WireFault.Canceled, "the transport is closing");

    public void Dispose() => wire.Dispose();

    // False where the job has ended already: it cannot go over this connection, or not at all.
    private async ValueTask<bool> ComposeAsync(OutgoingMail mail, SendJob job)
    {
        job.RideOn(wire);
        try
        {
            await mail.ComposeAsync(job, server).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // What a body's writer throws goes to who asked for the attempt; the connection is as good as before.
        catch (Exception error)
#pragma warning restore CA1031
        {
            mail.Stage = MailStage.Ended;
            job.Fail(error);
            return false;
        }

        facts.Open(mail.Log);
        if (mail.WhyNot(server) is { } why)
        {
            _endings.End(mail, new TransportReply.Refused(why.Reply, why.Phase));
            return false;
        }

        mail.MakeReady(server, options.UseChunking);
        return true;
    }

    private async ValueTask ComposeNextAsync(IJobSource jobs)
    {
        var isInAHurry = _mail.Request.Stream == MailStream.Transactional;
        while (IsYoung && jobs.TryTake(_mails + 1, isInAHurry) is { } job)
        {
            if (await ComposeAsync(_next, job).ConfigureAwait(false))
                return;
        }
    }

    // Sends an envelope by itself; false where the lease has run out.
    private async ValueTask<bool> BeginAsync(OutgoingMail mail)
    {
        if (_endings.EndFenced(mail))
            return false;
        _commands.Clear();
        mail.IsBehindReset = _needsReset;
        mail.Stage = MailStage.Begun;
        wire.BeginWhole(options.Timeouts.Transaction);
        await _envelope.SendAsync(mail, _commands).ConfigureAwait(false);
        return true;
    }

    // From the answers to the envelope to the mail's outcome. Where the next mail's envelope went along, it has begun behind this.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask CarryAsync()
    {
        var mail = _mail;
        _needsReset = false;
        await _envelope.ReadRepliesAsync(mail).ConfigureAwait(false);
        if (mail is { Refusal.Code: 421, RefusedAt: SmtpPhase.MailFrom } && IsUsed)
        {
            mail.TakeRefusalBack();
            throw new WireException(WireFault.Lost, "the server ended a kept connection with 421");
        }

        if (mail.Refusal is null)
            await HearUnaskedAsync(mail).ConfigureAwait(false);
        if (mail.Refusal is not null)
            await CloseRefusedAsync(mail).ConfigureAwait(false);
        else if (await WriteContentAsync(mail).ConfigureAwait(false))
            await ConcludeAsync(mail).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ConcludeAsync(OutgoingMail mail)
    {
        var code = await wire.ReadReplyAsync(options.Timeouts.EndOfData, "the answer to the mail", mail.Log).ConfigureAwait(false);
        _mails++;
        var reply = MailEndings.FinalReply(code, wire.Reply);
        _isSpent |= code == 421 || reply is TransportReply.Uncertain;
        _endings.End(mail, reply);
        wire.BeginWhole(options.Timeouts.Transaction);
    }

    // Before the content, the server has nothing more to say. If it has, its words could be taken for the answer to the content.
    private async ValueTask HearUnaskedAsync(OutgoingMail mail)
    {
        if (!wire.HasInput)
            return;
        var code = await wire.ReadReplyAsync(options.Timeouts.Data, "the mail", mail.Log).ConfigureAwait(false);
        _isSpent = true;
        if (code is < 400 or > 599)
            throw new WireException(WireFault.Protocol, $"the server said {code} unasked");
        mail.Refuse(wire.Reply, SmtpPhase.EndOfData);
    }

    private async ValueTask CloseRefusedAsync(OutgoingMail mail)
    {
        _mails++;
        _isSpent |= mail.Refusal!.Code == 421;
        _needsReset = true;
        _endings.End(mail, new TransportReply.Refused(mail.Refusal, mail.RefusedAt));
        if (!mail.HasGoAhead || _isSpent)
            return;
        // RFC 2920 §3.1: the server waits for content though it took no recipient. It gets none, and its answer is about nothing.
        await wire.WriteAsync(".\r\n"u8.ToArray(), options.Timeouts.Block, "the final dot").ConfigureAwait(false);
        _isSpent |= await wire.ReadReplyAsync(options.Timeouts.EndOfData, "the answer to the final dot", mail.Log).ConfigureAwait(false) == 421;
    }

    // False where the mail has ended: fenced, or the server spoke before its end.
    private async ValueTask<bool> WriteContentAsync(OutgoingMail mail)
    {
        mail.Log.Content(mail.Content.Length);
        if (mail.IsChunked)
        {
            _commands.Clear();
            mail.WriteChunkCommand(_commands);
            mail.Log.Sent(_commands.Written);
            await wire.WriteAsync(_commands.Memory, options.Timeouts.Block, "BDAT").ConfigureAwait(false);
        }
        else
        {
            mail.Content.Write(".\r\n"u8);
        }

        _nextGoesAlong = _next.Stage == MailStage.Ready && _next.Request.Fence.IsOpen;
        if (_nextGoesAlong)
            _envelope.Append(_next, mail.Content);
        try
        {
            if (await wire.WriteButLastAsync(mail.Content.Memory, options.Timeouts.Block, "the mail").ConfigureAwait(false) is { } last && MayFinish())
            {
                await wire.WriteAsync(last, options.Timeouts.Block, "the mail").ConfigureAwait(false);
                return true;
            }
        }
        catch (WireException lost) when (lost.Fault == WireFault.Lost)
        {
            if (!await HearPartingWordAsync(mail).ConfigureAwait(false))
                throw;
        }

        _isSpent = true;
        if (mail.Stage != MailStage.Ended && !await HearPartingWordAsync(mail).ConfigureAwait(false))
            throw new WireException(WireFault.Protocol, "the server said yes before the mail was written");
        return false;
    }

    // The fence is asked right before the write that ends the mail.
    private bool MayFinish()
    {
        if (_endings.EndFenced(_mail))
            return false;
        _mail.Stage = MailStage.Written;
        if (_nextGoesAlong)
            _next.Stage = MailStage.Begun;
        return true;
    }

    // A server that will not have the mail may say so while it comes, and close. False where it said something else.
    private async ValueTask<bool> HearPartingWordAsync(OutgoingMail mail)
    {
        if (await wire.ReadReplyAsync(options.Timeouts.Data, "the mail", mail.Log).ConfigureAwait(false) is < 400 or > 599)
            return false;
        _endings.End(mail, new TransportReply.Refused(wire.Reply, SmtpPhase.EndOfData));
        return true;
    }
}

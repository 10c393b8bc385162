using System.Globalization;
using System.Net.Security;
using System.Text;

namespace Ses.Smtp.Receiving;

/// <summary>
/// The receiving side of one SMTP connection (RFC 5321) with PIPELINING, 8BITMIME, SIZE, SMTPUTF8, CHUNKING, ENHANCEDSTATUSCODES and STARTTLS. What is
/// answered to senders, recipients and messages is the receiver's to say.
/// </summary>
internal sealed class SmtpSession(Stream connection, ISmtpReceiver receiver, SmtpSessionOptions options) : IAsyncDisposable
{
    private const int MaxCommandLength = 2_048;
    private const int MaxErrors = 20;

    private readonly StringBuilder _answers = new();
    private Stream? _stream;
    private SmtpLineReader _reader = null!;
    private DataReader _data = null!;
    private SmtpTransaction? _transaction;
    private bool _greeted;
    private bool _chunking;
    private int _errors;

    public bool IsTls { get; private set; }

    /// <summary>Talks until the connection ends, by either side.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Attach(connection);
        Answer(220, $"{options.HostName} ESMTP Ses");
        while (await _reader.ReadLineAsync(MaxCommandLength, cancellationToken).ConfigureAwait(false) is { } read)
        {
            // Only CRLF ends a line (RFC 5321 §2.3.8): a bare CR or LF may be a second command that someone smuggles in.
            var goesOn = read.IsTooLong ? Error(500, "5.5.2 the line is too long")
                : read.Line.Any(char.IsControl) ? Error(500, "5.5.2 the line has a control character")
                : await ExecuteAsync(read.Line, cancellationToken).ConfigureAwait(false);
            if (!goesOn || _errors >= MaxErrors)
                break;
        }

        if (_errors >= MaxErrors)
            Answer(421, "4.7.0 too many errors");
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
            await _stream.DisposeAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private void Attach(Stream stream)
    {
        _stream = stream;
        _reader = new(stream, FlushAsync);
        _data = new(_reader, options.MaxMessageOctets, receiver.WantsContent);
    }

    // False ends the connection.
    private async ValueTask<bool> ExecuteAsync(string line, CancellationToken cancellationToken)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var argument = space < 0 ? "" : line[(space + 1)..].Trim(' ');
        switch ((space < 0 ? line : line[..space]).ToUpperInvariant())
        {
            case "EHLO":
                return Hello(argument, extended: true);
            case "HELO":
                return Hello(argument, extended: false);
            case "MAIL":
                return await MailAsync(argument, cancellationToken).ConfigureAwait(false);
            case "RCPT":
                return await RecipientAsync(argument, cancellationToken).ConfigureAwait(false);
            case "DATA":
                return await DataAsync(cancellationToken).ConfigureAwait(false);
            case "BDAT":
                return await ChunkAsync(argument, cancellationToken).ConfigureAwait(false);
            case "STARTTLS" when argument.Length > 0:
                return Error(501, "5.5.4 STARTTLS has no parameter");
            case "STARTTLS":
                return await StartTlsAsync(cancellationToken).ConfigureAwait(false);
            case "RSET":
                EndTransaction();
                return Answer(250, "2.0.0 ok");
            case "NOOP":
                return Answer(250, "2.0.0 ok");
            case "VRFY":
                return Answer(252, "2.1.5 send mail and see");
            case "QUIT":
                Answer(221, "2.0.0 bye");
                return false;
            default:
                return Error(500, "5.5.1 unknown command");
        }
    }

    private bool Hello(string name, bool extended)
    {
        if (name.Length == 0)
            return Error(501, "5.5.4 a host name is needed");
        EndTransaction();
        _greeted = true;
        if (!extended)
            return Answer(250, options.HostName);
        List<string> lines = [options.HostName, "PIPELINING", $"SIZE {options.MaxMessageOctets}", "8BITMIME", "SMTPUTF8", "CHUNKING", "ENHANCEDSTATUSCODES"];
        if (options.Certificate is not null && !IsTls)
            lines.Add("STARTTLS");
        for (var i = 0; i < lines.Count; i++)
            _answers.Append(CultureInfo.InvariantCulture, $"250{(i < lines.Count - 1 ? '-' : ' ')}{lines[i]}\r\n");
        return true;
    }

    private async ValueTask<bool> MailAsync(string argument, CancellationToken cancellationToken)
    {
        if (!_greeted)
            return Error(503, "5.5.1 greet first");
        if (_transaction is not null)
            return Error(503, "5.5.1 a transaction is open already");
        if (SmtpPath.Read(argument, "FROM:") is not { } path)
            return Error(501, "5.1.7 MAIL FROM:<address> is expected");
        if (CheckParameters(path) is { } wrong)
            return Error(wrong.Code, wrong.Text);
        if (path.Parameters.TryGetValue("SIZE", out var size) && long.Parse(size!, CultureInfo.InvariantCulture) > options.MaxMessageOctets)
            return Answer(552, "5.3.4 the message is too large");
        var response = await receiver.OnSenderAsync(path.Address, cancellationToken).ConfigureAwait(false);
        if (response.IsPositive)
            _transaction = new(path.Address) { IsInternational = path.Parameters.ContainsKey("SMTPUTF8") };
        return Answer(response);
    }

    // What was not offered must not be asked for (RFC 5321 §4.1.1.11); addresses beyond ASCII need SMTPUTF8 (RFC 6531 §3.4).
    private static SmtpResponse? CheckParameters(SmtpPath path)
    {
        foreach (var (name, value) in path.Parameters)
        {
            switch (name.ToUpperInvariant())
            {
                case "SIZE" when !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _):
                    return new(501, "5.5.4 SIZE=octets is expected");
                case "BODY" when value?.ToUpperInvariant() is not ("7BIT" or "8BITMIME"):
                    return new(501, "5.5.4 BODY=7BIT or BODY=8BITMIME is expected");
                case "SMTPUTF8" when value is not null:
                    return new(501, "5.5.4 SMTPUTF8 has no value");
                case "SIZE" or "BODY" or "SMTPUTF8":
                    continue;
                default:
                    return new(555, "5.5.4 a parameter that was not offered");
            }
        }

        return path.Address is { NeedsSmtpUtf8: true } && !path.Parameters.ContainsKey("SMTPUTF8") ? new(553, "5.6.7 this address needs SMTPUTF8") : null;
    }

    private async ValueTask<bool> RecipientAsync(string argument, CancellationToken cancellationToken)
    {
        if (_transaction is null)
            return Error(503, "5.5.1 MAIL first");
        if (SmtpPath.Read(argument, "TO:") is not { Address: { } address } path)
            return Error(501, "5.1.3 RCPT TO:<address> is expected");
        if (_chunking)
            return Error(503, "5.5.1 BDAT has begun: go on with it");
        if (path.Parameters.Count > 0)
            return Error(555, "5.5.4 a parameter that was not offered");
        if (address.NeedsSmtpUtf8 && !_transaction.IsInternational)
            return Error(553, "5.6.7 this address needs SMTPUTF8");
        if (_transaction.Recipients.Count == options.MaxRecipients)
            return Answer(452, "4.5.3 too many recipients");
        var response = await receiver.OnRecipientAsync(_transaction, address, cancellationToken).ConfigureAwait(false);
        if (response.IsPositive)
            _transaction.Recipients.Add(address);
        return Answer(response);
    }

    private async ValueTask<bool> DataAsync(CancellationToken cancellationToken)
    {
        if (_chunking)
            return Error(503, "5.5.1 BDAT has begun: go on with it");
        if (_transaction is not { Recipients.Count: > 0 })
            return Error(503, "5.5.1 no recipient was accepted");
        Answer(354, "go ahead");
        return await _data.ReadDotEndedAsync(cancellationToken).ConfigureAwait(false) && await EndMessageAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> ChunkAsync(string argument, CancellationToken cancellationToken)
    {
        var words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2 || !long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var octets))
        {
            // How much content follows is unknown, so the connection cannot go on.
            Answer(501, "5.5.4 BDAT size [LAST] is expected");
            return false;
        }

        var isLast = words.Length == 2 && words[1].Equals("LAST", StringComparison.OrdinalIgnoreCase);
        var refused = _transaction is not { Recipients.Count: > 0 };
        if (!await _data.ReadOctetsAsync(octets, cancellationToken).ConfigureAwait(false))
            return false;
        if (refused)
        {
            _data.Reset();
            return Error(503, "5.5.1 no recipient was accepted");
        }

        _chunking = true;
        return isLast ? await EndMessageAsync(cancellationToken).ConfigureAwait(false) : Answer(250, $"2.0.0 {octets} octets");
    }

    private async ValueTask<bool> EndMessageAsync(CancellationToken cancellationToken)
    {
        var response = _data.IsTooLarge
            ? new SmtpResponse(552, "5.3.4 the message is too large")
            : await receiver.OnMessageAsync(_transaction!, _data.Content, cancellationToken).ConfigureAwait(false);
        EndTransaction();
        return Answer(response);
    }

    private async ValueTask<bool> StartTlsAsync(CancellationToken cancellationToken)
    {
        if (options.Certificate is null || IsTls)
            return Error(502, "5.5.1 not offered");
        Answer(220, "2.0.0 ready");
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        // What came along in plaintext is thrown away with its reader.
        var tls = new SslStream(_stream!, leaveInnerStreamOpen: true);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = options.Certificate }, cancellationToken).ConfigureAwait(false);
        Attach(tls);
        IsTls = true;
        _greeted = false;
        EndTransaction();
        return true;
    }

    private void EndTransaction()
    {
        _transaction = null;
        _chunking = false;
        _data.Reset();
    }

    private bool Answer(SmtpResponse response)
    {
        Answer(response.Code, response.Text);
        return !response.Closes;
    }

    private bool Answer(int code, string text)
    {
        if (code > 0)
            _answers.Append(CultureInfo.InvariantCulture, $"{code} {text}\r\n");
        return true;
    }

    private bool Error(int code, string text)
    {
        _errors++;
        return Answer(code, text);
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_answers.Length == 0)
            return;
        var bytes = Encoding.UTF8.GetBytes(_answers.ToString());
        _answers.Clear();
        await _stream!.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }
}

using System.Globalization;
using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;
using MailKitPeer;
using MimeKit;
using MimeKit.Cryptography;

// Sends the letter for ever over connections of MailKit's, composed and signed by MimeKit: as they come, or with the platform's RSA and sockets that do not wait.
if (args is not ["bouncycastle" or "native", var portText, var connectionsText, var key, var csv])
{
    Console.Error.WriteLine("MailKitPeer bouncycastle|native PORT CONNECTIONS KEY.pem RECIPIENTS.csv");
    return 2;
}

var (port, connections) = (int.Parse(portText, CultureInfo.InvariantCulture), int.Parse(connectionsText, CultureInfo.InvariantCulture));
var isNative = args[0] == "native";
var letter = new Letter(csv);
HeaderId[] signed = [HeaderId.From, HeaderId.To, HeaderId.Subject, HeaderId.Date, HeaderId.MessageId, HeaderId.MimeVersion, HeaderId.ContentType];
var number = 0;
await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(SendAsync)));
return 0;

async Task SendAsync()
{
    var signer = isNative ? new NativeRsaSigner(key) : new DkimSigner(key, "letters.harbour.example", "ses1");
    signer.HeaderCanonicalizationAlgorithm = signer.BodyCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed;
    using var client = new SmtpClient();
    if (isNative)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        await client.ConnectAsync(socket, "127.0.0.1", port, SecureSocketOptions.None);
    }
    else
    {
        await client.ConnectAsync("127.0.0.1", port, SecureSocketOptions.None);
    }

    while (true)
    {
        var message = letter.Compose(Interlocked.Increment(ref number));
        message.Prepare(EncodingConstraint.SevenBit);
        signer.Sign(message, signed);
        await client.SendAsync(message);
    }
}

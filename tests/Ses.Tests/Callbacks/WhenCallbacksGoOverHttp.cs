using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Ses.Callbacks;
using Ses.Callbacks.Internal;
using Ses.Sending;
using Ses.Testing;

namespace Ses.Tests.Callbacks;

public sealed class WhenCallbacksGoOverHttp
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_that_sends_tells_its_receiver_signed()
    {
        await using var hook = new HookReceiver();
        await using var server = SimulatedMailServer.Start();
        var dns = new InMemoryDns();
        await using var provider = new ServiceCollection()
            .AddSes(ses => ses.UseInMemory().UseSmtp().UseSimulatedMail(server, dns).Configure(options =>
            {
                options.Callbacks.AllowPrivateHosts = true;
                options.Callbacks.Ports.Add(hook.Port);
            }))
            .BuildServiceProvider();
        var client = provider.GetRequiredService<ISesClient>();
        await dns.CreateVerifiedAsync(client, "shop.example", Token);
        await provider.GetRequiredService<ICallbackEndpoints>().SetAsync($"http://127.0.0.1:{hook.Port}/ses?a=1", cancellationToken: Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = provider.GetRequiredService<SesEngine>().RunAsync(stop.Token);
        var receipt = await client.SendAsync(new SendRequest { From = "orders@shop.example", To = ["ada@reader.example"], Subject = "Hello", Text = "Hello" }, Token);
        await hook.WaitAsync(Token);
        await stop.CancelAsync();
        await running;

        var request = Assert.Single(hook.Requests);
        Assert.StartsWith("POST /ses?a=1 HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Equal("application/json; charset=utf-8", HookReceiver.HeaderOf(request, "Content-Type"));
        using var json = JsonDocument.Parse(HookReceiver.BodyOf(request));
        Assert.Equal(("delivered", receipt.Message.ToString()), (json.RootElement.GetProperty("event").GetString(), json.RootElement.GetProperty("bulkId").GetString()));
        Assert.Equal(HookReceiver.HeaderOf(request, "X-Ses-Event-Id"), json.RootElement.GetProperty("id").GetString());
        var (header, body) = (HookReceiver.HeaderOf(request, "X-Ses-Signature"), Encoding.UTF8.GetBytes(HookReceiver.BodyOf(request)));
        var secret = await client.Callbacks.GetSecretAsync(cancellationToken: Token);
        Assert.True(CallbackSignature.Verify(header, body, secret, TimeProvider.System.GetUtcNow()));
        // Stopped at once, the engine had put on record what the receiver said.
        var attempt = Assert.Single((await client.Callbacks.ListAttemptsAsync(cancellationToken: Token)).Items);
        Assert.Equal((CallbackResult.Succeeded, 204), (attempt.Result, attempt.StatusCode));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = new HookReceiver();
        await using var hook = new HookReceiver { Answer = _ => $"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:{elsewhere.Port}/\r\nContent-Length: 0\r\n\r\n" };
        var reply = await SendAsync(hook.Port);
        Assert.Equal(307, reply.StatusCode);
        Assert.Contains("redirects are not followed", reply.Detail, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Who_says_nothing_within_ten_seconds_has_failed()
    {
        await using var hook = new HookReceiver { Answer = _ => null };
        var clock = new VirtualClock(new(2027, 1, 4, 8, 0, 0, TimeSpan.Zero));
        var sending = SendAsync(hook.Port, time: clock);
        await hook.WaitAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(sending.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(new(null, "no answer within 10 s"), await sending);
    }

    [Fact]
    public async Task An_endless_answer_is_read_no_further_than_64_KB()
    {
        await using var hook = new HookReceiver { Answer = _ => $"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n{new string('x', 70_000)}" };
        var reply = await SendAsync(hook.Port);
        Assert.Equal((200, 65_536), (reply.StatusCode, reply.Detail!.Length));
    }

    [Fact]
    public async Task An_answer_whose_body_never_ends_has_succeeded_by_its_status()
    {
        await using var hook = new HookReceiver { Answer = _ => "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive!" };
        using var heads = new AnswerHeads(hook.Port);
        var clock = new VirtualClock(new(2027, 1, 4, 8, 0, 0, TimeSpan.Zero));
        var sending = SendAsync(hook.Port, time: clock);
        await heads.WaitAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(10.1));
        Assert.Equal(200, (await sending).StatusCode);
    }

    [Theory]
    [InlineData("not http at all\r\n\r\n")]
    [InlineData("")]
    [InlineData("HTTP/1.1 2xx Fine\r\n\r\n")]
    public async Task What_is_no_answer_is_none(string answer)
    {
        await using var hook = new HookReceiver { Answer = _ => answer.Length == 0 ? throw new IOException("closes") : answer };
        var reply = await SendAsync(hook.Port);
        Assert.Null(reply.StatusCode);
        Assert.NotNull(reply.Detail);
    }

    [Fact]
    public async Task Nobody_there_is_said()
    {
        int port;
        await using (var gone = new HookReceiver())
            port = gone.Port;
        Assert.Contains("refused", (await SendAsync(port)).Detail, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_name_that_leads_into_the_own_network_by_now_gets_nobody_there(string host)
    {
        await using var hook = new HookReceiver();
        var reply = await SendAsync(hook.Port, host, allowPrivate: false);
        Assert.Null(reply.StatusCode);
        Assert.Contains("a loopback address; callbacks go to public hosts only", reply.Detail, StringComparison.Ordinal);
        Assert.Empty(hook.Requests);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        using var key = RSA.Create(2048);
        using var own = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var certificate = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pfx), null);
        await using var hook = new HookReceiver(certificate);
        var reply = await SendAsync(hook.Port, "localhost", scheme: "https");
        Assert.Null(reply.StatusCode);
        Assert.Contains("certificate", reply.Detail, StringComparison.Ordinal);
        Assert.Empty(hook.Requests);
    }

    private static async Task<CallbackReply> SendAsync(int port, string host = "127.0.0.1", bool allowPrivate = true, string scheme = "http", TimeProvider? time = null)
    {
        var options = new CallbacksOptions { AllowPrivateHosts = allowPrivate };
        using var sender = new HttpCallbackSender(options, time ?? TimeProvider.System);
        return await sender.SendAsync(new() { Url = new($"{scheme}://{host}:{port}/"), Body = "{}"u8.ToArray(), Signature = "t=1,kid=1,v1=00", EventId = "1-1", Timeout = options.Timeout }, Token);
    }
}

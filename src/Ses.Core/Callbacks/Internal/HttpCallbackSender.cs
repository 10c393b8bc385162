using System.Net.Http.Headers;
using System.Text;

namespace Ses.Callbacks.Internal;

/// <summary>Posts callbacks over HTTP: no redirects, no cookies, no proxy, certificates checked, and a connection only to where callbacks may go.</summary>
internal sealed class HttpCallbackSender : ICallbackSender, IDisposable
{
    private const int MaxAnswer = 64 * 1024;

    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public HttpCallbackSender(CallbacksOptions options, TimeProvider time)
    {
        _time = time;
        var guard = new HostGuard(options, time);
        _client = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            // Whoever receives callbacks has no business with our traces.
            ActivityHeadersPropagator = null,
            MaxResponseDrainSize = MaxAnswer,
            // A name may lead elsewhere after a while; then the guard looks again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = (context, cancellationToken) => guard.ConnectAsync(context.DnsEndPoint, cancellationToken),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async ValueTask<CallbackReply> SendAsync(CallbackRequest request, CancellationToken cancellationToken)
    {
        using var tooLong = new CancellationTokenSource(request.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tooLong.Token, cancellationToken);
        using var post = PostOf(request);
        try
        {
            using var answer = await _client.SendAsync(post, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return new((int)answer.StatusCode, await ReadAsync(answer, either.Token).ConfigureAwait(false));
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new(null, tooLong.IsCancellationRequested ? $"no answer within {request.Timeout.TotalSeconds:0.#} s" : error.GetBaseException().Message);
        }
    }

    public void Dispose() => _client.Dispose();

    private static HttpRequestMessage PostOf(CallbackRequest request)
    {
        var post = new HttpRequestMessage(HttpMethod.Post, request.Url) { Content = new ReadOnlyMemoryContent(request.Body) };
        post.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        post.Headers.UserAgent.Add(new("Ses", null));
        post.Headers.Add(CallbackSignature.HeaderName, request.Signature);
        post.Headers.Add(CallbackSignature.EventIdHeaderName, request.EventId);
        return post;
    }

    // The status has said it all; what follows is for people who look at attempts, and may break off.
    private static async Task<string?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Headers.Location is { } location && (int)answer.StatusCode is >= 300 and <= 399)
            return $"redirects are not followed (to {location}); set the endpoint to where it leads";
        try
        {
            var content = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var buffer = new byte[MaxAnswer];
            var length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return length == 0 ? null : Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }
}

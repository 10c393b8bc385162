using Microsoft.Extensions.DependencyInjection;
using Ses;
using Ses.Feedback;

namespace FeedbackCorpora;

/// <summary>Reads mails through the public API, over an empty store.</summary>
internal sealed class Reader : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly IFeedback _feedback;

    public Reader()
    {
        var services = new ServiceCollection();
        services.AddSes(ses => ses.UseInMemory());
        _services = services.BuildServiceProvider();
        _feedback = _services.GetRequiredService<ISesClient>().Feedback;
    }

    public async Task<FeedbackResult> ReadAsync(ReadOnlyMemory<byte> mail)
    {
        using var stream = new MemoryStream(mail.ToArray());
        return await _feedback.ProcessAsync(stream).ConfigureAwait(false);
    }

    public void Dispose() => _services.Dispose();
}

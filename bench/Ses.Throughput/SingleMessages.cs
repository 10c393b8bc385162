using System.Diagnostics;
using System.Globalization;
using Ses.Templates;
using Ses.Throughput.Mail;

namespace Ses.Throughput;

/// <summary>Single messages at a fixed rate, whatever becomes of those before (an open loop): as an application sends them.</summary>
internal sealed class SingleMessages(Sender sender, Watch watch, int rate, int domains)
{
    private int _next;

    /// <summary>Sends for a time, then waits until all are with the mail server.</summary>
    public async Task<IReadOnlyList<SingleMessage>> SendForAsync(TimeSpan time)
    {
        var template = (await sender.Client.Templates.FindAsync("letter"))!.Id;
        var start = Stopwatch.GetTimestamp();
        var singles = new List<SingleMessage>();
        var accepting = new List<Task>();
        for (var i = 0; i < time.TotalSeconds * rate; i++)
        {
            var dueAt = start + (i * Stopwatch.Frequency / rate);
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), dueAt) is { Ticks: > 0 } early)
                await Task.Delay(early);
            var number = _next++;
            var address = string.Create(CultureInfo.InvariantCulture, $"single{number}@r{number % domains}.example");
            var single = watch.Expect(address, dueAt);
            singles.Add(single);
            accepting.Add(Task.Run(() => SendAsync(single, address, template, number)));
        }

        await Task.WhenAll(accepting);
        return (await Task.WhenAll(singles.Select(single => single.Sent)).WaitAsync(TimeSpan.FromMinutes(1))).All(sent => sent)
            ? singles
            : throw new InvalidOperationException("the mail server refused single messages");
    }

    private async Task SendAsync(SingleMessage single, string address, Primitives.TemplateId template, int number)
    {
        await sender.Client.SendAsync(new() { From = Sender.From, To = [address], Subject = Letter.Subject, Template = template, Data = DataOf(number) });
        single.Accepted();
    }

    private static TemplateData DataOf(long number)
    {
        var data = new TemplateData();
        foreach (var (name, value) in Readers.Header.Split(',').Zip(Readers.Row(number, 1).Split(',')).Skip(1))
            data[name] = value;
        return data;
    }
}

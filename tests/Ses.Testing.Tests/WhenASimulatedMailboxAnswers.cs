namespace Ses.Testing.Tests;

public sealed class WhenASimulatedMailboxAnswers
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("success", "250 2.0.0", "250 2.0.0")]
    [InlineData("anything.else", "250 2.0.0", "250 2.0.0")]
    [InlineData("bouncer", "250 2.0.0", "250 2.0.0")]
    [InlineData("bounce", "550 5.1.1", "550 5.1.1")]
    [InlineData("Bounce-42", "550 5.1.1", "550 5.1.1")]
    [InlineData("bounce+tag", "550 5.1.1", "550 5.1.1")]
    [InlineData("full", "452 4.2.2", "552 5.2.2")]
    [InlineData("spam", "550 5.7.1", "550 5.7.1")]
    [InlineData("greylist", "450 4.7.1", "250 2.0.0")]
    public async Task Its_local_part_decides_the_first_answer_and_the_second(string local, string first, string second)
    {
        await using var server = SimulatedMailServer.Start();
        await using var talk = await Talk.ToAsync(server);
        foreach (var expected in new[] { first, second })
        {
            await talk.SayAllAsync(("MAIL FROM:<a@b.example>", 250));
            Assert.StartsWith(expected, await talk.SayAsync($"RCPT TO:<{local}@reader.example>"), StringComparison.Ordinal);
            await talk.SayAllAsync(("RSET", 250));
        }
    }

    [Fact]
    public async Task A_rate_limit_ends_the_connection_once()
    {
        await using var server = SimulatedMailServer.Start();
        await using (var talk = await Talk.ToAsync(server))
        {
            await talk.SayAllAsync(("MAIL FROM:<a@b.example>", 250), ("RCPT TO:<ratelimited@reader.example>", 421));
            Assert.Equal("", await talk.HearAsync());
        }

        await using var again = await Talk.ToAsync(server);
        await again.SayAllAsync(("MAIL FROM:<a@b.example>", 250), ("RCPT TO:<ratelimited@reader.example>", 250));
    }

    [Fact]
    public async Task A_slow_one_answers_by_the_clock_of_the_options()
    {
        var clock = new ArmedClock();
        await using var server = SimulatedMailServer.Start(new() { Time = clock, SlowAnswer = TimeSpan.FromHours(1) });
        await using var talk = await Talk.ToAsync(server);
        await talk.SayAllAsync(("MAIL FROM:<a@b.example>", 250));
        await talk.WriteAsync("RCPT TO:<slow@reader.example>\r\n");
        var answer = talk.HearAsync();
        await clock.Armed.WaitAsync(Token);
        Assert.False(answer.IsCompleted);
        clock.Virtual.Advance(TimeSpan.FromHours(1));
        Assert.StartsWith("250", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_and_message_is_counted()
    {
        await using var server = SimulatedMailServer.Start();
        await using (var talk = await Talk.ToAsync(server))
        {
            await talk.SayAllAsync(
                ("MAIL FROM:<a@b.example>", 250), ("RCPT TO:<ada@one.example>", 250), ("RCPT TO:<Ada@ONE.example>", 250), ("RCPT TO:<bob@two.example>", 250), ("RCPT TO:<bounce@two.example>", 550),
                ("RCPT TO:<spam@two.example>", 550), ("DATA", 354), ("Subject: x\r\n\r\nbody\r\n.", 250), ("QUIT", 221));
            Assert.Equal("", await talk.HearAsync());
        }

        var log = server.Log;
        Assert.Equal((3L, 1L, 1L), (log.Accepted, log.Connections, log.MostConnectionsAtOnce));
        Assert.Equal([("ada@one.example", 2), ("bob@two.example", 1)], log.AcceptedPerRecipient.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal([("one.example", 2L), ("two.example", 1L)], log.AcceptedPerDomain.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal([(250, 3L), (550, 2L)], log.RecipientAnswers.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal((3L, 1L, 1L), (log.Mailboxes[SimulatedMailbox.Success], log.Mailboxes[SimulatedMailbox.Bounce], log.Mailboxes[SimulatedMailbox.Spam]));
        var message = Assert.Single(log.Messages);
        Assert.Equal("a@b.example", message.Sender);
        Assert.Equal("Subject: x\r\n\r\nbody\r\n", System.Text.Encoding.UTF8.GetString(message.Content.Span));
    }

    [Fact]
    public async Task Faults_lose_the_answer_or_the_message()
    {
        var faults = new Queue<SimulatedFault>([SimulatedFault.LostAnswer, SimulatedFault.LostMessage, SimulatedFault.None]);
        await using var server = SimulatedMailServer.Start(new() { Fault = _ => faults.Dequeue() });
        foreach (var (answer, accepted) in new[] { ("", 1L), ("", 1L), ("250 2.0.0 ok", 2L) })
        {
            await using var talk = await Talk.ToAsync(server);
            await talk.SayAllAsync(("MAIL FROM:<a@b.example>", 250), ("RCPT TO:<ada@one.example>", 250), ("DATA", 354));
            Assert.Equal(answer, await talk.SayAsync("x\r\n."));
            Assert.Equal(accepted, server.Log.Accepted);
        }
    }

    [Fact]
    public async Task As_a_sink_it_counts_and_keeps_nothing()
    {
        await using var server = SimulatedMailServer.Start(new() { KeepMessages = false });
        await using var talk = await Talk.ToAsync(server);
        await talk.SayAllAsync(("MAIL FROM:<>", 250), ("RCPT TO:<ada@one.example>", 250), ("DATA", 354), ("x\r\n.", 250));
        Assert.Equal(1, server.Log.Accepted);
        Assert.Empty(server.Log.Messages);
        Assert.Contains("KeepMessages = true", Assert.Throws<InvalidOperationException>(() => server.Log.Single(to: "ada@one.example")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_of_one_s_choice_is_used_and_free_again_afterwards()
    {
        int port;
        await using (var first = SimulatedMailServer.Start())
            port = first.Port;
        await using var second = SimulatedMailServer.Start(new() { Port = port });
        Assert.Equal(port, second.Port);
    }

    [Fact]
    public async Task It_stops_while_clients_are_connected()
    {
        var server = SimulatedMailServer.Start(new() { SlowAnswer = TimeSpan.FromHours(1) });
        await using var talk = await Talk.ToAsync(server);
        await talk.SayAllAsync(("MAIL FROM:<a@b.example>", 250));
        await talk.WriteAsync("RCPT TO:<slow@reader.example>\r\n");
        await using var idle = await Talk.ToAsync(server);
        await server.DisposeAsync().AsTask().WaitAsync(Token);
    }

    /// <summary>A virtual clock that tells when someone waits by it.</summary>
    private sealed class ArmedClock : TimeProvider
    {
        private readonly TaskCompletionSource _armed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public VirtualClock Virtual { get; } = new(new(2027, 1, 4, 8, 0, 0, TimeSpan.Zero));

        public Task Armed => _armed.Task;

        public override DateTimeOffset GetUtcNow() => Virtual.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = Virtual.CreateTimer(callback, state, dueTime, period);
            _armed.TrySetResult();
            return timer;
        }
    }
}

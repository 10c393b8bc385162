using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ses.Judges;
using Ses.Testing;

namespace Ses.Storage.Sql.Tests.Sqlite;

/// <summary>SQLite has no room left for its log: no node can join, and nothing is sent.</summary>
public sealed class WhenTheDiskIsFull : FullDiskSpecification, ILoggerProvider, ILogger
{
    private readonly TaskCompletionSource<string> _said = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override int Megabytes => 16;

    protected override Task<Action<SesBuilder>> PlaceAsync(SmallDisk disk) => Task.FromResult<Action<SesBuilder>>(ses =>
    {
        ses.UseSqlite(disk.File("ses.db"));
        ses.Services.AddLogging(logging => logging.AddProvider(this));
    });

    protected override async Task WhileItIsFullAsync(SimulatedMailServer server)
    {
        Assert.Contains("is full", await _said.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Token), StringComparison.Ordinal);
        Assert.Equal(0, server.Log.Accepted);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Name == "JoinFailed")
            _said.TrySetResult(exception!.Message);
    }

    public void Dispose()
    {
    }
}

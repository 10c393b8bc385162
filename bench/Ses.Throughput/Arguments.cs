using System.Globalization;

namespace Ses.Throughput;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments
{
    public const string Usage = """
        Ses.Throughput --smtp HOST:PORT [OPTIONS]: sends signed, personal mail, and says what that took.

          --count N               recipients, 20,000 by default
          --store memory          nothing is kept (default)
          --store sqlite FILE     a SQLite file; recipients that an earlier run imported are used again
          --store postgres CONNECTION
          --plain                 no more in the mail than other senders write: no List-Unsubscribe, no return path of its own
          --connections N         to the mail server, 20 by default
          --domains N             recipient domains, all at that mail server; 10 by default
          --prepare               import the recipients and end
          --until-told            send until standard input says "stop"; "mark" prints the figures so far
          --join                  no task of its own: helps another process that sends from the same store
          --singles RATE          so many single messages a second, alone and beside the task, and how long each took
          --seconds N             how long each of both; 6 by default
          --csv FILE              write the recipients to a file and end
        """;

    public string Host { get; private init; } = "127.0.0.1";

    public int Port { get; private init; }

    public int Count { get; private init; } = 20_000;

    public string Store { get; private init; } = "memory";

    public string Place { get; private init; } = "";

    public bool IsPlain { get; private init; }

    public int Connections { get; private init; } = 20;

    public int Domains { get; private init; } = 10;

    public bool OnlyPrepares { get; private init; }

    public bool RunsUntilTold { get; private init; }

    public bool Joins { get; private init; }

    public int Singles { get; private init; }

    public int Seconds { get; private init; } = 6;

    public string? Csv { get; private init; }

    /// <summary>Reads the command line; throws <see cref="ArgumentException"/> that says which argument is wrong.</summary>
    public static Arguments Parse(string[] args)
    {
        var parsed = new Arguments();
        var rest = new Queue<string>(args);
        while (rest.TryDequeue(out var option))
        {
            parsed = option switch
            {
                "--smtp" => parsed.WithServer(Value()),
                "--count" => parsed with { Count = Number() },
                "--store" => parsed.WithStore(Value(), rest),
                "--plain" => parsed with { IsPlain = true },
                "--connections" => parsed with { Connections = Number() },
                "--domains" => parsed with { Domains = Number() },
                "--prepare" => parsed with { OnlyPrepares = true },
                "--until-told" => parsed with { RunsUntilTold = true },
                "--join" => parsed with { Joins = true, RunsUntilTold = true },
                "--singles" => parsed with { Singles = Number() },
                "--seconds" => parsed with { Seconds = Number() },
                "--csv" => parsed with { Csv = Value() },
                _ => throw new ArgumentException($"{option}: there is no such option"),
            };

            string Value() => rest.TryDequeue(out var value) ? value : throw new ArgumentException($"{option}: a value is missing");
            int Number() => int.TryParse(Value(), CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new ArgumentException($"{option}: a number above 0 is expected");
        }

        return parsed.Port > 0 || parsed.OnlyPrepares || parsed.Csv is not null ? parsed : throw new ArgumentException("--smtp HOST:PORT is missing");
    }

    private Arguments WithServer(string value) =>
        value.Split(':') is [var host, var port] && int.TryParse(port, CultureInfo.InvariantCulture, out var number)
            ? this with { Host = host, Port = number }
            : throw new ArgumentException($"--smtp {value}: HOST:PORT is expected, such as 127.0.0.1:2525");

    private Arguments WithStore(string kind, Queue<string> rest) => kind switch
    {
        "memory" => this with { Store = kind },
        "sqlite" or "postgres" => this with { Store = kind, Place = rest.TryDequeue(out var place) ? place : throw new ArgumentException($"--store {kind}: file or connection is missing") },
        _ => throw new ArgumentException($"--store {kind}: memory, sqlite FILE or postgres CONNECTION is expected"),
    };
}

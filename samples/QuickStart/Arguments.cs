using System.Net.Sockets;

namespace QuickStart;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments(string? Recipients, string? Template, string? SmtpHost, int SmtpPort, string? Postgres, bool IsInMemory)
{
    public const string Usage = """
        dotnet run --project samples/QuickStart [-- OPTIONS]

          --recipients FILE       a CSV file of your own: a header row that names the variables, one column with addresses
          --template FILE         a template of your own (.html or .txt) with {{ variables }}
          --smtp HOST:PORT        another mail server than the simulated one
          --postgres CONNECTION   a PostgreSQL database instead of a SQLite file, such as "Host=localhost;Username=me;Database=ses"
          --memory                nothing is kept
        """;

    /// <summary>Reads the command line; throws <see cref="ArgumentException"/> that says which argument is wrong.</summary>
    public static Arguments Parse(string[] args)
    {
        var parsed = new Arguments(null, null, null, 0, null, false);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--memory")
            {
                parsed = parsed with { IsInMemory = true };
                continue;
            }

            var (option, value) = i + 1 < args.Length ? (args[i], args[++i]) : throw new ArgumentException($"{args[i]}: a value is missing");
            parsed = option switch
            {
                "--recipients" => parsed with { Recipients = Existing(option, value) },
                "--template" => parsed with { Template = Existing(option, value) },
                "--postgres" => parsed with { Postgres = value },
                "--smtp" => parsed.WithServer(value),
                _ => throw new ArgumentException($"{option}: there is no such option"),
            };
        }

        return parsed;
    }

    /// <summary>Fails where nobody listens: the engine would wait for the server for three days, as it should for mail.</summary>
    public async Task ThrowIfUnreachableAsync()
    {
        if (SmtpHost is null)
            return;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(SmtpHost, SmtpPort, patience.Token);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            var why = error is SocketException ? error.Message : "no answer within 10 seconds";
            throw new IOException($"--smtp {SmtpHost}:{SmtpPort}: the mail server cannot be reached: {why}. Start it first, or leave --smtp out to send to the simulated one.");
        }
    }

    private Arguments WithServer(string value)
    {
        var colon = value.LastIndexOf(':');
        return colon > 0 && int.TryParse(value.AsSpan(colon + 1), out var port) && port is > 0 and <= 65535
            ? this with { SmtpHost = value[..colon].Trim('[', ']'), SmtpPort = port }
            : throw new ArgumentException($"--smtp {value}: HOST:PORT is expected, such as 127.0.0.1:2525");
    }

    private static string Existing(string option, string file) =>
        File.Exists(file) ? file : throw new ArgumentException($"{option} {file}: there is no such file (looked for in {Directory.GetCurrentDirectory()})");
}

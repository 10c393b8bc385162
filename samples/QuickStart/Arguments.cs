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

    public static Arguments? Parse(string[] args)
    {
        var parsed = new Arguments(null, null, null, 0, null, false);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--memory")
            {
                parsed = parsed with { IsInMemory = true };
                continue;
            }

            if (i + 1 == args.Length)
                return null;
            var (option, value) = (args[i], args[++i]);
            switch (option)
            {
                case "--recipients":
                    parsed = parsed with { Recipients = value };
                    break;
                case "--template":
                    parsed = parsed with { Template = value };
                    break;
                case "--postgres":
                    parsed = parsed with { Postgres = value };
                    break;
                case "--smtp" when value.LastIndexOf(':') is > 0 and var colon && int.TryParse(value.AsSpan(colon + 1), out var port):
                    parsed = parsed with { SmtpHost = value[..colon].Trim('[', ']'), SmtpPort = port };
                    break;
                default:
                    return null;
            }
        }

        return parsed;
    }
}

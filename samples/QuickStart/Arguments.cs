namespace QuickStart;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments(string? Recipients, string? Template, string? SmtpHost, int SmtpPort)
{
    public const string Usage = """
        dotnet run --project samples/QuickStart [-- OPTIONS]

          --recipients FILE   a CSV file of your own: a header row that names the variables, one column with addresses
          --template FILE     a template of your own (.html or .txt) with {{ variables }}
          --smtp HOST:PORT    another mail server than the simulated one
        """;

    public static Arguments? Parse(string[] args)
    {
        var parsed = new Arguments(null, null, null, 0);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
                return null;
            var value = args[i + 1];
            switch (args[i])
            {
                case "--recipients":
                    parsed = parsed with { Recipients = value };
                    break;
                case "--template":
                    parsed = parsed with { Template = value };
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

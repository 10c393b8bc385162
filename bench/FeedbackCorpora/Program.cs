using FeedbackCorpora;

// Measures how mails that come back are read, against sets of mails with expected answers:
//     FeedbackCorpora <bounces|arf> <folder> [--misses] [--prefixes]
if (args is not [("bounces" or "arf") and var what, var folder, .. var switches] || !File.Exists(Path.Combine(folder, "expected.tsv")))
{
    Console.Error.WriteLine("usage: FeedbackCorpora <bounces|arf> <folder with expected.tsv> [--misses] [--prefixes]");
    return 1;
}

using var reader = new Reader();
var showMisses = switches.Contains("--misses");
if (what == "bounces")
    await new BounceMeasure(reader, folder, showMisses).RunAsync().ConfigureAwait(false);
else
    await new ComplaintMeasure(reader, folder, showMisses).RunAsync().ConfigureAwait(false);
if (switches.Contains("--prefixes"))
    await new PrefixMeasure(reader, folder).RunAsync().ConfigureAwait(false);
return 0;

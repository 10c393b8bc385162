namespace Ses.Storage.Specifications.Model;

/// <summary>Runs a script on two stores and finds the first answer in which they differ; makes a script that finds one shorter.</summary>
internal sealed class ModelComparison(Func<ValueTask<ISesStorage>> expected, Func<ValueTask<ISesStorage>> actual, Func<ISesStorage, ValueTask> release, CancellationToken cancellationToken)
{
    private const int MostRuns = 400;

    /// <summary>The first difference; null where every answer is the same.</summary>
    public async Task<ModelDifference?> RunAsync(IReadOnlyList<ModelOperation> script)
    {
        var (left, right) = (await expected(), await actual());
        try
        {
            var (model, provider) = (new ModelRun(left, cancellationToken), new ModelRun(right, cancellationToken));
            foreach (var operation in script.Append(new ReadEverything()))
            {
                var wanted = Shown.Of(await operation.RunAsync(model));
                var given = await AnswerAsync(operation, provider);
                if (wanted != given)
                    return new(operation, wanted, given);
            }

            return null;
        }
        finally
        {
            await release(right);
        }
    }

    /// <summary>Leaves out what the script does not need to find a difference: first halves, then smaller parts, then single operations.</summary>
    public async Task<IReadOnlyList<ModelOperation>> ShrinkAsync(IReadOnlyList<ModelOperation> script)
    {
        var runs = 0;
        for (var size = Math.Max(1, script.Count / 2); size > 0;)
        {
            var shorter = await WithoutAPartAsync(script, size);
            script = shorter ?? script;
            size = shorter is null ? size / 2 : Math.Min(size, Math.Max(1, script.Count / 2));
        }

        return script;

        async Task<IReadOnlyList<ModelOperation>?> WithoutAPartAsync(IReadOnlyList<ModelOperation> whole, int size)
        {
            for (var start = 0; start < whole.Count && runs < MostRuns; start += size, runs++)
            {
                var shorter = whole.Where((_, i) => i < start || i >= start + size).ToList();
                if (await RunAsync(shorter) is not null)
                    return shorter;
            }

            return null;
        }
    }

    private static async Task<string> AnswerAsync(ModelOperation operation, ModelRun run)
    {
        try
        {
            return Shown.Of(await operation.RunAsync(run));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return $"throws {error}";
        }
    }
}

/// <summary>Where two stores answer differently.</summary>
internal sealed record ModelDifference(ModelOperation Operation, string Expected, string Actual)
{
    private const int Shows = 600;

    public override string ToString()
    {
        var same = Expected.Zip(Actual).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{Operation}\n  in memory: {Part(Expected, same)}\n  provider:  {Part(Actual, same)}";
    }

    private static string Part(string answer, int same)
    {
        var start = Math.Max(0, same - (Shows / 2));
        return (start > 0 ? "…" : "") + answer[start..Math.Min(answer.Length, start + Shows)] + (start + Shows < answer.Length ? "…" : "");
    }
}

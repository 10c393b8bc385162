using System.Reflection;
using System.Runtime.CompilerServices;
using Ses.Ledger;
using Ses.SendingTasks;
using Ses.Storage;

namespace Ses.Core.Tests.Storage;

/// <summary>Every text in every record that a room is given passes through <c>StorableText</c>, so that no provider must think of it.</summary>
public sealed class WhatRoomsAreGivenTests
{
    private const string Dirty = "a\0b\uD83D";
    private const string Clean = "a\uFFFDb\uFFFD";

    /// <summary>Texts that cannot be dirty, with the reason.</summary>
    private static readonly Dictionary<string, string> Exempt = new()
    {
        ["ExpansionSlice.From"] = "the engine's own cursor",
        ["ExpansionSlice.To"] = "the engine's own cursor",
        ["SendingTask.Cursor"] = "the engine's own cursor",
        ["FromTemplate.Partials"] = "names of templates, which are clean",
        ["PaceRequest.Key"] = "made from domain names, accounts and addresses",
        ["StatisticsQuery.SenderDomain"] = "parsed as a domain name before it is looked for",
        ["StatisticsQuery.RecipientDomain"] = "parsed as a domain name before it is looked for",
    };

    public static TheoryData<string, Type> Texts { get; } = [.. Reachable()
        .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly), (type, property) => (type, property))
        .Where(pair => pair.property.CanWrite && HoldsText(pair.property.PropertyType) && !Exempt.ContainsKey($"{pair.type.Name}.{pair.property.Name}"))
        .Select(pair => (pair.property.Name, pair.type))];

    [Theory]
    [MemberData(nameof(Texts))]
    public void No_text_keeps_a_nul_or_half_a_surrogate_pair(string name, Type type)
    {
        var property = type.GetProperty(name)!;
        var isText = property.PropertyType == typeof(string);
        Assert.True(isText || property.PropertyType == typeof(IReadOnlyList<string>), $"{type.Name}.{name} holds texts in a way that this test does not know; teach it");
        var dirty = isText ? Dirty : (object)new[] { Dirty };
        var advice = $"{type.Name}.{name} stores what some databases refuse: {{ get; init => field = StorableText.Of(value); }}"
            + $" and, for a positional record, = StorableText.Of({name}); behind it";

        var bare = RuntimeHelpers.GetUninitializedObject(type);
        property.SetValue(bare, dirty);
        Assert.True(IsClean(property.GetValue(bare)), advice);

        foreach (var constructor in type.GetConstructors().Where(constructor => constructor.GetParameters().Any(parameter => parameter.Name == name)))
        {
            var made = constructor.Invoke([.. constructor.GetParameters().Select(parameter => parameter.Name == name ? dirty : AnyValue(parameter.ParameterType))]);
            Assert.True(IsClean(property.GetValue(made)), advice);
        }
    }

    [Fact]
    public void The_texts_that_matter_most_are_looked_at()
    {
        var texts = Texts.Select(row => (row.Data.Item2, row.Data.Item1)).ToHashSet();
        Assert.Superset(
            new HashSet<(Type, string)>
            {
                (typeof(MessageRecipe), nameof(MessageRecipe.Subject)),
                (typeof(RecipeContent.FromParts), nameof(RecipeContent.FromParts.Html)),
                (typeof(SmtpReplyFact), nameof(SmtpReplyFact.Text)),
                (typeof(SendingTask), nameof(SendingTask.Data)),
            },
            texts);
    }

    private static bool IsClean(object? value) => value is string text ? text == Clean : value is IReadOnlyList<string> texts && texts.SequenceEqual([Clean]);

    private static object? AnyValue(Type type) => type == typeof(string) ? "" : type.IsValueType ? Activator.CreateInstance(type) : null;

    private static bool HoldsText(Type type) => type == typeof(string) || (type.IsGenericType && type.GetGenericArguments().Contains(typeof(string)));

    /// <summary>Our own types that the parameters of the rooms' methods hold, directly or not.</summary>
    private static IEnumerable<Type> Reachable()
    {
        var found = new HashSet<Type>();
        var waiting = new Stack<Type>(typeof(ISesStorage).GetProperties()
            .SelectMany(room => room.PropertyType.GetMethods())
            .SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.ParameterType));
        while (waiting.TryPop(out var type))
        {
            foreach (var argument in type.IsGenericType ? type.GetGenericArguments() : [])
                waiting.Push(argument);
            if (type.Assembly != typeof(ISesStorage).Assembly || type.IsEnum || type.IsInterface || !found.Add(type))
                continue;
            foreach (var part in type.GetProperties().Select(property => property.PropertyType).Concat(type.Assembly.GetTypes().Where(sub => sub.BaseType == type)))
                waiting.Push(part);
        }

        return found.Where(type => !type.IsAbstract).OrderBy(type => type.FullName, StringComparer.Ordinal);
    }
}

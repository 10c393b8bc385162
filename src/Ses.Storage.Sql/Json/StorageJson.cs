using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ses.Ledger;
using Ses.Primitives;
using Ses.Templates;

namespace Ses.Storage.Sql.Json;

/// <summary>
/// Records as JSON: what no statement looks into travels this way, so that members which records get later come along by themselves. Members missing in what
/// was stored earlier have their defaults.
/// </summary>
internal static class StorageJson
{
    private static readonly JsonSerializerOptions Options = Create();

    /// <summary>Settings for further contexts of the same kind.</summary>
    public static JsonSerializerOptions Create(Action<JsonTypeInfo>? modify = null)
    {
        IJsonTypeInfoResolver resolver = StorageJsonContext.Default;
        resolver = resolver.WithAddedModifier(Soften);
        if (modify is not null)
            resolver = resolver.WithAddedModifier(modify);
        var options = new JsonSerializerOptions(StorageJsonContext.Default.Options)
        {
            TypeInfoResolver = resolver,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new TextConverter<AccountId>(id => id.Value, text => new(text)));
        options.Converters.Add(new TextConverter<DomainName>(name => name.Value, DomainName.Parse));
        options.Converters.Add(new TextConverter<EmailAddress>(address => address.ToString(), EmailAddress.Parse));
        options.Converters.Add(new TextConverter<MessageId>(id => id.ToString(), MessageId.Parse));
        options.Converters.Add(new TextConverter<DeliveryId>(id => id.ToString(), DeliveryId.Parse));
        options.Converters.Add(new NumberConverter<CallbackEndpointId>(id => id.Value, value => new(value)));
        options.Converters.Add(new NumberConverter<TemplateId>(id => id.Value, value => new(value)));
        options.Converters.Add(new NumberConverter<SendingTaskId>(id => id.Value, value => new(value)));
        options.Converters.Add(new NumberConverter<RecipientGroupId>(id => id.Value, value => new(value)));
        options.Converters.Add(new RawConverter<TemplateData>(data => data.ToJson(), TemplateData.FromJson));
        options.MakeReadOnly();
        return options;
    }

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T)));

    public static T Read<T>(string json) => JsonSerializer.Deserialize(json, (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T)))!;

    private static void Soften(JsonTypeInfo info)
    {
        foreach (var property in info.Properties)
            property.IsRequired = false;
        if (info.Type != typeof(RecipeContent))
            return;
        info.PolymorphismOptions = new() { TypeDiscriminatorPropertyName = "from" };
        info.PolymorphismOptions.DerivedTypes.Add(new(typeof(RecipeContent.FromTemplate), "template"));
        info.PolymorphismOptions.DerivedTypes.Add(new(typeof(RecipeContent.FromParts), "parts"));
        info.PolymorphismOptions.DerivedTypes.Add(new(typeof(RecipeContent.FromMime), "mime"));
    }
}

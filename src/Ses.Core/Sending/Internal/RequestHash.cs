using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ses.Sending.Internal;

/// <summary>128 bits that tell whether two requests are the same: SHA-256 over every field, each behind its length.</summary>
internal static class RequestHash
{
    public static UInt128 Of(SendRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, request.From);
        Add(hash, request.To);
        Add(hash, request.Cc);
        Add(hash, request.Bcc);
        Add(hash, request.ReplyTo);
        Add(hash, request.Subject);
        Add(hash, request.Template?.ToString());
        Add(hash, request.Data?.ToJson());
        Add(hash, request.Html);
        Add(hash, request.Text);
        Add(hash, request.Stream.ToString());
        Add(hash, [.. request.Headers.SelectMany(header => new[] { header.Key, header.Value })]);
        Add(hash, request.Calendar?.Content);
        Add(hash, request.Calendar?.Method);
        Add(hash, request.Calendar?.FileName);
        Add(hash, request.Mime?.Length ?? -1);
        hash.AppendData((request.Mime ?? default).Span);
        foreach (var attachment in request.Attachments)
        {
            Add(hash, attachment.FileName);
            Add(hash, attachment.ContentType);
            Add(hash, attachment.ContentId);
            Add(hash, attachment.Content.Length);
            hash.AppendData(attachment.Content.Span);
        }

        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    private static void Add(IncrementalHash hash, IReadOnlyList<string> texts)
    {
        Add(hash, texts.Count);
        foreach (var text in texts)
            Add(hash, text);
    }

    private static void Add(IncrementalHash hash, string? text)
    {
        var utf8 = text is null ? [] : Encoding.UTF8.GetBytes(text);
        Add(hash, text is null ? -1 : utf8.Length);
        hash.AppendData(utf8);
    }

    private static void Add(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}

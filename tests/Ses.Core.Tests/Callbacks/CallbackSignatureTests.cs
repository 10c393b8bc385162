using System.Text;
using Ses.Callbacks;

namespace Ses.Core.Tests.Callbacks;

public sealed class CallbackSignatureTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_732_583_999);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"event\":\"delivered\"}");

    [Fact]
    public void It_is_the_HMAC_that_anyone_can_compute() =>
        // printf '1732583999.{"event":"delivered"}' | openssl dgst -sha256 -hmac sescb_example
        Assert.Equal("t=1732583999,kid=2,v1=d1f905bf5d61473a56cb7bc34db0f95830976a7fde3d1aa17a753c42ac284848", CallbackSignature.Create([(2, "sescb_example")], Body, Now));

    [Fact]
    public void Either_of_two_secrets_verifies()
    {
        var header = CallbackSignature.Create([(2, "new"), (1, "old")], Body, Now);
        Assert.True(CallbackSignature.Verify(header, Body, "new", Now));
        Assert.True(CallbackSignature.Verify(header, Body, "old", Now));
        Assert.False(CallbackSignature.Verify(header, Body, "other", Now));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void It_holds_for_five_minutes(int seconds, bool holds) =>
        Assert.Equal(holds, CallbackSignature.Verify(CallbackSignature.Create([(1, "s")], Body, Now), Body, "s", Now.AddSeconds(seconds)));

    [Fact]
    public void Another_body_another_time_or_a_cut_signature_does_not_verify()
    {
        var header = CallbackSignature.Create([(1, "s")], Body, Now);
        Assert.False(CallbackSignature.Verify(header, [.. Body, (byte)' '], "s", Now));
        Assert.False(CallbackSignature.Verify(header.Replace("1732583999", "1732584000", StringComparison.Ordinal), Body, "s", Now));
        Assert.False(CallbackSignature.Verify(header[..^1], Body, "s", Now));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("t=")]
    [InlineData("t=x,v1=00")]
    [InlineData("t=-5,v1=00")]
    [InlineData("t=99999999999999999999,v1=00")]
    [InlineData("t=9223372036854775807,v1=00")]
    [InlineData("v1=00,t=1732583999")]
    [InlineData("t=1732583999")]
    [InlineData("t=1732583999,v1=")]
    [InlineData("t=1732583999,v1=é")]
    public void What_is_no_signature_does_not_verify(string? header) => Assert.False(CallbackSignature.Verify(header, Body, "s", Now));
}

using Ses.Feedback;

namespace Ses.Core.Tests.Feedback;

public sealed class WhenAComplaintComesBack
{
    [Theory]
    [InlineData("arf-abuse", FeedbackKind.Complaint, "anna@example.net")]
    [InlineData("arf-redacted", FeedbackKind.Complaint, null)]
    [InlineData("arf-opt-out", FeedbackKind.OptOut, "anna@example.net")]
    [InlineData("arf-unknown-type", FeedbackKind.Notice, "anna@example.net")]
    [InlineData("arf-auth-failure", FeedbackKind.Notice, "anna@example.net")]
    [InlineData("arf-not-spam", FeedbackKind.Notice, "anna@example.net")]
    [InlineData("complaint-hotmail", FeedbackKind.Complaint, "anna@example.net")]
    public void Its_type_and_recipient_are_read(string mail, FeedbackKind kind, string? recipient)
    {
        var read = ReturnedMails.Read(mail);
        Assert.Equal((kind, recipient), (read.Kind, Assert.Single(read.Recipients).Recipient));
    }

    [Fact]
    public void All_fields_of_the_report_are_kept()
    {
        var complaint = ReturnedMails.Read("arf-abuse").Complaint!;
        Assert.Equal("abuse", complaint.FeedbackType);
        Assert.Equal("ExampleLoop/1.0", complaint.UserAgent);
        Assert.Equal("news@shop.example", complaint.OriginalMailFrom);
        Assert.Equal(["anna@example.net"], complaint.OriginalRecipients);
        Assert.Equal("192.0.2.10", complaint.SourceIp);
        Assert.Equal(["shop.example"], complaint.ReportedDomains);
        Assert.Equal("Mon, 4 Jan 2027 08:00:05 +0000", complaint.ArrivalDate);
        Assert.Equal(3, complaint.Incidents);
        Assert.Equal("00005140000000020000000000000007@shop.example", complaint.OriginalMessageId);
        Assert.Equal("dmarc", ReturnedMails.Read("arf-auth-failure").Complaint!.AuthFailure);
    }
}

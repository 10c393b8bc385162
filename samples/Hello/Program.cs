using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ses;
using Ses.Testing;

// A mail server and a DNS of our own, so that nothing leaves this machine. With real ones: ses.UseSqlite("ses.db").UseSmtp()
await using var server = SimulatedMailServer.Start();
var dns = new InMemoryDns();

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSes(ses => ses.UseInMemory().UseSmtp(smtp => smtp.Relay("127.0.0.1", server.Port)).UseDns(_ => dns).RunInHost());
using var host = builder.Build();
await host.StartAsync();

var client = host.Services.GetRequiredService<ISesClient>();
dns.Publish(await client.Domains.CreateAsync("shop.example"));   // returns the records to publish: DKIM, SPF, DMARC, return path
await client.Domains.VerifyAsync("shop.example");                // only a verified domain may send
await client.SendAsync(new() { From = "Shop <hello@shop.example>", To = ["ada@mail.example"], Subject = "Your parcel", Text = "It is on its way." });

await server.Log.WaitForAcceptedAsync(1);
Console.WriteLine(System.Text.Encoding.UTF8.GetString(server.Log.Messages[0].Content.Span));
await host.StopAsync();

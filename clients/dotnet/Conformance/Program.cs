using System;
using System.IO;
using System.Runtime.Serialization;
using System.Text;
using System.Threading.Tasks;
using HaiLong.Client;

/// <summary>The client as `make conformance` drives it: one instruction a line on standard input, one answer a line.</summary>
public static class Program
{
    [DataContract]
    public sealed class Order
    {
        [DataMember(Name = "do")] public string Do { get; set; }
        [DataMember(Name = "rating")] public Rating Rating { get; set; }
        [DataMember(Name = "now")] public double Now { get; set; }
        [DataMember(Name = "secret")] public string Secret { get; set; }
        [DataMember(Name = "declaration_no")] public string DeclarationNo { get; set; }
        [DataMember(Name = "tax_code")] public string TaxCode { get; set; }
        [DataMember(Name = "reason")] public string Reason { get; set; }
        [DataMember(Name = "helped")] public string Helped { get; set; }
        [DataMember(Name = "why")] public string Why { get; set; }
        [DataMember(Name = "correction")] public Correction Correction { get; set; }
        [DataMember(Name = "headers")] public Signed Headers { get; set; }
        [DataMember(Name = "body")] public string Body { get; set; }
        [DataMember(Name = "secrets")] public string[] Secrets { get; set; }
    }

    [DataContract]
    public sealed class Signed
    {
        [DataMember(Name = "webhook-id")] public string Id { get; set; }
        [DataMember(Name = "webhook-timestamp")] public string Timestamp { get; set; }
        [DataMember(Name = "webhook-signature")] public string Signature { get; set; }
    }

    [DataContract]
    public sealed class Taken
    {
        [DataMember(Name = "accepted")] public bool Accepted { get; set; }
        [DataMember(Name = "id", EmitDefaultValue = false)] public string Id { get; set; }
        [DataMember(Name = "type", EmitDefaultValue = false)] public string Type { get; set; }
        [DataMember(Name = "why", EmitDefaultValue = false)] public string Why { get; set; }
    }

    [DataContract]
    public sealed class Told
    {
        [DataMember(Name = "answer", EmitDefaultValue = false)] public RatingFile Answer { get; set; }
        [DataMember(Name = "refused", EmitDefaultValue = false)] public string Refused { get; set; }
        [DataMember(Name = "unavailable", EmitDefaultValue = false)] public string Unavailable { get; set; }
    }

    private static double _moment;

    public static void Main()
    {
        var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
        var outbox = new Outbox(Path.Combine(Variable("FOLDER"), "outbox"), () => _moment);
        var api = SignedIn(Variable("CLIENT_SECRET"));
        var webhooks = new Webhooks(Variable("WEBHOOK_SECRET"));
        for (var line = input.ReadLine(); line != null; line = input.ReadLine())
        {
            var order = Json.Parsed<Order>(line);
            switch (order.Do)
            {
                case "rate":
                    outbox.Add(order.Rating);
                    output.WriteLine("{}");
                    break;
                case "send":
                    _moment = order.Now;
                    output.WriteLine(Json.Text(outbox.SendAsync(api.RateAsync).GetAwaiter().GetResult()));
                    break;
                case "secret":
                    api.Dispose();
                    api = SignedIn(order.Secret);
                    output.WriteLine("{}");
                    break;
                case "show":
                    output.WriteLine(Json.Text(Answered(api.RatingAsync(order.DeclarationNo, order.TaxCode))));
                    break;
                case "appeal":
                    output.WriteLine(Json.Text(Answered(api.AppealAsync(order.DeclarationNo, order.TaxCode, order.Reason))));
                    break;
                case "helped":
                    output.WriteLine(Json.Text(Answered(api.HelpedAsync(order.DeclarationNo, order.TaxCode, order.Helped, order.Why))));
                    break;
                case "correct":
                    output.WriteLine(Json.Text(Answered(api.CorrectAsync(order.DeclarationNo, order.Correction))));
                    break;
                case "webhook":
                    output.WriteLine(Json.Text(Read(webhooks, order.Headers, order.Body)));
                    break;
                case "webhook_secrets":
                    webhooks = new Webhooks(order.Secrets);
                    output.WriteLine("{}");
                    break;
            }
        }
    }

    private static Taken Read(Webhooks webhooks, Signed headers, string body)
    {
        try
        {
            var found = webhooks.Event(headers.Id, headers.Timestamp, headers.Signature, body);
            return new Taken { Accepted = true, Id = found.Id, Type = found.Type };
        }
        catch (NotGenuineException error)
        {
            return new Taken { Why = error.Message };
        }
    }

    private static Told Answered(Task<RatingFile> call)
    {
        try
        {
            return new Told { Answer = call.GetAwaiter().GetResult() };
        }
        catch (RefusedException error)
        {
            return new Told { Refused = error.Code };
        }
        catch (UnavailableException error)
        {
            return new Told { Unavailable = error.Message };
        }
    }

    private static HaiLongApi SignedIn(string secret)
    {
        return new HaiLongApi(Variable("API_URL"), Variable("TOKEN_URL"), Variable("CLIENT_ID"), secret, attempts: 2, timeoutSeconds: 5);
    }

    private static string Variable(string name)
    {
        var found = Environment.GetEnvironmentVariable(name);
        if (found == null)
            throw new InvalidOperationException(name + " is missing from the environment");
        return found;
    }
}

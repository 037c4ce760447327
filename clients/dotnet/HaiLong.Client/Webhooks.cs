using System;
using System.Globalization;
using System.Linq;
using System.Runtime.Serialization;
using System.Security.Cryptography;
using System.Text;

namespace HaiLong.Client
{
    /// <summary>
    /// That something changed: ask the API for the rating. Id is the same whenever the event comes again, and of one
    /// rating the later has the greater id. There may come to be further types: those need nothing.
    /// </summary>
    [DataContract]
    public sealed class Event
    {
        [DataMember(Name = "id")] public string Id { get; set; }
        [DataMember(Name = "type")] public string Type { get; set; }
        [DataMember(Name = "timestamp")] public string Timestamp { get; set; }
        [DataMember(Name = "data")] public EventData Data { get; set; }
    }

    [DataContract]
    public sealed class EventData
    {
        [DataMember(Name = "declaration_no")] public string DeclarationNo { get; set; }
        [DataMember(Name = "lot_key")] public string LotKey { get; set; }
        [DataMember(Name = "case_id")] public string CaseId { get; set; }
        [DataMember(Name = "url")] public string Url { get; set; }
    }

    /// <summary>
    /// Webhooks of one endpoint: whether one is ours, of this moment and unaltered (https://www.standardwebhooks.com).
    /// While secrets are changed, give the old one and the new.
    /// </summary>
    public sealed class Webhooks
    {
        private const string Prefix = "whsec_";
        private const double ToleranceSeconds = 5 * 60;
        private const int MostDigits = 12;
        private static readonly DateTime Epoch = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        private readonly byte[][] _keys;

        public Webhooks(params string[] secrets)
        {
            if (secrets.Length == 0)
                throw new ArgumentException("without a secret nothing can be told apart");
            _keys = secrets
                .Select(one => Convert.FromBase64String(one.StartsWith(Prefix, StringComparison.Ordinal) ? one.Substring(Prefix.Length) : one))
                .ToArray();
            if (_keys.Any(key => key.Length == 0))
                throw new ArgumentException("a secret is empty");
        }

        /// <summary>
        /// What was sent, by the headers webhook-id, webhook-timestamp and webhook-signature (null where there is none);
        /// NotGenuineException where it is not ours. Answer an event 2xx as soon as it is written down, also when it
        /// comes twice; answer 400 to what is not genuine.
        /// </summary>
        public Event Event(string id, string timestamp, string signature, string body)
        {
            if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signature))
                throw new NotGenuineException("it is not signed");
            if (timestamp.Length > MostDigits || timestamp.Any(letter => letter < '0' || letter > '9'))
                throw new NotGenuineException("it does not say of when it is");
            var seconds = double.Parse(timestamp, CultureInfo.InvariantCulture);
            if (Math.Abs((DateTime.UtcNow - Epoch).TotalSeconds - seconds) > ToleranceSeconds)
                throw new NotGenuineException("it is not of this moment");
            var signed = Encoding.UTF8.GetBytes(id + "." + timestamp + "." + body);
            if (!_keys.Any(key => Fits(key, signed, signature)))
                throw new NotGenuineException("no secret fits");
            var found = Json.Parsed<Event>(body);
            if (found?.Id == null || found.Type == null || found.Data?.DeclarationNo == null)
                throw new NotGenuineException("it is no event");
            return found;
        }

        private static bool Fits(byte[] key, byte[] signed, string signatures)
        {
            using (var hmac = new HMACSHA256(key))
            {
                var wanted = Encoding.ASCII.GetBytes("v1," + Convert.ToBase64String(hmac.ComputeHash(signed)));
                return signatures.Split(' ').Any(one => Same(wanted, Encoding.UTF8.GetBytes(one)));
            }
        }

        /// <summary>Takes as long wherever they differ.</summary>
        private static bool Same(byte[] one, byte[] other)
        {
            var different = one.Length ^ other.Length;
            for (var at = 0; at < one.Length && at < other.Length; at++)
                different |= one[at] ^ other[at];
            return different == 0;
        }
    }
}

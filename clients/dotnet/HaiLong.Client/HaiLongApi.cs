using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;

namespace HaiLong.Client
{
    /// <summary>One vendor's client: it keeps its token, and tries again what may succeed. Every call is safe to repeat.</summary>
    public sealed class HaiLongApi : IDisposable
    {
        private static readonly HashSet<int> Passing = new HashSet<int> { 408, 425, 429, 500, 502, 503, 504 };
        // Refusals that speak of the client and not of what it sent.
        private static readonly HashSet<string> OfTheClient = new HashSet<string> { "missing_scope", "forbidden", "unauthorized" };
        private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
        private const double EarlySeconds = 60;
        private const int KnownAnswers = 1000;

        private readonly HttpClient _http;
        private readonly string _apiUrl, _tokenUrl, _signIn;
        private readonly int _attempts;
        private readonly Random _random = new Random();
        // A clock that nobody sets.
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly Dictionary<string, KeyValuePair<string, RatingFile>> _known = new Dictionary<string, KeyValuePair<string, RatingFile>>();
        private string _token = "";
        private double _tokenUntil;

        public HaiLongApi(string apiUrl, string tokenUrl, string clientId, string clientSecret, int attempts = 5, int timeoutSeconds = 15)
        {
            // A redirection is never followed: the token is for nobody else.
            _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
            _http.Timeout = TimeSpan.FromSeconds(timeoutSeconds);
            _http.DefaultRequestHeaders.ExpectContinue = false;
            _apiUrl = apiUrl.TrimEnd('/');
            _tokenUrl = tokenUrl;
            _signIn = Convert.ToBase64String(Encoding.UTF8.GetBytes(clientId + ":" + clientSecret));
            _attempts = attempts;
        }

        /// <summary>Hands in a rating. Status is awaiting_clearance where the clearance has not come yet.</summary>
        public async Task<RatingAnswer> RateAsync(Rating rating)
        {
            return (await CallAsync<RatingAnswer>(HttpMethod.Post, "/ratings", Json.Text(rating)).ConfigureAwait(false)).Content;
        }

        /// <summary>The rating with the answer to it; asked for again and again it costs no body until something changes.</summary>
        public async Task<RatingFile> RatingAsync(string declarationNo, string taxCode)
        {
            var path = "/ratings/" + Uri.EscapeDataString(declarationNo) + "?tax_code=" + Uri.EscapeDataString(taxCode);
            KeyValuePair<string, RatingFile> known;
            _known.TryGetValue(path, out known);
            var answer = await CallAsync<RatingFile>(HttpMethod.Get, path, tag: known.Key).ConfigureAwait(false);
            if (answer.Status == 304 && known.Value != null)
                return known.Value;
            if (_known.Count >= KnownAnswers)
                _known.Clear();
            _known[path] = new KeyValuePair<string, RatingFile>(answer.Tag, answer.Content);
            return answer.Content;
        }

        /// <summary>Corrects a rating that was a slip of the finger: once, for minutes, before anybody has taken its case.</summary>
        public async Task<RatingFile> CorrectAsync(string declarationNo, Correction correction)
        {
            var path = "/ratings/" + Uri.EscapeDataString(declarationNo) + "/correct";
            return (await CallAsync<RatingFile>(HttpMethod.Post, path, Json.Text(correction)).ConfigureAwait(false)).Content;
        }

        /// <summary>Asks for the outcome to be reconsidered, which can be done once.</summary>
        public async Task<RatingFile> AppealAsync(string declarationNo, string taxCode, string reason)
        {
            var path = "/ratings/" + Uri.EscapeDataString(declarationNo) + "/appeal";
            var body = Json.Text(new Appeal { TaxCode = taxCode, Reason = reason });
            var answer = await CallAsync<RatingFile>(HttpMethod.Post, path, body, doneBefore: "already_appealed").ConfigureAwait(false);
            return answer.Status == 409 ? await RatingAsync(declarationNo, taxCode).ConfigureAwait(false) : answer.Content;
        }

        /// <summary>Says whether the answer helped (yes, partly, no); it can be changed until the case is closed.</summary>
        public async Task<RatingFile> HelpedAsync(string declarationNo, string taxCode, string helped, string why = null)
        {
            var path = "/ratings/" + Uri.EscapeDataString(declarationNo) + "/helped";
            var body = Json.Text(new Said { TaxCode = taxCode, Helped = helped, Why = why });
            return (await CallAsync<RatingFile>(HttpMethod.Post, path, body).ConfigureAwait(false)).Content;
        }

        public void Dispose()
        {
            _http.Dispose();
        }

        private sealed class Answer<T>
        {
            public int Status;
            public string Tag;
            public T Content;
        }

        private sealed class Reply
        {
            public int Status;
            public HttpResponseHeaders Headers;
            public string Text;
        }

        private async Task<Answer<T>> CallAsync<T>(HttpMethod method, string path, string body = null, string tag = null, string doneBefore = null)
            where T : class
        {
            var why = "";
            TimeSpan? wait = null;
            var renewed = false;
            for (var attempt = 0; attempt < _attempts; attempt++)
            {
                if (attempt > 0)
                    await Task.Delay(Pause(attempt, wait)).ConfigureAwait(false);
                wait = null;
                Reply reply;
                try
                {
                    reply = await SendAsync(await RequestAsync(method, path, body, tag).ConfigureAwait(false)).ConfigureAwait(false);
                }
                catch (Exception error) when (IsOfTheNetwork(error))
                {
                    why = error.GetBaseException().Message;
                    continue;
                }
                if (reply.Status == 304)
                    return new Answer<T> { Status = 304 };
                if (reply.Status >= 200 && reply.Status < 300)
                {
                    var content = Json.Parsed<T>(reply.Text);
                    if (content != null)
                        return new Answer<T> { Status = reply.Status, Content = content, Tag = reply.Headers.ETag?.ToString() };
                    why = "answered " + reply.Status + " without the JSON that was asked for";
                    continue;
                }
                if (reply.Status == 401 || reply.Status == 403)
                    _token = ""; // The next may be good for more.
                if (reply.Status == 401 && !renewed && attempt < _attempts - 1)
                {
                    renewed = true;
                    why = "the token was not accepted";
                    continue;
                }
                if (!Passing.Contains(reply.Status))
                {
                    var refusal = Refusal(reply);
                    if (attempt > 0 && doneBefore != null && (refusal as RefusedException)?.Code == doneBefore)
                        return new Answer<T> { Status = reply.Status };
                    throw refusal;
                }
                why = "answered " + reply.Status;
                wait = RetryAfter(reply.Headers);
            }
            throw new UnavailableException(method + " " + path.Split('?')[0] + " failed " + _attempts + " times: " + why);
        }

        private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path, string body, string tag)
        {
            var token = await ValidTokenAsync().ConfigureAwait(false);
            var request = new HttpRequestMessage(method, _apiUrl + path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            if (!string.IsNullOrEmpty(tag))
                request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(tag));
            if (body != null)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            return request;
        }

        private async Task<string> ValidTokenAsync()
        {
            if (_token != "" && _clock.Elapsed.TotalSeconds < _tokenUntil)
                return _token;
            var request = new HttpRequestMessage(HttpMethod.Post, _tokenUrl);
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", _signIn);
            request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { { "grant_type", "client_credentials" } });
            var reply = await SendAsync(request).ConfigureAwait(false);
            if (reply.Status >= 400 && reply.Status < 500 && !Passing.Contains(reply.Status))
                throw new NotSignedInException("the sign-in answered " + reply.Status + ": the client id or its secret is wrong");
            var granted = Json.Parsed<Granted>(reply.Text);
            if (reply.Status != 200 || string.IsNullOrEmpty(granted?.AccessToken))
                throw new HttpRequestException("the sign-in answered " + reply.Status + " without a token");
            _token = granted.AccessToken;
            _tokenUntil = _clock.Elapsed.TotalSeconds + granted.ExpiresIn - EarlySeconds;
            return _token;
        }

        private async Task<Reply> SendAsync(HttpRequestMessage request)
        {
            using (request)
            using (var answer = await _http.SendAsync(request).ConfigureAwait(false))
            {
                // By its bytes: some frameworks trip over the character set of an answer.
                var bytes = await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
                return new Reply { Status = (int)answer.StatusCode, Headers = answer.Headers, Text = Encoding.UTF8.GetString(bytes) };
            }
        }

        private static bool IsOfTheNetwork(Exception error)
        {
            return error is HttpRequestException || error is OperationCanceledException || error is WebException
                || error is System.IO.IOException || error is ObjectDisposedException;
        }

        /// <summary>What the API said of what was sent; all else (a proxy's 403, a redirection) is no word of the API.</summary>
        private static HaiLongException Refusal(Reply reply)
        {
            var problem = Json.Parsed<Problem>(reply.Text);
            var code = problem?.Code;
            if (reply.Status == 401 || (code != null && OfTheClient.Contains(code)))
                return new NotSignedInException(reply.Status + " " + (code ?? "unauthorized") + ": this client may not do that");
            if (code == null || reply.Status < 400 || reply.Status >= 500)
                return new UnavailableException("answered " + reply.Status + ", and not in the API's words");
            return new RefusedException(reply.Status, code, problem.Detail ?? problem.Title ?? "");
        }

        /// <summary>A date is taken by the clock of whoever wrote it, since ours may be wrong.</summary>
        private static TimeSpan? RetryAfter(HttpResponseHeaders headers)
        {
            var after = headers.RetryAfter;
            if (after?.Delta != null)
                return after.Delta;
            if (after?.Date == null || headers.Date == null)
                return null;
            var wait = after.Date.Value - headers.Date.Value;
            return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
        }

        /// <summary>As long as the API asks for, else growing, and never the same for all who wait.</summary>
        private TimeSpan Pause(int attempt, TimeSpan? wait)
        {
            var longest = LongestPause.TotalSeconds;
            var seconds = wait?.TotalSeconds ?? Math.Min(0.5 * Math.Pow(2, attempt), longest) * (0.5 + _random.NextDouble() / 2);
            return TimeSpan.FromSeconds(Math.Min(seconds, longest));
        }
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Serialization;
using System.Text;
using System.Threading.Tasks;

namespace HaiLong.Client
{
    /// <summary>A rating in the outbox. State is waiting, sent or refused; Answer is what the API said last.</summary>
    [DataContract]
    public sealed class Kept
    {
        [DataMember(Name = "id")] public string Id { get; set; }
        [DataMember(Name = "rating")] public Rating Rating { get; set; }
        [DataMember(Name = "state")] public string State { get; set; }
        [DataMember(Name = "tries")] public int Tries { get; set; }
        [DataMember(Name = "due")] public double Due { get; set; }
        [DataMember(Name = "answer")] public string Answer { get; set; }
    }

    /// <summary>What came of one round. Stopped says why it ended early; then nothing is lost, and all waits for the next.</summary>
    [DataContract]
    public sealed class Sent
    {
        [DataMember(Name = "sent")] public int SentCount { get; set; }
        [DataMember(Name = "refused")] public int RefusedCount { get; set; }
        [DataMember(Name = "waiting")] public int WaitingCount { get; set; }
        [DataMember(Name = "stopped")] public string Stopped { get; set; }
    }

    /// <summary>A folder with a file a rating. At worst a rating is sent twice, which the API takes for one.</summary>
    public sealed class Outbox
    {
        private const double FirstPause = 60, LongestPause = 3600;
        // After so many in a row that could not be sent, it is the API that is away, and not a rating that it trips over.
        private const int Enough = 3;

        private readonly string _folder;
        private readonly Func<double> _clock;
        private int _added;

        /// <param name="folder">Where the ratings are kept; it is made where it is not there.</param>
        /// <param name="clock">Seconds since 1970; null for the machine's own.</param>
        public Outbox(string folder, Func<double> clock = null)
        {
            _folder = folder;
            _clock = clock ?? (() => (DateTime.UtcNow - new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc)).TotalSeconds);
            Directory.CreateDirectory(folder);
        }

        /// <summary>Keeps the rating; once this returns, it will be sent, whatever crashes.</summary>
        public string Add(Rating rating)
        {
            _added += 1;
            // Names sort by age.
            var id = DateTime.UtcNow.Ticks.ToString("D20") + "-" + _added.ToString("D8") + "-" + Guid.NewGuid().ToString("N");
            Write(new Kept { Id = id, Rating = rating, State = "waiting" });
            return id;
        }

        /// <summary>Sends what is due. What cannot be sent yet stays, with growing pauses; what is refused waits for a person.</summary>
        public async Task<Sent> SendAsync(Func<Rating, Task<RatingAnswer>> rate)
        {
            var now = _clock();
            var inARow = 0;
            string stopped = null;
            foreach (var kept in All().Where(one => one.State == "waiting" && one.Due <= now))
            {
                try
                {
                    kept.Answer = Json.Text(await rate(kept.Rating).ConfigureAwait(false));
                    kept.State = "sent";
                    inARow = 0;
                }
                catch (NotSignedInException error)
                {
                    // It is nothing that a rating did: all stay as they are, and are due as soon as it is put right.
                    stopped = error.Message;
                    break;
                }
                catch (RefusedException error)
                {
                    kept.Answer = error.Message;
                    kept.State = "refused";
                    inARow = 0;
                }
                catch (UnavailableException error)
                {
                    kept.Answer = error.Message;
                    kept.Due = now + Math.Min(FirstPause * Math.Pow(2, Math.Min(kept.Tries, 6)), LongestPause);
                    inARow += 1;
                }
                kept.Tries += 1;
                Write(kept);
                if (inARow == Enough)
                {
                    stopped = kept.Answer;
                    break;
                }
            }
            var states = All().Select(one => one.State).ToList();
            return new Sent
            {
                SentCount = states.Count(state => state == "sent"),
                RefusedCount = states.Count(state => state == "refused"),
                WaitingCount = states.Count(state => state == "waiting"),
                Stopped = stopped,
            };
        }

        /// <summary>Everything that was added, oldest first.</summary>
        public IList<Kept> All()
        {
            return Directory.GetFiles(_folder, "*.json")
                .OrderBy(path => path, StringComparer.Ordinal)
                .Select(path => Json.Parsed<Kept>(File.ReadAllText(path, Encoding.UTF8)))
                .Where(kept => kept != null)
                .ToList();
        }

        /// <summary>Takes a rating out for good: one that was sent and whose answer has been shown, say.</summary>
        public void Forget(string id)
        {
            File.Delete(PathOf(id));
        }

        /// <summary>Whole or not at all, and on the disk when it returns.</summary>
        private void Write(Kept kept)
        {
            var path = PathOf(kept.Id);
            var unfinished = path + ".tmp";
            using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
            {
                var bytes = Encoding.UTF8.GetBytes(Json.Text(kept));
                file.Write(bytes, 0, bytes.Length);
                file.Flush(true);
            }
            if (File.Exists(path))
                File.Replace(unfinished, path, null);
            else
                File.Move(unfinished, path);
        }

        private string PathOf(string id)
        {
            if (id.Any(letter => letter != '-' && !Uri.IsHexDigit(letter)))
                throw new ArgumentException("not an id of this outbox", nameof(id));
            return Path.Combine(_folder, id + ".json");
        }
    }
}

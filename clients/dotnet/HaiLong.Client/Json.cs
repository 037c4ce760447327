using System;
using System.IO;
using System.Runtime.Serialization.Json;
using System.Text;

namespace HaiLong.Client
{
    /// <summary>JSON by what every .NET has.</summary>
    public static class Json
    {
        public static string Text<T>(T value)
        {
            using (var stream = new MemoryStream())
            {
                new DataContractJsonSerializer(typeof(T)).WriteObject(stream, value);
                return Encoding.UTF8.GetString(stream.ToArray());
            }
        }

        /// <summary>Null where the text is not the JSON object that was asked for.</summary>
        public static T Parsed<T>(string text) where T : class
        {
            var trimmed = text.Trim('\uFEFF', ' ', '\t', '\r', '\n');
            if (!trimmed.StartsWith("{", StringComparison.Ordinal) || !trimmed.EndsWith("}", StringComparison.Ordinal))
                return null;
            try
            {
                using (var stream = new MemoryStream(Encoding.UTF8.GetBytes(trimmed)))
                    return (T)new DataContractJsonSerializer(typeof(T)).ReadObject(stream);
            }
            catch (Exception error) when (!(error is OutOfMemoryException))
            {
                // The serializers of the frameworks differ in what they throw.
                return null;
            }
        }
    }
}

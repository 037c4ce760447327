using System;

namespace HaiLong.Client
{
    /// <summary>Base of the errors below.</summary>
    public class HaiLongException : Exception
    {
        public HaiLongException(string message) : base(message) { }
    }

    /// <summary>The API said no to what was sent: sending the same again is refused again. Code is stable.</summary>
    public sealed class RefusedException : HaiLongException
    {
        public RefusedException(int status, string code, string detail) : base(status + " " + code + ": " + detail)
        {
            Status = status;
            Code = code;
            Detail = detail;
        }

        public int Status { get; }
        public string Code { get; }
        public string Detail { get; }
    }

    /// <summary>Nothing is wrong with what was sent: send the same again later.</summary>
    public class UnavailableException : HaiLongException
    {
        public UnavailableException(string message) : base(message) { }
    }

    /// <summary>Who we are was not accepted (a rotated secret, a missing scope): nothing will be taken until that is put right.</summary>
    public sealed class NotSignedInException : UnavailableException
    {
        public NotSignedInException(string message) : base(message) { }
    }

    /// <summary>What was sent to the endpoint for webhooks is not ours, was altered, or is sent again by a stranger.</summary>
    public sealed class NotGenuineException : HaiLongException
    {
        public NotGenuineException(string message) : base(message) { }
    }
}

using System.Collections.Generic;
using System.Runtime.Serialization;

namespace HaiLong.Client
{
    /// <summary>1 (rất không hài lòng) to 5 (rất hài lòng); at least one of them.</summary>
    [DataContract]
    public sealed class Levels
    {
        [DataMember(Name = "officer", EmitDefaultValue = false)] public int? Officer { get; set; }
        [DataMember(Name = "team", EmitDefaultValue = false)] public int? Team { get; set; }
        [DataMember(Name = "office", EmitDefaultValue = false)] public int? Office { get; set; }
    }

    [DataContract]
    public sealed class Contact
    {
        [DataMember(Name = "name", EmitDefaultValue = false)] public string Name { get; set; }
        [DataMember(Name = "email", EmitDefaultValue = false)] public string Email { get; set; }
        [DataMember(Name = "phone", EmitDefaultValue = false)] public string Phone { get; set; }
    }

    [DataContract]
    public sealed class Rating
    {
        [DataMember(Name = "declaration_no")] public string DeclarationNo { get; set; }
        [DataMember(Name = "tax_code")] public string TaxCode { get; set; }
        [DataMember(Name = "levels")] public Levels Levels { get; set; }
        [DataMember(Name = "rating_key", EmitDefaultValue = false)] public string RatingKey { get; set; }
        [DataMember(Name = "reasons", EmitDefaultValue = false)] public List<string> Reasons { get; set; }
        [DataMember(Name = "comment", EmitDefaultValue = false)] public string Comment { get; set; }
        [DataMember(Name = "language", EmitDefaultValue = false)] public string Language { get; set; }
        [DataMember(Name = "contact", EmitDefaultValue = false)] public Contact Contact { get; set; }
    }

    /// <summary>What a rating is corrected to: all of it, as if it were given for the first time.</summary>
    [DataContract]
    public sealed class Correction
    {
        [DataMember(Name = "tax_code")] public string TaxCode { get; set; }
        [DataMember(Name = "levels")] public Levels Levels { get; set; }
        [DataMember(Name = "reasons", EmitDefaultValue = false)] public List<string> Reasons { get; set; }
        [DataMember(Name = "comment", EmitDefaultValue = false)] public string Comment { get; set; }
        [DataMember(Name = "language", EmitDefaultValue = false)] public string Language { get; set; }
        [DataMember(Name = "contact", EmitDefaultValue = false)] public Contact Contact { get; set; }
    }

    /// <summary>CaseId is null unless the rating is accepted and negative.</summary>
    [DataContract]
    public class RatingAnswer
    {
        [DataMember(Name = "declaration_no")] public string DeclarationNo { get; set; }
        [DataMember(Name = "lot_key")] public string LotKey { get; set; }
        [DataMember(Name = "received_at")] public string ReceivedAt { get; set; }
        [DataMember(Name = "negative")] public bool Negative { get; set; }
        [DataMember(Name = "status")] public string Status { get; set; }
        [DataMember(Name = "case_id")] public string CaseId { get; set; }
    }

    /// <summary>Outcome and Message are null until there is an answer.</summary>
    [DataContract]
    public sealed class CaseAnswer
    {
        [DataMember(Name = "state")] public string State { get; set; }
        [DataMember(Name = "opened_at")] public string OpenedAt { get; set; }
        [DataMember(Name = "due_at")] public string DueAt { get; set; }
        [DataMember(Name = "outcome")] public string Outcome { get; set; }
        [DataMember(Name = "message")] public string Message { get; set; }
        [DataMember(Name = "decided_at")] public string DecidedAt { get; set; }
        [DataMember(Name = "appeal_until")] public string AppealUntil { get; set; }

        [DataMember(Name = "receipt")] public string Receipt { get; set; }
        [DataMember(Name = "helped")] public HelpedAnswer Helped { get; set; }
    }

    /// <summary>Whether the answer helped: yes, partly or no.</summary>
    [DataContract]
    public sealed class HelpedAnswer
    {
        [DataMember(Name = "helped")] public string Helped { get; set; }
        [DataMember(Name = "why")] public string Why { get; set; }
        [DataMember(Name = "at")] public string At { get; set; }
    }

    [DataContract]
    public sealed class RatingFile : RatingAnswer
    {
        [DataMember(Name = "levels")] public Levels Levels { get; set; }
        [DataMember(Name = "reasons")] public List<string> Reasons { get; set; }
        [DataMember(Name = "comment")] public string Comment { get; set; }
        [DataMember(Name = "corrected_at")] public string CorrectedAt { get; set; }
        [DataMember(Name = "correctable_until")] public string CorrectableUntil { get; set; }
        [DataMember(Name = "case")] public CaseAnswer Case { get; set; }
    }

    [DataContract]
    internal sealed class Appeal
    {
        [DataMember(Name = "tax_code")] public string TaxCode { get; set; }
        [DataMember(Name = "reason")] public string Reason { get; set; }
    }

    [DataContract]
    internal sealed class Said
    {
        [DataMember(Name = "tax_code")] public string TaxCode { get; set; }
        [DataMember(Name = "helped")] public string Helped { get; set; }
        [DataMember(Name = "why", EmitDefaultValue = false)] public string Why { get; set; }
    }

    [DataContract]
    internal sealed class Granted
    {
        [DataMember(Name = "access_token")] public string AccessToken { get; set; }
        [DataMember(Name = "expires_in")] public double ExpiresIn { get; set; }
    }

    [DataContract]
    internal sealed class Problem
    {
        [DataMember(Name = "code")] public string Code { get; set; }
        [DataMember(Name = "title")] public string Title { get; set; }
        [DataMember(Name = "detail")] public string Detail { get; set; }
    }
}

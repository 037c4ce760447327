"""What the description of the enterprise API shows of each body."""

CLEARANCE = {
    "declaration_type": "A11",
    "first_declaration_no": None,
    "channel": "green",
    "enterprise": {"tax_code": "5700100256", "name": "Công ty TNHH Ví dụ", "emails": ["xnk@example.vn"]},
    "office": "20CF",
    "team": "01",
    "officers": [{"code": "20CF-0012", "name": "Nguyễn Văn A", "stage": "inspection"}],
    "cleared_at": "2026-06-20T09:31:00+07:00",
}
CLEARED = {
    "declaration_no": "103027528701",
    "lot_key": "10302752870",
    "rating_key": "10302752870.Y4Ym-jfdoDd8zT9k6UDqJ9yM330yGeJzUfv2K1D4mko",
    "rate_url": "https://api.example.vn/v1/rate/10302752870.Y4Ym-jfdoDd8zT9k6UDqJ9yM330yGeJzUfv2K1D4mko",
}
SAID = {
    "levels": {"officer": 2, "team": 3, "office": 4},
    "reasons": ["delay"],
    "comment": "Phải chờ hai ngày mới có người kiểm hóa.",
    "language": "vi",
    "contact": {"name": "Trần Thị B", "email": "ketoan@example.vn", "phone": "0203 000 000"},
}
RATING = {"declaration_no": "103027528701", "tax_code": "5700100256", **SAID}
RATED = {
    "declaration_no": "103027528701",
    "lot_key": "10302752870",
    "received_at": "2026-06-20T10:02:11+07:00",
    "negative": True,
    "status": "accepted",
    "case_id": "HL-10302752870",
}
AWAITING = RATED | {"lot_key": None, "status": "awaiting_clearance", "case_id": None}
FILE = RATED | {
    "levels": SAID["levels"],
    "reasons": SAID["reasons"],
    "comment": SAID["comment"],
    "corrected_at": None,
    "correctable_until": None,
    "case": {
        "state": "decided",
        "opened_at": "2026-06-20T10:02:12+07:00",
        "due_at": "2026-06-29T17:00:00+07:00",
        "outcome": "upheld",
        "message": "Chúng tôi xin lỗi vì đã để doanh nghiệp phải chờ.",
        "decided_at": "2026-06-24T15:40:00+07:00",
        "appeal_until": "2026-07-08T17:00:00+07:00",
        "receipt": (
            "HL-10302752870.6.q1Yp0n5rZk0XG7bq0k2oJm8m1s5d3wq9v4t6y8u1iVE.b8Qf2s1l4p7r0t3v6x9A2D5G8J1M4P7S0V3Y6b9e2h0"
        ),
        "helped": {"helped": "yes", "why": None, "at": "2026-06-25T08:20:00+07:00"},
    },
}
REASON = {"reason": "Nhật ký kiểm hóa cho thấy chúng tôi đã chờ ba ngày."}
HELPED = {"helped": "partly", "why": "Đã có lời giải thích, nhưng chưa rõ lần sau có khác không."}

"""Words of the exports: Vietnamese first, English beside it."""

from hailong.vocabulary.official import bilingual

WITHHELD = "không hiển thị / withheld"
"""Stands where too few enterprises are behind a figure."""

TOTALS = {
    "clearances": "Lô hàng thông quan / Lots cleared",
    "ratings": "Lượt đánh giá / Ratings",
    "response_rate": "Tỷ lệ lô hàng được đánh giá / Response rate",
    "enterprises_active": "Doanh nghiệp có lô hàng thông quan / Active enterprises",
    "enterprises_rated": "Doanh nghiệp tham gia đánh giá / Enterprises that rated",
    "participation": "Tỷ lệ doanh nghiệp tham gia / Participation",
    "negative": "Đánh giá không hài lòng / Negative ratings",
    "cases_opened": "Vụ việc đã mở / Cases opened",
    "cases_decided": "Vụ việc đã có kết luận / Cases decided",
    "cases_closed": "Vụ việc đã đóng / Cases closed",
    "on_time_rate": "Tỷ lệ kết luận đúng hạn / Decided on time",
    "upheld": "Phản ánh đúng, đúng một phần / Upheld or partly upheld",
    "partly_upheld": "Trong đó đúng một phần / Of them partly upheld",
    "appeals": "Đề nghị xem xét lại / Appeals",
    "reversals": "Kết luận thay đổi sau xem xét lại / Reversed on appeal",
    "systemic_share": "Nguyên nhân do hệ thống, chính sách, quy trình / Causes in system, policy, process",
    "backlog": "Vụ việc chờ kết luận cuối kỳ / Cases waiting at the end",
    "overdue": "Trong đó quá hạn / Of them overdue",
}
SHARES = frozenset({"response_rate", "participation", "on_time_rate", "systemic_share"})
HOURS = {
    "median": "Giờ làm việc đến khi kết luận, trung vị / Working hours to a decision, median",
    "p90": "Giờ làm việc đến khi kết luận, 90 % vụ việc / Working hours to a decision, 90th percentile",
}
CHANGE = {
    "difference": "Thay đổi tỷ lệ hài lòng, doanh nghiệp có ở cả hai kỳ / Change, those in both periods",
    "low": "Thay đổi, cận dưới 95 % / Change, low",
    "high": "Thay đổi, cận trên 95 % / Change, high",
    "enterprises": "Doanh nghiệp có ở cả hai kỳ / Enterprises in both periods",
}
HELPED = bilingual("helped")
HELPED_SHARE = "Tỷ lệ giúp được / Share that helped"
OUTCOMES = bilingual("outcomes")
HOUR_BANDS = {
    "8": "Trả lời trong 8 giờ làm việc / Answered within 8 working hours",
    "16": "Trong 16 giờ / Within 16 hours",
    "24": "Trong 24 giờ / Within 24 hours",
    "40": "Trong 40 giờ / Within 40 hours",
    "longer": "Lâu hơn / Longer",
}
CAUSES = bilingual("root_causes")
WAYS = {"software": "Phần mềm khai báo / Software", "link": "Đường dẫn / Link", "qr": "Mã QR / QR code"}
PARTIAL = "Chưa trọn kỳ / Cut"

SUBJECTS = bilingual("subjects")
LEVELS = tuple(bilingual("levels").values())
REASONS = bilingual("reasons")
TIERS = {
    ("above", "stands_out"): "Cao hơn rõ rệt so với mức chung / Clearly above the department",
    ("above", "look"): "Cao hơn mức chung, nên xem thêm / Above the department, worth a look",
    ("expected", None): "Tương đương mức chung / In line with the department",
    ("below", "look"): "Thấp hơn mức chung, nên xem thêm / Below the department, worth a look",
    ("below", "stands_out"): "Thấp hơn rõ rệt so với mức chung / Clearly below the department",
}
"""By tier and strength, as the console's page of figures names them."""
SATISFIED = "Tỷ lệ hài lòng / Satisfied"
LOW, HIGH = "Cận dưới 95 % / Low", "Cận trên 95 % / High"
LOW_CLUSTERED, HIGH_CLUSTERED = "Cận dưới theo cụm / Low, clustered", "Cận trên theo cụm / High, clustered"
EFFECTIVE_N = "Cỡ mẫu hiệu dụng / Effective n"
SINGLE_ENTERPRISE = "Một doanh nghiệp chi phối / Made by one enterprise"
YES, NO = "có / yes", "không / no"

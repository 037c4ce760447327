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
}
SHARES = frozenset({"response_rate", "participation", "on_time_rate"})

SUBJECTS = bilingual("subjects")
LEVELS = tuple(bilingual("levels").values())
REASONS = bilingual("reasons")
TIERS = {
    "above": "Cao hơn rõ rệt / Clearly above",
    "expected": "Như kỳ vọng / As expected",
    "below": "Thấp hơn rõ rệt / Clearly below",
}
SATISFIED = "Tỷ lệ hài lòng / Satisfied"
LOW, HIGH = "Cận dưới 95 % / Low", "Cận trên 95 % / High"
LOW_CLUSTERED, HIGH_CLUSTERED = "Cận dưới theo cụm / Low, clustered", "Cận trên theo cụm / High, clustered"
EFFECTIVE_N = "Cỡ mẫu hiệu dụng / Effective n"
SINGLE_ENTERPRISE = "Một doanh nghiệp chi phối / Made by one enterprise"
YES, NO = "có / yes", "không / no"

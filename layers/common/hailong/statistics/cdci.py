"""The components of the competitiveness index CDCI, and which reasons of ratings are evidence for each. Pure."""

from dataclasses import dataclass

from hailong.vocabulary.words import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """`reasons` speak against it where they are given; `figures` are totals that bear on it."""

    key: str
    vi: str
    en: str
    reasons: tuple[Reason, ...] = ()
    figures: tuple[str, ...] = ()


COMPONENTS = (
    Component(
        key="transparency",
        vi="Tính minh bạch",
        en="Transparency",
        reasons=(Reason.UNCLEAR_GUIDANCE, Reason.POLICY),
    ),
    Component(
        key="service_quality",
        vi="Chất lượng dịch vụ",
        en="Service quality",
        reasons=(Reason.ATTITUDE, Reason.ERROR, Reason.SYSTEM),
        figures=("negative",),
    ),
    Component(key="time_and_cost", vi="Chi phí thời gian", en="Time and cost", reasons=(Reason.DELAY,)),
    Component(key="fair_treatment", vi="Đối xử công bằng", en="Fair treatment", reasons=(Reason.OBSTRUCTION,)),
    Component(
        key="leadership",
        vi="Vai trò người đứng đầu",
        en="Leadership",
        figures=("cases_opened", "cases_decided", "on_time_rate", "upheld"),
    ),
    Component(
        key="business_support",
        vi="Hỗ trợ doanh nghiệp",
        en="Business support",
        figures=("response_rate", "participation", "cases_closed"),
    ),
    Component(key="law_enforcement", vi="Thực thi pháp luật", en="Law enforcement", reasons=(Reason.MISCONDUCT,)),
    Component(key="unofficial_fees", vi="Chi phí không chính thức", en="Unofficial fees", reasons=(Reason.HARASSMENT,)),
)
"""Each reason is evidence for one component at most, so that none is counted twice."""

OUTSIDE = Component(
    key="outside",
    vi="Ngoài bộ chỉ số",
    en="Outside the index",
    reasons=(Reason.OTHER_AGENCY, Reason.OTHER),
)

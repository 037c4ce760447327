from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """`correction_minutes`: how long after its receipt a rating may be corrected; 0: not at all.

    `rating_window_days`: how many days after clearance a lot may be rated. `rating_key`: `optional` or `required`.

    `signing_secret`: the secret with the keys that sign. `working_days_to_decide`: the promise, for appeals too.
    """

    ratings_table: str
    cases_table: str
    offices_table: str
    signing_secret: str
    correction_minutes: int
    rating_window_days: int
    rating_key: str
    answer_link_days: int
    working_days_to_decide: int

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """`appeal_window_days`: how many working days an enterprise has to appeal. `user_pool_id`: the staff."""

    cases_table: str
    user_pool_id: str
    evidence_bucket: str
    appeal_window_days: int

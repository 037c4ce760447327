from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """`appeal_window_days`: how many working days an enterprise has to appeal."""

    cases_table: str
    appeal_window_days: int

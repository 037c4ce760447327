from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """`rating_window_days`: how many days after clearance a lot may be rated."""

    ratings_table: str
    cases_table: str
    rating_window_days: int

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """`dead_letter_queue_url`: where a record goes that can never be counted."""

    counters_table: str
    dead_letter_queue_url: str

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """`malformed_queue_url`: where a record goes that can never be counted."""

    counters_table: str
    malformed_queue_url: str

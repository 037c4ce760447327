from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    counters_table: str
    offices_table: str
    user_pool_id: str

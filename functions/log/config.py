from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """`log_origin` names the log in its checkpoints and never changes; `log_key` signs them."""

    cases_table: str
    log_bucket: str
    log_key: str
    log_origin: str

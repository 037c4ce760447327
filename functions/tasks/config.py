from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """`appeal_window_days`: how many working days an enterprise has to appeal. `user_pool_id`: the staff.

    `notes_per_case`, `evidence_per_case`: how many there may be. `refusals_queue_url`: where refused attempts are taken
    down. `cursor_secret`: what cursors are signed with.
    """

    cases_table: str
    offices_table: str
    user_pool_id: str
    evidence_bucket: str
    refusals_queue_url: str
    cursor_secret: str
    appeal_window_days: int
    notes_per_case: int
    evidence_per_case: int

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """`reminder_days`: how many working days before the due day the reminder goes out. `extension_days`: how many
    working days there are for a case whose due date was not kept. `user_pool_id`: the staff.
    """

    cases_table: str
    user_pool_id: str
    reminder_days: int
    extension_days: int

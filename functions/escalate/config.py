from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """`dead_letter_queue_url`: where a record goes that can never succeed. `working_days_to_decide`: the promise.

    `listings_queue_url`: what is to be listed anew where people find it, and may take its time.

    `rating_window_days`: for how many days after its clearance a lot can be rated. `invitation_minutes`: how long after
    it the enterprise is invited to.
    """

    ratings_table: str
    cases_table: str
    events_table: str
    notices_queue_url: str
    listings_queue_url: str
    dead_letter_queue_url: str
    state_machine_arn: str
    working_days_to_decide: int
    rating_window_days: int
    invitation_minutes: int

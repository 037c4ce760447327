from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """Pauses are in seconds, the first and the longest; after `give_up_hours` of trying, somebody must call.

    `signing_secret` signs the links to the answer, which can be opened for `answer_link_days`, and those by which a lot
    can be rated, for `rating_window_days` after its clearance.
    `dead_letter_queue_url`: where a message goes that can never succeed. `reply_to` empty: replies go to the sender.
    `reply_domain` empty: replies are read by people alone; else each case has an address there, signed by
    `reply_secret`.
    """

    ratings_table: str
    cases_table: str
    offices_table: str
    notices_queue_url: str
    mail_reports_queue_arn: str
    dead_letter_queue_url: str
    user_pool_id: str
    sender_address: str
    sender_name: str
    reply_to: str
    reply_domain: str
    reply_secret: str
    configuration_set: str
    console_url: str
    api_url: str
    signing_secret: str
    rating_window_days: int
    answer_link_days: int
    first_pause_seconds: int
    longest_pause_seconds: int
    give_up_hours: int

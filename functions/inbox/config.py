from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """`reply_domain` is what follows the @ of reply addresses, empty where there are none; `reply_secret` signs them.

    `dead_letter_queue_url`: where a message goes that can never be handled.
    """

    cases_table: str
    inbox_bucket: str
    evidence_bucket: str
    evidence_per_case: int
    dead_letter_queue_url: str
    reply_domain: str
    reply_secret: str
    sender_address: str
    reply_to: str

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """`deliveries_queue_url`: whose line is to be looked at. `webhook_secrets`: what signs.

    `dead_letter_queue_url`: where a record goes that can never be read. `inside`: hosts inside a network that may be
    sent to, separated by commas; empty but on a local cloud.
    """

    events_table: str
    event_bus: str
    deliveries_queue_url: str
    dead_letter_queue_url: str
    webhook_secrets: str
    api_url: str
    inside: str

"""The bus on which events are told to whoever subscribes within the account."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from hailong.events.payload import SOURCE, EventBody
from hailong.vocabulary.errors import RetryLater

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

MOST = 10
"""What one call takes."""


class EventBridgeBus:
    def __init__(self, client: "EventBridgeClient", bus: str) -> None:
        self._client = client
        self._bus = bus

    def publish(self, bodies: Sequence[EventBody]) -> None:
        """RetryLater unless all are taken; some may have been by then."""
        for start in range(0, len(bodies), MOST):
            try:
                answer = self._client.put_events(
                    Entries=[
                        {
                            "EventBusName": self._bus,
                            "Source": SOURCE,
                            "DetailType": body.type.value,
                            "Detail": body.model_dump_json(),
                        }
                        for body in bodies[start : start + MOST]
                    ]
                )
            except (ClientError, BotoCoreError) as error:
                raise RetryLater(f"the bus cannot be reached: {type(error).__name__}") from error
            if answer["FailedEntryCount"]:
                raise RetryLater(f"the bus did not take {answer['FailedEntryCount']} events")

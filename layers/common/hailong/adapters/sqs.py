"""The queues in SQS: notices to be sent, and dead letters."""

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from hailong.vocabulary.errors import RetryLater

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SqsQueue:
    """One queue; messages are JSON."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def send(self, message: dict[str, Any]) -> None:
        """RetryLater when the queue does not take it, or does not say so."""
        try:
            self._client.send_message(QueueUrl=self._url, MessageBody=json.dumps(message, ensure_ascii=False))
        except (ClientError, BotoCoreError) as error:
            raise RetryLater(f"the queue cannot be reached: {type(error).__name__}") from error

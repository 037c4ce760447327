"""Refused attempts on their way from the answer to the case: by a queue, so that no answer takes longer for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from hailong.cases.timeline import UNKNOWN, Refusal
from hailong.ports.cases import RefusalCounter

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger


@dataclass(frozen=True, slots=True)
class Sent:
    """A refusal as it goes into the queue. `delivery` is the attempt's own, however often the queue is given it.

    The queue's id of a message is not: the SDK sends once more where an answer is lost, and that is another message.
    """

    refusal: Refusal
    delivery: str


@cache
def messages() -> TypeAdapter[Sent]:
    """Their form in the queue; built when first needed."""
    return TypeAdapter(Sent)


def message(refusal: Refusal) -> dict[str, Any]:
    """A refusal for the queue, as an attempt of its own."""
    said: dict[str, Any] = messages().dump_python(Sent(refusal, uuid4().hex), mode="json")
    return said


def take_down(records: Iterable[Mapping[str, Any]], counter: RefusalCounter, logger: "Logger") -> dict[str, Any]:
    """Counts what came by the queue, and says what is to come again. Of a case that there is not, nothing is kept."""
    again: list[dict[str, str]] = []
    for record in records:
        try:
            sent = messages().validate_json(record["body"])
            if sent.refusal.why != UNKNOWN:
                counter.count_refusal(sent.refusal, sent.delivery)
        except ValidationError:
            logger.error("not a refusal", extra={"message_id": record["messageId"]})  # noqa: TRY400 - it quotes
            again.append({"itemIdentifier": record["messageId"]})
        except Exception:
            logger.exception("a refusal could not be counted", extra={"message_id": record["messageId"]})
            again.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": again}

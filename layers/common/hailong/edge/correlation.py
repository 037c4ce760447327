"""Which request a function is about at this moment: told to its logger, and to what it counts and writes.

A request is called by the gateway's own name for it, which no caller can choose and which says nothing of anybody. What
a stream or a queue brings goes by the request that it follows from, where that is known, and else by Lambda's call.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from hailong.vocabulary.correlation import correlation_id_in

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

type Handler[Result] = Callable[[dict[str, Any], "LambdaContext"], Result]

_current: ContextVar[str | None] = ContextVar("correlation_id", default=None)


def current() -> str | None:
    """The correlation id of what is being dealt with."""
    return _current.get()


def follow(logger: Logger, correlation_id: str | None) -> None:
    """From now on everything is about this request; None: about none."""
    _current.set(correlation_id)
    logger.set_correlation_id(correlation_id)


@contextmanager
def following(logger: Logger, *candidates: object) -> Iterator[None]:
    """Meanwhile everything is about the first of the candidates that is a correlation id; without one all stays."""
    before = current()
    found = next((one for one in map(correlation_id_in, candidates) if one is not None), before)
    follow(logger, found)
    try:
        yield
    finally:
        follow(logger, before)


def followed[Result](logger: Logger) -> Callable[[Handler[Result]], Handler[Result]]:
    """A handler whose every log line has the correlation id of its request, else of its own call."""

    def wrap(handler: Handler[Result]) -> Handler[Result]:
        @wraps(handler)
        def call(event: dict[str, Any], context: "LambdaContext") -> Result:
            with following(logger, request_id(event), context.aws_request_id):
                return handler(event, context)

        return call

    return wrap


def request_id(event: Mapping[str, Any]) -> str | None:
    """What API Gateway calls the request; None for what is none."""
    return correlation_id_in((event.get("requestContext") or {}).get("requestId"))

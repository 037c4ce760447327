"""Serves the console: its files, and what it must know of its surroundings."""

import base64
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aws_lambda_powertools import Logger

from functions.console.config import Config
from functions.console.files import Reply, Site, security_headers
from functions.console.settings import public_settings, work_calendar
from hailong.edge import correlation, snapshot
from hailong.edge.config import read
from hailong.vocabulary.times import now, vietnamese_day

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from hailong.adapters.dynamodb.offices import DynamoOffices

# A resolver would add its import to every cold start, for the sake of two routes.
ROUTES = (("GET", "/console"), ("GET", "/console/{proxy+}"))

_JSON = "application/json; charset=utf-8"

logger = Logger(service="console")
config = read(Config)


@logger.inject_lambda_context
@correlation.followed(logger)
def handler(event: dict[str, Any], _context: "LambdaContext") -> dict[str, Any]:
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    address = (event.get("pathParameters") or {}).get("proxy", "")
    # Of the stage, not of the environment: see Config.
    console_url, client_id = event["stageVariables"]["console_url"], event["stageVariables"]["console_client_id"]
    reply = _reply(address, headers, client_id, urlsplit(console_url).path)
    logger.info("served", extra={"resource": event["resource"], "status": reply.status})
    return _proxied(reply)


@cache
def _offices() -> "DynamoOffices":
    """Slow to import, and no file has to wait for it."""
    from hailong.adapters.dynamodb.client import client  # noqa: PLC0415
    from hailong.adapters.dynamodb.offices import DynamoOffices  # noqa: PLC0415

    return DynamoOffices(cache(client), config.offices_table, now)


@cache
def _site() -> Site:
    return Site.load(Path(__file__).parent / "static", security_headers(config.connect_origins))


def _reply(address: str, headers: dict[str, str], client_id: str, page_path: str) -> Reply:
    if address == "config.json":
        today = vietnamese_day(now())
        body = public_settings(
            authority=config.authority,
            client_id=client_id,
            idle_minutes=config.idle_minutes,
            offices=_offices()(),
            today=today,
        )
        return _site().document(body, _JSON, headers)
    if address == "calendar.json":
        # Slow to import, and every other request would wait for it.
        from hailong.vocabulary.workdays import vietnamese_calendar  # noqa: PLC0415

        return _site().document(work_calendar(vietnamese_day(now()), vietnamese_calendar()), _JSON, headers)
    return _site().reply(address, headers, page_path)


def _proxied(reply: Reply) -> dict[str, Any]:
    """The answer as API Gateway takes it; base64, since most bodies are compressed."""
    return {
        "statusCode": reply.status,
        "headers": dict(reply.headers),
        "body": base64.b64encode(reply.body).decode(),
        "isBase64Encoded": True,
    }


def _load() -> None:
    """All that a request may need, before the first one comes."""
    _site()
    _offices()
    import_module("hailong.vocabulary.workdays").vietnamese_calendar()


snapshot.prepare(_load)

"""The public log: grows once a day, and is read by anyone."""

import base64
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from functions.log import decisions
from functions.log.config import Config
from hailong.adapters import aws
from hailong.adapters.dynamodb import client as dynamodb
from hailong.adapters.dynamodb.entries import DynamoEntries
from hailong.adapters.kms import KmsSigner
from hailong.adapters.s3_log import S3LogFiles
from hailong.edge import correlation
from hailong.edge.config import read
from hailong.edge.metrics import count
from hailong.edge.routing import ALWAYS

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

# A resolver would add its import to every cold start, for the sake of one route.
ROUTES = (("GET", "/log/{proxy+}"),)

_TILE = r"tile/(?:entries|[0-5])/(?:x[0-9]{3}/){0,3}[0-9]{3}(?:\.p/[1-9][0-9]{0,2})?"
_PATH = re.compile(rf"checkpoint|key|{_TILE}", re.ASCII)

logger = Logger(service="log")
config = read(Config)
files = S3LogFiles(aws.client("s3"), config.log_bucket)


@logger.inject_lambda_context
@correlation.followed(logger)
def handler(event: dict[str, Any], _context: "LambdaContext") -> dict[str, Any]:
    if "httpMethod" in event:
        return _file((event.get("pathParameters") or {}).get("proxy", ""))
    entries = DynamoEntries(dynamodb.client(), config.cases_table)
    signer = KmsSigner(aws.client("kms"), config.log_key)
    # The schedule's own time: a run that comes late adds what was over then.
    today = datetime.fromisoformat(event["time"]).astimezone(UTC).date()
    grown = decisions.grow(files, entries, signer, origin=config.log_origin, today=today)
    count("LogGrown", grown.added)
    found = {"added": grown.added, "size": grown.size, "through": grown.through.isoformat()}
    logger.info("log grown", extra=found)
    return found


def _file(path: str) -> dict[str, Any]:
    content = files.read(path) if _PATH.fullmatch(path) else None
    if content is None:
        problem = '{"type":"about:blank","title":"Not found","status":404,"code":"no_such_file"}'
        return _answer(404, problem.encode(), {"Content-Type": "application/problem+json; charset=utf-8"})
    return _answer(200, content, decisions.headers_of(path))


def _answer(status: int, content: bytes, headers: Any) -> dict[str, Any]:
    return {
        "statusCode": status,
        "headers": {**ALWAYS, **headers},
        "body": base64.b64encode(content).decode(),
        "isBase64Encoded": True,
    }

"""AWS clients for all adapters: botocore without boto3, reading of its models only what we call.

Measured in docs/performance.md: boto3 adds its resources and transfers to every start, and botocore by itself reads
the documentation and the endpoints of all there is.
"""

from functools import cache
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.loaders import Loader
from botocore.session import Session

SERVICES = ("cognito-idp", "dynamodb", "events", "kms", "s3", "secretsmanager", "sesv2", "sqs", "stepfunctions")
"""What functions call; the build writes their models, see aws_models.py of the layer."""

MODELS = Path(__file__).parent / "aws_models"
"""Only in what was built. All else that botocore reads, and all of it in a working tree, comes with botocore."""


class _Models(Loader):
    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002 - botocore's name
        """Without looking through the folders of four hundred services."""
        return list(SERVICES)


@cache
def _session() -> Session:
    session = Session()
    if MODELS.is_dir():
        session.register_component("data_loader", _Models(extra_search_paths=[str(MODELS)]))
    return session


CONNECT_SECONDS, READ_SECONDS, TRIES = 2, 4, 2
"""botocore by itself waits a minute for each, five times: longer than any of our functions lives."""


def client(service: str, config: Config | None = None) -> Any:
    """A client of the service; by default one that tries once more, and gives up long before its function does."""
    found = config or Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": TRIES},
    )
    return _session().create_client(service, config=found)

"""The AWS account that one is signed in to, for commands that work on a stack there (STACK=hailong)."""

import tomllib
from typing import Any

import boto3
from botocore.config import Config

from local.paths import ROOT

_LONGEST_CALL_SECONDS = 150
OR_ON_AWS = ", or name a stack on AWS: STACK=hailong"


def client(service: str) -> Any:
    """An AWS client for the region that `make deploy` deploys to, whichever the user's own settings name."""
    settings = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    # The service is only known as text here, which the typed overloads do not take.
    new_client: Any = boto3.client
    return new_client(
        service,
        region_name=settings["default"]["global"]["parameters"]["region"],
        # A sweep of a large stack may take as long as its function may run.
        config=Config(read_timeout=_LONGEST_CALL_SECONDS),
    )

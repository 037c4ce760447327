"""The AWS account that one is signed in to, for commands that work on a stack there (STACK=hailong)."""

from typing import Any

import boto3
from botocore.config import Config

from local.region import REGION

LONGEST_CALL_SECONDS = 310
"""A function that is waited for, as a sweep of a large stack is, may take as long as it may run."""

OR_ON_AWS = ", or name a stack on AWS: STACK=hailong"


def client(service: str) -> Any:
    """An AWS client for the region that `make deploy` deploys to, whichever the user's own settings name."""
    # The service is only known as text here, which the typed overloads do not take.
    new_client: Any = boto3.client
    return new_client(
        service,
        region_name=REGION,
        config=Config(read_timeout=LONGEST_CALL_SECONDS),
    )

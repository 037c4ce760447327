"""What every client of AWS keeps to: it has given up before its function is out of time."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from hailong.adapters import aws, s3, ses
from hailong.adapters.dynamodb.client import client as dynamodb

SHORTEST = 15
"""Seconds: the timeout of the functions that say nothing else, as the template has it."""

CLIENTS: dict[str, Callable[[], Any]] = {
    **{name: partial(aws.client, name) for name in ("cognito-idp", "sqs", "stepfunctions", "secretsmanager")},
    "s3": s3.client,
    "dynamodb": dynamodb,
    "ses": ses.client,
}


@pytest.mark.parametrize("service", CLIENTS)
def test_a_client_gives_up_before_its_function_is_out_of_time(service: str) -> None:
    config = CLIENTS[service]().meta.config
    tries = config.retries["total_max_attempts"]
    assert tries * max(config.connect_timeout, config.read_timeout) <= SHORTEST

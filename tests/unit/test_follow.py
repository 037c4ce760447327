"""`make follow`: the lines of one request out of all log groups of a stack, and of no other."""

import json
import time
from datetime import timedelta

import pytest
from moto import mock_aws

from hailong.vocabulary.times import now
from local import account
from local.__main__ import main
from local.follow import logged

ID = "6f2a1c1e-6a55-4a5e-9c43-0c1f8f0e2a11"
_COUNTED = {
    "CloudWatchMetrics": [{"Namespace": "HaiLong", "Dimensions": [["service"]], "Metrics": [{"Name": "MailSent"}]}]
}


@pytest.mark.parametrize("said", ["", "a b", "../etc", "x" * 65])
def test_what_is_no_id_is_refused_in_one_line(said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["follow", "--id", said]) == 1
    line = capsys.readouterr().err.strip()
    assert line == "make follow: ID is a correlation id: an answer and a mail have it as X-Correlation-Id"


@mock_aws
def test_the_lines_of_a_request_are_found_in_order_and_told_in_short() -> None:
    logs, at = account.client("logs"), int(time.time() * 1000)
    told = {
        "/aws/lambda/hailong-notify": [
            (3, json.dumps({"message": "notice handled", "delivery": "sent", "case_id": "HL-1", "correlation_id": ID})),
            (4, json.dumps({"_aws": _COUNTED, "MailSent": 1, "correlation_id": ID})),
            (5, json.dumps({"message": "of another", "correlation_id": "another"})),
        ],
        "/aws/apigateway/hailong": [(1, json.dumps({"request_id": ID, "method": "POST", "resource": "/ratings"}))],
        "/aws/lambda/hailong-dev-notify-too": [],
        "/aws/lambda/other-notify": [(2, json.dumps({"message": "elsewhere", "correlation_id": ID}))],
    }
    for group, lines in told.items():
        logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName="one")
        if lines:
            events = [{"timestamp": at + number, "message": text} for number, text in lines]
            logs.put_log_events(logGroupName=group, logStreamName="one", logEvents=events)
    found = logged(logs, "hailong", ID, now() - timedelta(hours=1))
    assert [(line.source, line.text) for line in found] == [
        ("api", "POST resource=/ratings"),
        ("notify", "notice handled case_id=HL-1 delivery=sent"),
        ("notify", "MailSent 1"),
    ]

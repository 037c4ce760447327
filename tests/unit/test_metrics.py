import json

import pytest

from hailong.edge.metrics import count
from tests.template.stack_template import load


def test_a_count_is_of_the_function_as_the_alarms_on_it_ask(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "notify")
    count("MailDelayed", 2)
    line = json.loads(capsys.readouterr().out)
    (told,) = line["_aws"]["CloudWatchMetrics"]
    written = {name: line[name] for name in told["Dimensions"][0]}
    alarms = load().properties("AWS::CloudWatch::Alarm").values()
    (asked,) = [alarm["Dimensions"] for alarm in alarms if alarm["MetricName"] == "MailDelayed"]
    assert {one["Name"]: one["Value"] for one in asked} == written == {"service": "notify"}
    assert (told["Namespace"], told["Metrics"], line["MailDelayed"]) == (
        "HaiLong",
        [{"Name": "MailDelayed", "Unit": "Count"}],
        2,
    )

"""Dead letters given back: what a queue gave up goes back where it came from, all else stays and is told of."""

import json
from typing import Any

import pytest

from local import letters
from local.deployment import Deployment
from local.progress import CannotGoOn

INBOX = "arn:aws:sqs:ap-southeast-1:123456789012:hailong-InboxQueue-1"


class Queues:
    """SQS, as far as it is asked: the letters of one queue, and what came to others."""

    def __init__(self, *waiting: dict[str, Any]) -> None:
        self.waiting = [{"ReceiptHandle": f"r{number}", **letter} for number, letter in enumerate(waiting)]
        self.hidden: dict[str, dict[str, Any]] = {}
        self.came: list[tuple[str, str]] = []
        self.away = False

    def receive_message(self, **asked: Any) -> dict[str, Any]:
        most = asked["MaxNumberOfMessages"]
        taken, self.waiting = self.waiting[:most], self.waiting[most:]
        self.hidden |= {letter["ReceiptHandle"]: letter for letter in taken}
        return {"Messages": taken} if taken else {}

    def change_message_visibility(self, **asked: Any) -> None:
        self.waiting.append(self.hidden.pop(asked["ReceiptHandle"]))

    def delete_message(self, **asked: Any) -> None:
        del self.hidden[asked["ReceiptHandle"]]

    def get_queue_url(self, **asked: Any) -> dict[str, str]:
        return {"QueueUrl": f"https://{asked['QueueName']}"}

    def send_message(self, **asked: Any) -> None:
        if self.away:
            raise ConnectionError
        self.came.append((asked["QueueUrl"], asked["MessageBody"]))

    def describe_stack_resource(self, **asked: Any) -> dict[str, Any]:
        return {"StackResourceDetail": {"PhysicalResourceId": asked["LogicalResourceId"]}}


def _given_up(body: str, source: str = INBOX) -> dict[str, Any]:
    return {"MessageId": f"id of {body}", "Body": body, "Attributes": {"DeadLetterQueueSourceArn": source}}


ASIDE = {"MessageId": "aside", "Body": json.dumps({"body": "an address", "reason": "not a mail"})}
OF_A_TOPIC = {"MessageId": "strange", "Body": "words of somebody", "Attributes": {}}


@pytest.fixture
def queues(monkeypatch: pytest.MonkeyPatch) -> Queues:
    found = Queues(*(_given_up(str(number)) for number in range(12)), ASIDE, OF_A_TOPIC)
    monkeypatch.setattr(letters, "deployment", lambda name: Deployment(name, lambda _: found, {}, is_local=True))
    return found


def test_without_apply_they_are_shown_and_stay_where_everybody_finds_them(
    queues: Queues, capsys: pytest.CaptureFixture[str]
) -> None:
    letters.give_back("hailong", "inbox", apply=False)
    told = capsys.readouterr().out
    assert told.splitlines()[0] == "id of 0  back to hailong-InboxQueue-1"
    assert "aside  stays: not a mail\nstrange  stays: no queue gave it up\n" in told
    assert told.endswith("12 would go back: APPLY=1 sends them; 2 stay.\n")
    assert "an address" not in told
    assert "words of somebody" not in told
    assert (len(queues.waiting), queues.hidden, queues.came) == (14, {}, [])


def test_each_goes_back_once_and_what_no_queue_gave_up_stays(queues: Queues) -> None:
    letters.give_back("hailong", "inbox", apply=True)
    letters.give_back("hailong", "inbox", apply=True)
    assert queues.came == [("https://hailong-InboxQueue-1", str(number)) for number in range(12)]
    assert [letter["MessageId"] for letter in queues.waiting] == ["aside", "strange"]


def test_one_that_cannot_go_back_is_still_there(queues: Queues) -> None:
    queues.away = True
    with pytest.raises(ConnectionError):
        letters.give_back("hailong", "inbox", apply=True)
    assert queues.came == []
    assert queues.waiting[-1]["MessageId"] == "id of 0"


def test_queues_that_nothing_comes_from_are_refused() -> None:
    with pytest.raises(CannotGoOn, match="QUEUE is one of escalate, events, inbox, notices, tasks, not 'tally'"):
        letters.give_back("hailong", "tally", apply=False)

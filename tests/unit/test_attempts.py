"""Trying again: so often and no more, with pauses that grow and that chance shortens."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from hailong.adapters.dynamodb.case_items import case_item
from hailong.adapters.dynamodb.finding import Budget, DynamoCaseIndex, found
from hailong.adapters.dynamodb.news import DynamoNewsBoards
from hailong.adapters.dynamodb.texts import DynamoTextShelf
from hailong.cases.finding import Wanted
from hailong.cases.queue import QueueQuery
from hailong.cases.texts import Content, first
from hailong.vocabulary.attempts import FIRST_PAUSE, MOST, attempts
from hailong.vocabulary.errors import RetryLater
from hailong.vocabulary.words import Language, Outcome
from tests import samples


def test_pauses_come_between_attempts_and_grow() -> None:
    longest = [0.0] * (MOST - 1)
    for _ in range(200):
        pauses: list[float] = []
        assert list(attempts(pauses.append)) == list(range(MOST))
        assert len(pauses) == MOST - 1
        longest = [max(pair) for pair in zip(longest, pauses, strict=True)]
    for number, pause in enumerate(longest):
        bound = FIRST_PAUSE * 2**number
        assert 0.8 * bound < pause <= bound


def test_who_succeeds_waits_no_more() -> None:
    pauses: list[float] = []
    for attempt in attempts(pauses.append):
        if attempt == 2:
            break
    assert len(pauses) == 2


def test_without_a_pause_there_are_as_many() -> None:
    assert list(attempts()) == list(range(MOST))


class _Busy:
    """A table that is too busy to write or to read anything."""

    def __init__(self) -> None:
        self.asked = 0

    def batch_write_item(self, RequestItems: Any) -> Any:  # noqa: N803 - as AWS calls it
        self.asked += 1
        return {"UnprocessedItems": RequestItems}

    def batch_get_item(self, RequestItems: Any) -> Any:  # noqa: N803 - as AWS calls it
        self.asked += 1
        return {"Responses": {}, "UnprocessedKeys": RequestItems}

    def query(self, **_: Any) -> Any:
        return {"Items": [{"sk": {"S": f"2021-06-28T10:00:00Z#{samples.opening().after.case_id}"}}]}


def test_a_busy_table_is_given_time_before_its_lists_are_given_up() -> None:
    table: Any = _Busy()
    pauses: list[float] = []
    with pytest.raises(RetryLater):
        DynamoCaseIndex(table, "cases", pauses.append).enlist(samples.opening().after, left=())
    assert (table.asked, len(pauses)) == (MOST, MOST - 1)


def test_a_busy_table_is_given_time_before_a_search_is_given_up() -> None:
    table: Any = _Busy()
    pauses: list[float] = []
    query = QueueQuery(wanted=Wanted(words=("cang",)))
    with pytest.raises(RetryLater):
        list(found(table, "cases", query, "9999", Budget(), [], pause=pauses.append))
    assert (table.asked, len(pauses)) == (MOST, MOST - 1)


def test_a_busy_table_is_given_time_before_news_are_given_up() -> None:
    table: Any = _Busy()
    pauses: list[float] = []
    with pytest.raises(RetryLater):
        DynamoNewsBoards(table, "cases", pauses.append).cases({samples.opening().after.case_id})
    assert (table.asked, len(pauses)) == (MOST, MOST - 1)


class _Idle(_Busy):
    """A table that reads at once."""

    def batch_get_item(self, RequestItems: Any) -> Any:  # noqa: N803 - as AWS calls it
        self.asked += len(RequestItems)
        return {"Responses": {"cases": [case_item(samples.opening().after)]}, "UnprocessedKeys": {}}


def test_who_reads_at_once_waits_for_nothing() -> None:
    table: Any = _Idle()
    pauses: list[float] = []
    case = samples.opening().after
    assert DynamoNewsBoards(table, "cases", pauses.append).cases({case.case_id}) == {case.case_id: case}
    assert DynamoNewsBoards(table, "cases", pauses.append).cases(()) == {}
    query = QueueQuery(wanted=Wanted(words=("cang",)))
    list(found(table, "cases", query, "9999", Budget(), [], pause=pauses.append))
    assert (pauses, table.asked > 1) == ([], True)


class _Meeting:
    """A table whose first transactions meet others."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.written = 0

    def transact_write_items(self, TransactItems: Any) -> None:  # noqa: N803 - as AWS calls it
        if self.times:
            self.times -= 1
            reasons = [{"Code": "TransactionConflict"}, *({"Code": "None"} for _ in TransactItems[1:])]
            error: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
            raise ClientError(error, "TransactWriteItems")
        self.written += 1


def test_a_text_that_met_another_one_is_put_all_the_same() -> None:
    table: Any = _Meeting(times=3)
    content = Content(outcome=Outcome.UPHELD, language=Language.VI, title="Xin lỗi", text="Chúng tôi xin lỗi.")
    text = first("20CF-01", content, samples.SUPERVISOR, at=samples.RATED)
    pauses: list[float] = []
    DynamoTextShelf(table, "cases", pauses.append).put(text)
    assert (table.written, len(pauses)) == (1, 3)
    with pytest.raises(RetryLater):
        DynamoTextShelf(_Meeting(times=MOST), "cases", pauses.append).put(text)  # type: ignore[arg-type]

"""Stream records: what is read of them, and that one that can never succeed takes no other with it."""

from typing import Any, NoReturn

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from hailong.adapters.dynamodb import case_items
from hailong.adapters.dynamodb.stream import change_of, each_but_the_hopeless, hopeless
from hailong.vocabulary.errors import GiveUp, Raced, RetryLater
from tests import samples


def _record(**change: Any) -> dict[str, Any]:
    item = case_items.case_item(samples.open_case())
    told = {"Keys": {"sk": item["sk"]}, "NewImage": item, "ApproximateCreationDateTime": 1_782_000_000}
    return {"eventID": "1", "dynamodb": told | change}


def test_a_record_says_what_became_of_what() -> None:
    item = case_items.case_item(samples.open_case())
    change = change_of(_record(OldImage=item))
    assert (change.after, change.before) == (samples.open_case(), samples.open_case())
    assert change_of(_record()).before is None


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"dynamodb": None},
        _record(NewImage={"pk": {"S": "x"}}),
        _record(Keys={"sk": {"S": "ENTRY#000001"}}),
        _record(NewImage=None),
        _record(ApproximateCreationDateTime="soon"),
    ],
)
def test_what_can_never_be_read_is_given_up(record: dict[str, Any]) -> None:
    with pytest.raises(GiveUp):
        change_of(record)


def _error(code: str, *reasons: str) -> ClientError:
    response: Any = {"Error": {"Code": code}, "CancellationReasons": [{"Code": reason} for reason in reasons]}
    return ClientError(response, "TransactWriteItems")


@pytest.mark.parametrize(
    ("error", "never"),
    [
        (GiveUp("x"), True),
        (ValueError("a transaction of 123 items"), True),
        (KeyError("x"), True),
        (_error("ValidationException"), True),
        (_error("TransactionCanceledException", "None", "ValidationError"), True),
        (_error("TransactionCanceledException", "None", "ThrottlingError"), False),
        (_error("AccessDeniedException"), False),
        (_error("ProvisionedThroughputExceededException"), False),
        (RetryLater("busy"), False),
        (Raced("moved"), False),
        (OSError("no network"), False),
    ],
)
def test_an_error_that_comes_again_however_often_is_told_from_one_that_passes(error: Exception, *, never: bool) -> None:
    assert hopeless(error) is never


@given(st.lists(st.booleans(), max_size=60))
def test_the_hopeless_are_set_aside_and_all_others_are_done(fit: list[bool]) -> None:
    done: set[int] = set()

    def enter(parts: Any) -> None:
        if any(not fit[number] for number in parts):
            raise ValueError("poison")
        done.update(parts)

    aside = [number for number, _ in each_but_the_hopeless(list(range(len(fit))), enter)]
    assert aside == [number for number, good in enumerate(fit) if not good]
    assert done == set(range(len(fit))) - set(aside)


def test_an_outage_sets_nothing_aside() -> None:
    def fail(_parts: Any) -> NoReturn:
        raise RetryLater("busy")

    with pytest.raises(RetryLater):
        each_but_the_hopeless([1, 2], fail)

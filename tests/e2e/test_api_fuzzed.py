"""What a machine builds from openapi.json, sent by everybody.

Nothing breaks, nothing is answered that is not described, and nothing that the description allows is refused as wrong.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from stdnum.vn import mst

from hailong.vocabulary.offices import all_offices
from local.signin import machine_token, staff_tokens
from local.stack import Stack
from tests.conformance import document
from tests.e2e.world import World

_CHECKS = [
    getattr(schemathesis.checks, name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "positive_data_acceptance",
    )
]
_OWN, _FOREIGN, _WRONG = 4, 1, 1
"""Requests as described, by a caller who may; by one who may not; and requests that are not as described."""

# What a pattern cannot say. The lots are long past: none of them can be rated, and no figure of another test moves.
_CLEARED = st.datetimes(datetime(2012, 1, 1), datetime(2014, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
_OFFICES = sorted({one.code for one in all_offices() if one.valid_on(date(2012, 1, 1)) or one.valid_on(date.max)})
_LABELS = st.from_regex("[a-z][a-z0-9]{0,8}", fullmatch=True)
for name, values in {
    "vn-tax-code": st.from_regex("[0-9]{9}", fullmatch=True).map(lambda nine: nine + mst.calc_check_digit(nine)),
    "customs-office": st.sampled_from(_OFFICES),
    "date-time": _CLEARED.map(lambda moment: moment.isoformat(timespec="seconds")),
    "date": st.dates(date(2021, 1, 1), date(2021, 12, 31)).map(date.isoformat),
    "email": st.tuples(_LABELS, _LABELS).map(lambda two: f"{two[0]}@{two[1]}.example.vn"),
}.items():
    schemathesis.openapi.format(name, values)

ROLES = ("anyone", "customs", "software", "handler", "supervisor", "inspector", "leader")
_MACHINES = {"customs", "software"}


@cache
def _operations() -> dict[str, APIOperation[Any, Any, Any, Any]]:
    schema = schemathesis.openapi.from_dict(document())
    return {one.ok().label: one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)}


@pytest.fixture(scope="module")
def headers(world: World) -> Callable[[str], dict[str, str]]:
    """What each caller signs in with, once."""

    @cache
    def of(role: str) -> dict[str, str]:
        if role == "anyone":
            return {}
        return {"Authorization": f"Bearer {_token(world.stack, role)}"}

    return of


def _token(stack: Stack, role: str) -> str:
    if role in _MACHINES:
        return machine_token(stack, getattr(stack.clients, role))
    return staff_tokens(stack, stack.person(group=role))["id_token"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("label", list(_operations()))
def test_what_is_described_is_what_happens(
    world: World, headers: Callable[[str], dict[str, str]], role: str, label: str
) -> None:
    operation = _operations()[label]
    own = role in _callers(operation)
    _send(world, operation, headers(role), GenerationMode.POSITIVE, _OWN if own else _FOREIGN)
    if own:
        _send(world, operation, headers(role), GenerationMode.NEGATIVE, _WRONG)


def _send(
    world: World,
    operation: APIOperation[Any, Any, Any, Any],
    headers: dict[str, str],
    mode: GenerationMode,
    examples: int,
) -> None:
    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
        derandomize=True,
        database=None,
    )
    @given(case=operation.as_strategy(mode).filter(_possible))
    def sent(case: Case[Any]) -> None:
        response = case.call(base_url=world.stack.api_url, headers=headers, timeout=60)
        if response.status_code in {401, 403} and "code" not in response.text:
            return  # the local cloud's gateway says no in its own words; ours are in the template
        case.validate_response(response, checks=_CHECKS)

    # Where nothing is sent, nothing about it can be wrong.
    with suppress(*([Unsatisfiable] if mode is GenerationMode.NEGATIVE else [])):
        sent()


def _callers(operation: APIOperation[Any, Any, Any, Any]) -> set[str]:
    described = document()["paths"][operation.path][operation.method.lower()]
    match described["security"]:
        case [{"machine": scopes}]:
            return {"customs"} if "clearance" in scopes[0] else {"software"}
        case [{"staff": _}]:
            return set(ROLES) - _MACHINES - {"anyone"}
        case _:
            return {"anyone"}


def _possible(case: Case[Any]) -> bool:
    """What no schema can say: of two fields together, of characters beyond the first plane, of a cursor."""
    query = case.query or {}
    if "cursor" in query:
        return False
    if ("compare_from" in query) != ("compare_to" in query) or ("compare" in query and "compare_from" in query):
        return False
    for first, last in (("from", "to"), ("compare_from", "compare_to")):
        if first in query and last in query and query[first] > query[last]:
            return False
    for one in _parts(case.body):
        if isinstance(one, str) and any(
            0xE0000 <= ord(char) <= 0xE007F or ord(char) & 0xFFFE == 0xFFFE for char in one
        ):
            return False
        if isinstance(one, dict) and isinstance(one.get("officers"), list):
            codes = [officer.get("code") for officer in one["officers"] if isinstance(officer, dict)]
            if len({str(code) for code in codes}) != len(codes):
                return False
    return True


def _parts(value: Any) -> Iterator[Any]:
    yield value
    if isinstance(value, dict):
        for part in value.values():
            yield from _parts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _parts(part)

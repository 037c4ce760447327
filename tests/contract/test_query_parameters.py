"""A query parameter that a route does not know, or that is given twice, is refused and not passed over."""

from types import ModuleType

import pytest

from functions.submit.api import OPERATIONS
from hailong.edge.api import Caller, Operation
from tests.contract.submit_desk import NUMBER, TAX_CODE, SubmitDesk
from tests.contract.test_report_function import FEBRUARY, function, get

__all__ = ["function"]

MACHINES = [operation for operation in OPERATIONS if operation.caller is Caller.MACHINE]


@pytest.mark.parametrize("operation", MACHINES, ids=lambda operation: operation.name)
def test_machines_are_told_of_a_parameter_that_there_is_not(desk: SubmitDesk, operation: Operation) -> None:
    place = {"declaration_no": NUMBER} if "{declaration_no}" in operation.path else {}
    query = {"tax_code": TAX_CODE} if operation.name == "get_rating" else {}
    reply = desk.send(operation.method, operation.path, {}, query=query | {"colour": "red"}, at=place)
    assert (reply.status, [one["field"] for one in reply.json["errors"]]) == (422, ["colour"])


@pytest.mark.parametrize("path", ["/statistics", "/statistics/export", "/statistics/cdci"])
def test_leaders_are_told_of_a_parameter_that_there_is_not(function: ModuleType, path: str) -> None:
    asked = {"quarter": "2022-Q1"} if path.endswith("cdci") else FEBRUARY
    assert get(function, path, **asked)["statusCode"] == 200
    assert get(function, path, **asked, colour="red")["statusCode"] == 422

"""The template keeps what is promised of it, whatever is added to it: every check looks at all there is."""

from collections.abc import Callable, Iterable

import pytest

from tests.template import checks_access, checks_aws, checks_operation, checks_rights, checks_schemas
from tests.template.stack_template import Template

type Check = Callable[[Template], Iterable[str]]

ALL_CHECKS = [*checks_access.CHECKS, *checks_operation.CHECKS, *checks_aws.CHECKS]
ALL_CHECKS += [*checks_schemas.CHECKS, *checks_rights.CHECKS]


@pytest.mark.parametrize("check", ALL_CHECKS, ids=lambda check: check.__name__)
def test_the_template_keeps_its_promise(check: Check, template: Template) -> None:
    assert list(check(template)) == []


def test_clearances_reach_escalate_only_where_enterprises_are_invited(template: Template) -> None:
    mapping = template.properties("AWS::Lambda::EventSourceMapping")["EscalateFunctionNegativeRatings"]
    filters = mapping["FilterCriteria"]["Filters"]
    ((condition, invited, otherwise),) = [one["Fn::If"] for one in filters if "Fn::If" in one]
    assert [one for one in filters if "CLEARANCE" in one.get("Pattern", "")] == []
    assert (condition, otherwise) == ("Invites", {"Ref": "AWS::NoValue"})
    assert "CLEARANCE" in invited["Pattern"]
    assert template.source["Parameters"]["InvitationEmail"]["Default"] == "no"

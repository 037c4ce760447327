"""People of a test in the user pool, whoever else has put them there."""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from hailong.vocabulary.people import Person
from local.stack import StaffMember
from tests.e2e.world import World

PASSWORD = "Vai-Tro-2026"


def in_the_pool(world: World, people: Mapping[str, Person]) -> dict[str, StaffMember]:
    """Each of them as somebody who can sign in."""
    return {name: member(world, person, sorted(person.roles)) for name, person in people.items()}


def member(world: World, person: Person, groups: Iterable[str]) -> StaffMember:
    """Somebody who can sign in, with these groups."""
    cognito, pool, name = world.cloud.client("cognito-idp"), world.stack.user_pool_id, person.staff_code.lower()
    attributes = {
        "name": person.name or "Người Thử",
        "email": person.email or f"{name}@example.vn",
        "custom:office": person.office,
        "custom:staff_code": person.staff_code,
    } | ({"custom:team": person.team} if person.team else {})
    who = {"UserPoolId": pool, "Username": name}
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(
            **who,
            UserAttributes=[{"Name": attribute, "Value": value} for attribute, value in attributes.items()],
            MessageAction="SUPPRESS",
        )
    cognito.admin_set_user_password(**who, Password=PASSWORD, Permanent=True)
    wanted = [str(group) for group in groups]
    for group in wanted:
        cognito.admin_add_user_to_group(**who, GroupName=group)
    return StaffMember(
        username=name,
        password=PASSWORD,
        groups=wanted,
        office=person.office,
        team=person.team,
        staff_code=person.staff_code,
    )

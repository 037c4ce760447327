"""`make events`: what the operator asks about events, or does about them."""

from hailong.vocabulary.times import now, to_text
from local.deployment import deployment
from local.progress import CannotGoOn
from local.vendors import ONLY_SAID, Vendors
from local.webhooks import Webhooks, show_all, show_attempts


def events(
    stack_name: str = "",
    *,
    vendor: str = "",
    again: str = "",
    day: str = "",
    rotate: str = "",
    retire: str = "",
    stop: str = "",
    dry: bool = False,
) -> None:
    """Does the one thing that is asked for and says what came of it; lists the endpoints where nothing is.

    With `dry` it says what would be done, or why it cannot be.
    """
    if sum(map(bool, (vendor, rotate, retire, stop))) > 1:
        raise CannotGoOn("one of VENDOR, ROTATE, RETIRE and STOP at a time")
    if (again or day) and not vendor:
        raise CannotGoOn("AGAIN and DAY go with VENDOR")
    deployed = deployment(stack_name)
    webhooks, vendors = (
        Webhooks(deployed, dry=dry),
        Vendors(deployed.client("cognito-idp"), deployed.outputs["UserPoolId"]),
    )

    def client(name: str) -> str:
        return vendors.named(name).client_id

    if again:
        times = webhooks.again(client(vendor), again)
        print(
            f"{times} events are delivered again, within a minute."
            if not dry
            else f"Would deliver {times} again. {ONLY_SAID}"
        )
    elif vendor:
        show_attempts(webhooks.attempts(client(vendor), day or to_text(now())[:10]))
    elif rotate:
        _rotate(webhooks, rotate, client(rotate), dry=dry)
    elif retire:
        webhooks.retire(client(retire))
        ended = f"The older webhook secret of {retire} has ended."
        print(f"Would end the older webhook secret of {retire}. {ONLY_SAID}" if dry else ended)
    elif stop:
        if not webhooks.stop(client(stop)):
            raise CannotGoOn(f"{stop!r} has no endpoint")
        print(f"Would send nothing to {stop} any more. {ONLY_SAID}" if dry else f"Nothing is sent to {stop} any more.")
    else:
        show_all(webhooks.all(), {one.client_id: one.name for one in vendors.all()}, now())


def _rotate(webhooks: Webhooks, name: str, client_id: str, *, dry: bool) -> None:
    secret = webhooks.rotate(client_id)
    if dry:
        print(f"Would give {name} another webhook secret. {ONLY_SAID}")
        return
    print(f"{name} has another webhook secret\n  secret  {secret}")
    print(f"It is not shown again. Both sign, within a minute, until `make events RETIRE={name}`.")

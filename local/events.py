"""`make events`: what the operator asks about events, or does about them."""

from hailong.vocabulary.times import now, to_text
from local.deployment import deployment
from local.progress import CannotGoOn
from local.vendors import Vendors
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
) -> None:
    """Does the one thing that is asked for and says what came of it; lists the endpoints where nothing is."""
    if sum(map(bool, (vendor, rotate, retire, stop))) > 1:
        raise CannotGoOn("one of VENDOR, ROTATE, RETIRE and STOP at a time")
    if (again or day) and not vendor:
        raise CannotGoOn("AGAIN and DAY go with VENDOR")
    deployed = deployment(stack_name)
    webhooks, vendors = Webhooks(deployed), Vendors(deployed.client("cognito-idp"), deployed.outputs["UserPoolId"])

    def client(name: str) -> str:
        return vendors.named(name).client_id

    if again:
        print(f"{webhooks.again(client(vendor), again)} events are delivered again, within a minute.")
    elif vendor:
        show_attempts(webhooks.attempts(client(vendor), day or to_text(now())[:10]))
    elif rotate:
        print(f"{rotate} has another webhook secret\n  secret  {webhooks.rotate(client(rotate))}")
        print(f"It is not shown again. Both sign, within a minute, until `make events RETIRE={rotate}`.")
    elif retire:
        webhooks.retire(client(retire))
        print(f"The older webhook secret of {retire} has ended.")
    elif stop:
        if not webhooks.stop(client(stop)):
            raise CannotGoOn(f"{stop!r} has no endpoint")
        print(f"Nothing is sent to {stop} any more.")
    else:
        show_all(webhooks.all(), {one.client_id: one.name for one in vendors.all()}, now())

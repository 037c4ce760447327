"""What comes to the endpoint for webhooks sooner or later, and what software must make of it."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from local.conformance.scenario import scenario
from local.conformance.stage import Stage, expect
from local.conformance.webhooks import WEBHOOK_SECRET, Sent, event, secret


@scenario("a webhook twice, and an older one after it: each answered 2xx, and what is shown is what the API says")
def webhook_twice_and_out_of_order(stage: Stage) -> None:
    rating = stage.rate()
    stage.sends(sent=1)
    older, newer = event(rating, 1, "case.opened"), event(rating, 4, "case.decided")
    for content in (newer, older, newer):
        Sent(content).taken(stage.driver)
    found = stage.show(rating)
    expect(found["case"]["state"] == "decided", f"after the events {found['case']} is shown")


_FORGED: Sequence[tuple[str, str, Callable[[str], str]]] = (
    ("a webhook under another id", "webhook-id", lambda signed: f"{signed[:-1]}7"),
    ("a webhook of another moment", "webhook-timestamp", lambda signed: str(int(signed) + 1)),
    ("a webhook with an empty signature", "webhook-signature", lambda _: ""),
    ("a webhook with half a signature", "webhook-signature", lambda _: "v1"),
    ("a webhook whose signature is no base64", "webhook-signature", lambda _: "v1,%%%"),
    ("a signature of a version that there is not", "webhook-signature", lambda signed: f"v9{signed[2:]}"),
)
"""What is forged, in which header, and how, of what was signed: a second later another moment is the right one."""


@scenario("a webhook that was altered, or that a stranger signed, or nobody: refused, and the genuine one taken")
def webhook_not_genuine(stage: Stage) -> None:
    content = event(stage.rate(), 1, "case.opened")
    altered = Sent(content)
    altered.body = altered.body.replace("case.opened", "case.closed")
    altered.turned_away(stage.driver, "a webhook that was altered")
    for what, header, forge in _FORGED:
        forged = Sent(content)
        forged.headers[header] = forge(forged.headers[header])
        forged.turned_away(stage.driver, what)
    for header in altered.headers:
        bare = Sent(content)
        del bare.headers[header]
        bare.turned_away(stage.driver, f"a webhook without {header}")
    Sent(content, [secret("a stranger's")]).turned_away(stage.driver, "a webhook that a stranger signed")
    Sent(content).taken(stage.driver)


@scenario("a webhook that is over five minutes old, or from the future: refused, for somebody may have kept it")
def webhook_old_timestamp(stage: Stage) -> None:
    content = event(stage.rate(), 1, "case.opened")
    for minutes, what in ((10, "a webhook of ten minutes ago"), (-10, "a webhook of in ten minutes")):
        Sent(content, ago=timedelta(minutes=minutes)).turned_away(stage.driver, what)
    for text in ("", "soon", "NaN", "1e99", "-1"):
        odd = Sent(content)
        odd.headers["webhook-timestamp"] = text
        odd.turned_away(stage.driver, f"a webhook of the moment {text!r}")
    Sent(content, ago=timedelta(minutes=2)).taken(stage.driver)


@scenario("webhook secrets change: while both sign either is enough, and then the old one is worth nothing")
def webhook_secret_rotated(stage: Stage) -> None:
    content, new = event(stage.rate(), 1, "case.opened"), secret("the second")
    Sent(content, [new, WEBHOOK_SECRET]).taken(stage.driver)
    stage.driver.ask("webhook_secrets", secrets=[new, WEBHOOK_SECRET])
    Sent(content, [new]).taken(stage.driver)
    Sent(content, [WEBHOOK_SECRET]).taken(stage.driver)
    stage.driver.ask("webhook_secrets", secrets=[new])
    Sent(content, [new]).taken(stage.driver)
    Sent(content, [WEBHOOK_SECRET]).turned_away(stage.driver, "a webhook under the old secret")


@scenario("a webhook of a type and with fields that are new: taken, and no hindrance")
def webhook_new_type(stage: Stage) -> None:
    content = event(stage.rate(), 1, "case.weighed", new_since_2027={"a": [1]})
    content["data"] |= {"also_new": "có dấu"}
    Sent(content).taken(stage.driver)

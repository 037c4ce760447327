"""The client as `make conformance` drives it: one instruction a line on standard input, one answer a line."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hailong_client import HaiLong, NotGenuine, NotSignedIn, Outbox, RatingFile, Refused, Unavailable, Webhooks

moment = 0.0


def signed_in(secret: str) -> HaiLong:
    return HaiLong(
        os.environ["API_URL"], os.environ["TOKEN_URL"], os.environ["CLIENT_ID"], secret, attempts=2, timeout=5
    )


def told(call: Callable[[], RatingFile]) -> dict[str, Any]:
    try:
        return {"answer": call()}
    except Refused as error:
        return {"refused": error.code}
    except NotSignedIn as error:
        return {"not_signed_in": str(error)}
    except Unavailable as error:
        return {"unavailable": str(error)}


def of_one_rating(api: HaiLong, number: str, order: dict[str, Any]) -> RatingFile:
    match order["do"]:
        case "show":
            return api.rating(number, order["tax_code"])
        case "appeal":
            return api.appeal(number, order["tax_code"], order["reason"])
        case "helped":
            return api.helped(number, order["tax_code"], order["helped"], order.get("why"))
        case _:
            return api.correct(number, order["correction"])


def taken(webhooks: Webhooks, headers: dict[str, str], body: str) -> dict[str, Any]:
    try:
        event = webhooks.event(headers, body)
    except NotGenuine as error:
        return {"accepted": False, "why": str(error)}
    return {"accepted": True, "id": event.id, "type": event.type}


def main() -> None:
    global moment  # noqa: PLW0603 - the clock of the outbox
    outbox = Outbox(Path(os.environ["FOLDER"], "outbox.sqlite3"), clock=lambda: moment)
    api = signed_in(os.environ["CLIENT_SECRET"])
    webhooks = Webhooks(os.environ["WEBHOOK_SECRET"])
    for line in sys.stdin:
        order = json.loads(line)
        answer: dict[str, Any] = {}
        match order:
            case {"do": "rate", "rating": rating}:
                outbox.add(rating)
            case {"do": "send", "now": now}:
                moment = float(now)
                sent = outbox.send(api)
                answer = {"sent": sent.sent, "refused": sent.refused, "waiting": sent.waiting, "stopped": sent.stopped}
            case {"do": "secret", "secret": secret}:
                api.close()
                api = signed_in(secret)
            case {"do": "show" | "appeal" | "helped" | "correct", "declaration_no": number}:
                answer = told(lambda: of_one_rating(api, number, order))  # noqa: B023 - called at once
            case {"do": "webhook", "headers": headers, "body": body}:
                answer = taken(webhooks, headers, body)
            case {"do": "webhook_secrets", "secrets": secrets}:
                webhooks = Webhooks(*secrets)
        print(json.dumps(answer), flush=True)  # noqa: T201 - this is the answer


if __name__ == "__main__":
    main()

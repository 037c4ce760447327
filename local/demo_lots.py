"""The lots that a fresh stack begins with: reported and rated through the API, as customs and software would."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from local.paths import DATA
from local.progress import CannotGoOn
from local.signin import machine_token
from local.stack import MachineClient, Stack

type Json = dict[str, Any]

_ANSWER_SECONDS = 60


def add_lots(stack: Stack) -> None:
    """Doing it again changes nothing: what is rated stays as it is."""
    lots: list[Json] = json.loads((DATA / "lots.json").read_text())
    with _caller(stack, stack.clients.customs) as customs, _caller(stack, stack.clients.software) as software:
        for lot in lots:
            _report(customs, lot)
            if lot["rating"]:
                _rate(software, lot)


def _report(customs: httpx.Client, lot: Json) -> None:
    answer = customs.put(
        f"/clearances/{lot['declaration_no']}",
        json={
            "declaration_type": "A11",
            "first_declaration_no": None,
            "channel": "yellow",
            "enterprise": lot["enterprise"],
            "office": lot["office"],
            "team": lot["team"],
            "officers": [lot["officer"]],
            "cleared_at": (datetime.now(UTC) - timedelta(hours=3)).isoformat(timespec="seconds"),
        },
    )
    # A rated lot's facts are fixed: it is there already.
    _expect(answer, httpx.codes.CREATED, httpx.codes.OK, httpx.codes.CONFLICT)


def _rate(software: httpx.Client, lot: Json) -> None:
    rating = {
        "declaration_no": lot["declaration_no"],
        "tax_code": lot["enterprise"]["tax_code"],
        "language": "vi",
        **lot["rating"],
    }
    _expect(software.post("/ratings", json=rating), httpx.codes.CREATED, httpx.codes.OK)


def _caller(stack: Stack, client: MachineClient) -> httpx.Client:
    token = machine_token(stack, client)
    return httpx.Client(
        base_url=stack.api_url,
        headers={"Authorization": f"Bearer {token}"},
        timeout=_ANSWER_SECONDS,
        trust_env=False,
    )


def _expect(answer: httpx.Response, *codes: int) -> None:
    if answer.status_code not in codes:
        raise CannotGoOn(f"the API answered {answer.status_code} to a demo lot: {answer.text}")

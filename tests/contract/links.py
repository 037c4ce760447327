"""What opens with a link, asked for as a page or as JSON."""

import html
import re
from types import ModuleType
from typing import Any

from hailong.lots.rating import Rating
from tests.contract.submit_desk import Reply, SubmitDesk

RATE, ANSWER, APPEAL = "/rate/{rating_key}", "/answers/{token}", "/answers/{token}/appeal"
JSON, HTML = {"Accept": "application/json"}, {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FORM = {"officer": "2", "office": "4", "reasons": ["delay", "attitude"], "language": "vi"}
KEY = "10302752870"


def rate(desk: SubmitDesk, key: str, form: dict[str, Any], **more: Any) -> Reply:
    return desk.send("POST", RATE, form=form, headers=HTML, at={"rating_key": key}, **more)


def see_rate(desk: SubmitDesk, key: str, **more: Any) -> Reply:
    return desk.send("GET", RATE, at={"rating_key": key}, claims={}, **{"headers": HTML} | more)


def heading(reply: Reply) -> str:
    found = re.search(r"<h1>(.*?)</h1>", reply.text, re.DOTALL)
    assert found is not None, reply.text
    return html.unescape(found[1])


def stored(submit: ModuleType) -> Rating | None:
    found: Rating | None = submit.ratings.rating(KEY)
    return found

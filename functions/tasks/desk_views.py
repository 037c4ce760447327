"""What staff are shown of their news, their desk and their workload."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from functions.tasks import views
from hailong.cases.case import Case
from hailong.cases.desk import Desk
from hailong.cases.workload import Load
from hailong.vocabulary.times import to_local_text

if TYPE_CHECKING:
    from functions.tasks.desk_answers import DeskAnswer, NewsAnswer, NewsShown, ViewShown, Weight, WorkloadAnswer
    from functions.tasks.workload import Overview
    from hailong.cases.news import News


def news_view(found: "Sequence[tuple[News, Case]]", desk: Desk) -> "NewsAnswer":
    """`unread` stays true until the person says that they have seen it."""
    items: list[NewsShown] = [
        {
            "kind": news.kind,
            "at": to_local_text(news.at),
            "case_id": case.case_id,
            "office": case.office,
            "enterprise": case.clearance.enterprise.name,
            "due_at": to_local_text(case.due_at),
            "unread": desk.seen_until is None or news.at > desk.seen_until,
        }
        for news, case in found
    ]
    return {"items": items, "unread": sum(item["unread"] for item in items)}


def desk_view(desk: Desk) -> "DeskAnswer":
    shown: list[ViewShown] = [{"name": view.name, "address": view.address} for view in desk.views]
    return {"views": shown, "digest": desk.digest}


def workload_view(found: "Overview", now: datetime) -> "WorkloadAnswer":
    return {
        "total": _weight(found.total),
        "people": [{**views.assignee_view(person), **_weight(load)} for person, load in found.people],
        "items": [views.item_view(case, now) for case in found.attention],
        "names": {person.staff_code: person.name for person, _ in found.people if person.name},
        "soon": to_local_text(found.soon),
        "complete": found.complete,
    }


def _weight(load: Load) -> "Weight":
    return {
        "cases": load.cases,
        "unassigned": load.unassigned,
        "in_review": load.in_review,
        "due_soon": load.due_soon,
        "overdue": load.overdue,
        "stuck": load.stuck,
        "next_due": views.moment_view(load.next_due),
    }

"""What rings for a member of staff: the news that concern them. Pure, over what the boards are read by."""

import heapq
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import batched, islice, takewhile

from hailong.cases.case import Case
from hailong.cases.news import KEPT, News, boards_of, is_for
from hailong.vocabulary.people import Person

type Latest = Callable[[str], Iterable[News]]
"""The news of a board, the latest first."""
type CasesOf = Callable[[Collection[str]], Mapping[str, Case]]
"""Cases by their ids, as they are now, without those that are gone."""

MOST_SHOWN = 30
MOST_READ = 300
"""News that are looked through for one answer."""

_AT_A_TIME = 50


def told(
    latest: Latest, cases_of: CasesOf, person: Person, staff: Sequence[Person], *, now: datetime
) -> Sequence[tuple[News, Case]]:
    """The latest news that concern this person, with their cases as they are now; of other cases it tells nothing."""
    newest = heapq.merge(*map(latest, boards_of(person)), key=_when, reverse=True)
    # What is older may be there for a while, until the table takes it away.
    merged = takewhile(lambda news: news.at > now - KEPT, newest)
    found: list[tuple[News, Case]] = []
    for batch in batched(islice(merged, MOST_READ), _AT_A_TIME, strict=False):
        cases = cases_of({news.case_id for news in batch})
        found += [
            (news, cases[news.case_id])
            for news in batch
            if news.case_id in cases and is_for(person, news, cases[news.case_id], staff)
        ]
        if len(found) >= MOST_SHOWN:
            break
    return found[:MOST_SHOWN]


def _when(news: News) -> tuple[str, str, int]:
    return news.at.isoformat(), news.case_id, news.version

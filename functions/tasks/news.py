"""What a member of staff is told of."""

from collections.abc import Sequence

from functions.tasks.decisions import Caller
from hailong.cases import bell
from hailong.cases.case import Case
from hailong.cases.news import News
from hailong.ports.staff import NewsBoards


def told(boards: NewsBoards, caller: Caller) -> Sequence[tuple[News, Case]]:
    """The latest news that concern the caller."""
    return bell.told(boards.latest, boards.cases, caller.person, caller.staff, now=caller.at)

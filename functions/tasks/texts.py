"""Texts to start from: what a person is offered, and what supervisors make of them."""

from typing import TYPE_CHECKING

from functions.tasks.decisions import Caller
from hailong.cases import texts
from hailong.cases.texts import Content, StartingText
from hailong.ports.staff import TextShelf
from hailong.vocabulary.attempts import attempts
from hailong.vocabulary.errors import Conflict, NotFound, Raced
from hailong.vocabulary.times import to_local_text
from hailong.vocabulary.words import Role

if TYPE_CHECKING:
    from functions.tasks.desk_answers import TextShown


def offered(shelf: TextShelf, caller: Caller, office: str | None) -> list[StartingText]:
    """The texts of the person's office and of the department, withdrawn ones only for who may put them to use again."""
    return [
        text
        for one in texts.shelves(caller.person, office)
        for text in shelf.of_office(one)
        if not text.content.withdrawn or texts.may_keep(caller.person, one)
    ]


def admitted(caller: Caller, office: str) -> None:
    """Forbidden for who may not keep the texts of the office."""
    if not texts.may_keep(caller.person, office):
        raise texts.not_kept_by(office)


def admitted_somewhere(caller: Caller) -> None:
    """Forbidden for who keeps no office's texts, before it is looked at which office they named."""
    if not caller.person.has(Role.SUPERVISOR, Role.INSPECTOR):
        raise texts.not_kept_by(caller.person.office)


def seen(shelf: TextShelf, caller: Caller, text_id: str) -> StartingText:
    """The text; Forbidden for one of another office, NotFound for one that is not there."""
    if not texts.is_text_id(text_id):
        raise _not_found()
    texts.shelves(caller.person, texts.office_of(text_id))
    text = shelf.get(text_id)
    if text is None:
        raise _not_found()
    return text


def start(shelf: TextShelf, caller: Caller, office: str, content: Content) -> StartingText:
    """A new text under the lowest free number; Conflict `quota_reached` when there is none left."""
    for _ in attempts():
        taken = {text.text_id for text in shelf.of_office(office)}
        free = (texts.text_id(office, number) for number in range(1, texts.MAX_TEXTS + 1))
        number = next((one for one in free if one not in taken), None)
        if number is None:
            raise texts.full(office)
        text = texts.first(number, content, caller.person, at=caller.at)
        try:
            shelf.put(text)
        except Raced:
            continue
        return text
    raise Raced("others start texts all the time")


def revise(
    shelf: TextShelf, before: StartingText, content: Content, caller: Caller, version: int | None
) -> StartingText:
    """The text as it becomes; Conflict `stale` for who saw an earlier version."""
    text = texts.revised(before, content, caller.person, at=caller.at, version=version)
    if text is not before:
        try:
            shelf.put(text)
        except Raced as error:
            raise Conflict("stale", "Somebody has changed this text meanwhile.") from error
    return text


def view(text: StartingText, caller: Caller) -> "TextShown":
    """As staff see it; `may_change` says whether this person keeps it."""
    content = text.content
    return {
        "text_id": text.text_id,
        "office": text.office,
        "outcome": content.outcome,
        "root_cause": content.root_cause,
        "language": content.language,
        "title": content.title,
        "text": content.text,
        "withdrawn": content.withdrawn,
        "version": text.version,
        "by": text.by,
        "at": to_local_text(text.at),
        "may_change": texts.may_keep(caller.person, text.office),
    }


def _not_found() -> NotFound:
    return NotFound("text_not_found", "There is no such text.")

"""A reply by mail into the file of its case, once, however often its message comes."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from functions.inbox.received import Received, admitted, vouched_for
from hailong.cases import notices, replies
from hailong.cases.case import Case
from hailong.cases.evidence import Evidence
from hailong.cases.transitions import Transition
from hailong.mail.inbound import KEPT, MOST_BYTES, AttachedFile, LeftAside, Refusal, WrittenReply, read_reply
from hailong.mail.reply_address import case_replied_to
from hailong.ports.cases import CaseStore, EvidenceReader, EvidenceShelf
from hailong.ports.mail import IncomingMails, NoticeReader, Outbox
from hailong.vocabulary.attempts import attempts
from hailong.vocabulary.errors import Conflict, Raced
from hailong.vocabulary.times import Clock
from hailong.vocabulary.words import NoticeKind, Role

_TOLD = {
    Refusal.ANOTHER_SENDER: replies.UNKNOWN,
    Refusal.NOT_AUTHENTIC: replies.UNKNOWN,
    Refusal.SPAM: replies.UNREADABLE,
    Refusal.VIRUS: replies.UNREADABLE,
    Refusal.TOO_LARGE: replies.UNREADABLE,
    Refusal.UNREADABLE: replies.UNREADABLE,
}
"""What the case's timeline says of a mail to the case's own address that is left aside for this reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The collaborators. `secrets` sign the reply addresses, which end in `@` and `domain`.

    `own`: addresses that we send from. `most_files`: how many a case may have.
    """

    mails: IncomingMails
    letters: NoticeReader
    cases: CaseStore
    evidence: EvidenceReader
    shelf: EvidenceShelf
    outbox: Outbox
    secrets: Callable[[], Sequence[str]]
    domain: str
    own: Sequence[str]
    most_files: int
    clock: Clock


@dataclass(frozen=True, slots=True)
class Filed:
    """`files` were taken with it, and `too_many` not, for the case may have no more."""

    case_id: str
    files: int
    too_many: int


def file_reply(desk: Desk, received: Received) -> Filed:
    """LeftAside, with the reason, for what is put into no file. May be repeated.

    Anybody can send mails: what is not taken is not kept either, unless its sender may ask what became of it.
    """
    try:
        return _filed(desk, received)
    except LeftAside as aside:
        if aside.why not in KEPT:
            desk.mails.remove(received.receipt.action.key)
        raise


def _filed(desk: Desk, received: Received) -> Filed:
    # What was looked through is not opened before anybody knows whose it is.
    case_id = case_replied_to(desk.secrets(), received.receipt.recipients, desk.domain) if desk.domain else None
    if case_id is None:
        raise LeftAside(Refusal.NO_REPLY_ADDRESS)
    try:
        return _put(desk, received, case_id)
    except LeftAside as aside:
        # Only who got a mail of the case knows its address: its staff may miss what they wrote.
        kind = _TOLD.get(aside.why)
        if kind is not None:
            _move(desk, case_id, lambda case: replies.not_taken(case, kind, at=desk.clock()))
        raise


def _put(desk: Desk, received: Received, case_id: str) -> Filed:
    receipt, message_id = received.receipt, received.mail.message_id
    files_admitted = admitted(receipt)
    raw = desk.mails.read(receipt.action.key, MOST_BYTES)
    if raw is None:
        raise LeftAside(Refusal.TOO_LARGE)
    own = (*desk.own, f"@{desk.domain}")
    written = read_reply(raw, return_path=received.mail.source, own=own, files=files_admitted)
    if not vouched_for(received, written.sender):
        raise LeftAside(Refusal.NOT_AUTHENTIC)
    letters = desk.letters.correspondence(case_id)
    if letters is None or letters.case is None:
        raise LeftAside(Refusal.NO_SUCH_CASE)
    if written.sender.lower() not in replies.written_to(letters):
        raise LeftAside(Refusal.ANOTHER_SENDER)
    _note(desk, case_id, message_id, written)
    outcomes = [_attach(desk, case_id, message_id, number, file) for number, file in enumerate(written.files)]
    return Filed(case_id, files=sum(outcomes), too_many=len(outcomes) - sum(outcomes))


def _note(desk: Desk, case_id: str, message_id: str, written: WrittenReply) -> None:
    def change(case: Case) -> Transition | None:
        if replies.taken(case, message_id):
            return None
        room = max(0, desk.most_files - case.files)
        left_out = [*written.left_out, *(f"{one.name} (hồ sơ đã đủ tệp)" for one in written.files[room:])]
        text = written.text or "[Thư chỉ có tệp kèm theo]"
        return replies.reply(case, text, left_out, message_id=message_id, at=desk.clock())

    try:
        _move(desk, case_id, change)
    except Conflict as error:
        if error.code != "case_closed":
            raise LeftAside(Refusal.TOO_MANY) from error
        # By its name at most one a case, however many come.
        desk.outbox.ask(notices.queued(case_id, NoticeKind.REPLY_CLOSED, desk.clock()))
        raise LeftAside(Refusal.CLOSED) from error


def _attach(desk: Desk, case_id: str, message_id: str, number: int, file: AttachedFile) -> bool:
    """False where the case takes no more files."""
    evidence_id = replies.evidence_id_of(message_id, number)
    if desk.evidence.evidence(case_id, evidence_id) is not None:
        return True
    evidence = Evidence(
        case_id=case_id,
        evidence_id=evidence_id,
        name=file.name,
        content_type=file.content_type,
        size=len(file.content),
        by=Role.ENTERPRISE.value,
        at=desk.clock(),
        sha256=hashlib.sha256(file.content).hexdigest(),
    )
    stored = False

    def change(case: Case) -> Transition | None:
        nonlocal stored
        if desk.evidence.evidence(case_id, evidence_id) is not None:
            return None
        transition = replies.attach(case, evidence, at=desk.clock(), limit=desk.most_files)
        if not stored:
            # Before the entry: what the timeline names is there.
            desk.shelf.put(evidence, file.content)
            stored = True
        return transition

    try:
        _move(desk, case_id, change)
    except Conflict:
        return False
    return True


def _move(desk: Desk, case_id: str, change: Callable[[Case], Transition | None]) -> None:
    """Writes the change on what stands, again if somebody else was faster."""
    for _ in attempts():
        case = desk.cases.get(case_id)
        if case is None:
            raise LeftAside(Refusal.NO_SUCH_CASE)
        transition = change(case)
        if transition is None:
            return
        try:
            desk.cases.write(transition)
        except Raced:
            continue
        return
    raise Raced("the case was moved by others all the time")

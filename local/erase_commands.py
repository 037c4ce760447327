"""`make subject-access` and `make erase`: what is held of a person, and its taking away."""

import json
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time

from hailong.cases.erasure import Anyone, Redaction, Subject, mentions
from hailong.vocabulary.times import now, to_text
from local.deployment import Deployment, deployment
from local.erase import Records
from local.erase_files import Files
from local.erase_mails import InboxMails
from local.progress import CannotGoOn

_SHOWN = 40


def subject_access(who: str = "", stack_name: str = "") -> None:
    """Writes down, as JSON, everything that is held of a person."""
    subject = _subject(who)
    at = deployment(stack_name)
    found = list(Records(at.client("dynamodb"), at.stack().tables, at.outputs["EventsTable"]).held(subject))
    found += InboxMails(at.client("s3"), at.resource("InboxBucket")).held(subject)
    staff = list(_of_staff(at, subject))
    held = {"asked": subject.called, "at": to_text(now()), "records": found, "staff": staff}
    print(json.dumps(held, ensure_ascii=False, indent=2, default=str))


def _of_staff(at: Deployment, subject: Subject) -> Iterator[dict[str, str]]:
    pages = at.client("cognito-idp").get_paginator("list_users").paginate(UserPoolId=at.outputs["UserPoolId"])
    for user in (user for page in pages for user in page["Users"]):
        said = {one["Name"]: one.get("Value", "") for one in user.get("Attributes", [])}
        if mentions(said, subject):
            yield {"username": user["Username"], **said}


def erase_person(
    who: str = "",
    reference: str = "",
    stack_name: str = "",
    before: str = "",
    *,
    keep: Collection[str] = (),
    apply: bool = False,
) -> None:
    """Takes a person out of all records, or those who rated out of what is older than a day; shown first.

    `keep`: files (`case_id/evidence_id`) that are to stay though they concern the person.
    """
    if bool(who) is bool(before):
        raise CannotGoOn("either WHO='address; number; name', or BEFORE=2021-01-01 for all that is older")
    if apply and not reference:
        raise CannotGoOn("REFERENCE is the number of the request or decision, which the timelines name")
    moment = to_text(datetime.combine(date.fromisoformat(before), time(), UTC)) if before else ""
    chosen: Redaction = _subject(who) if who else Anyone()
    at = deployment(stack_name)
    files = Files(at.client("s3"), at.resource("EvidenceBucket"), frozenset(keep))
    records = Records(at.client("dynamodb"), at.stack().tables, at.outputs["EventsTable"], files=files, apply=apply)
    done = records.erase(chosen, reference, moment)
    InboxMails(at.client("s3"), at.resource("InboxBucket")).erase(chosen, moment, done, apply=apply)
    for one in done.changed[:_SHOWN]:
        print(f"  {'erased ' if apply else 'to erase '}{one}")
    for one in done.left:
        print(f"  left     {one}")
    for one in done.files:
        print(f"  look at the file {one}: what it shows is not known here")
    told = (
        "erased; `make recount` and `make verify` say whether all else is as it was"
        if apply
        else "to erase; APPLY=1 does it"
    )
    print(f"  {len(done.changed)} records {told}. {len(done.left)} left for later.")


def _subject(who: str) -> Subject:
    try:
        return Subject(who.split(";"))
    except ValueError as error:
        raise CannotGoOn(f"WHO='address; number; name': {error}") from None

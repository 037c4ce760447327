"""The commands of operation, as `python -m local` knows them: what each is given, and what it calls."""

import argparse
from collections.abc import Mapping
from datetime import date
from typing import Any

from local.backup import backup, restore
from local.erase_commands import erase_person, subject_access
from local.events import events
from local.follow import follow
from local.offices import offices
from local.progress import CannotGoOn
from local.staffing import staff
from local.vendors import vendor

_STACK = "the stack in the AWS account that you are signed in to; else that of the local cloud"

_WHO = "what they are called, with semicolons between: address; telephone number; name; 12-digit tax code"

_DRY = "say what would be done, and do nothing"

_VENDOR = {
    "name": "a vendor's name: gives it a client of its own, whose secret is shown once; without any, list them",
    "scopes": "with NAME: what it may do, of rating.read and rating.write; else both",
    "webhook": "with NAME: the https address that its events go to; the secret that signs them is shown once",
    "rotate": "a vendor's name: adds a second secret, shown once, while the first goes on",
    "retire": "a vendor's name: ends the older of its two secrets",
    "revoke": "a vendor's name: ends its client and where its events go",
}
_EVENTS = {
    "vendor": "a vendor's name: every attempt of a day to deliver to it; without any, list where events go",
    "day": "with VENDOR: the day, 2026-06-20; else today",
    "again": "with VENDOR: the id of an event that is delivered once more, or all that was given up",
    "rotate": "a vendor's name: adds a second secret that signs its events, shown once",
    "retire": "a vendor's name: ends the older of the two secrets",
    "stop": "a vendor's name: nothing more is sent to it",
}


def add_to(subcommands: Any) -> None:
    """Adds them; each parser says in `run` what to call with what was chosen."""
    people = _command(subcommands, "staff", "make the user pool what a file of the staff says")
    people.add_argument("--file", default="", help="CSV; without one, who there is is written down in its form")
    people.add_argument("--apply", action="store_true", help="make the changes that are only shown otherwise")
    people.set_defaults(run=lambda chosen: staff(chosen.file, chosen.stack, apply=chosen.apply))
    units = _command(subcommands, "offices", "make offices and teams what a file says; no name of a past day changes")
    units.add_argument("--file", default="", help="CSV; without one, what there is is written down in its form")
    units.add_argument("--apply", action="store_true", help="make the changes that are only shown otherwise")
    units.set_defaults(run=lambda chosen: offices(chosen.file, chosen.stack, apply=chosen.apply))
    asks = _command(subcommands, "subject-access", "write down, as JSON, what is held of a person")
    asks.add_argument("--who", default="", help=_WHO)
    asks.set_defaults(run=lambda chosen: subject_access(chosen.who, chosen.stack))
    gone = _command(subcommands, "erase", "take a person out of all records; the figures stay, timelines still verify")
    gone.add_argument("--who", default="", help=_WHO)
    gone.add_argument("--before", type=_day, default="", help="instead: whoever rated, of all before that day")
    gone.add_argument("--reference", default="", help="the number of the request, which the timelines name")
    gone.add_argument("--apply", action="store_true", help="erase what is only shown otherwise")
    gone.add_argument(
        "--keep", default="", help="files (case/file, as shown) that are to stay though they concern them"
    )
    gone.set_defaults(
        run=lambda chosen: erase_person(
            chosen.who, chosen.reference, chosen.stack, chosen.before, keep=chosen.keep.split(), apply=chosen.apply
        )
    )
    path = _command(subcommands, "follow", "what was logged of one request, from its answer to the mail")
    path.add_argument("--id", default="", help="X-Correlation-Id of an answer or a mail, correlation_id of a 500")
    path.add_argument(
        "--since", type=_since, default="", help="the day (UTC) from which on to look, else two days back"
    )
    path.set_defaults(run=lambda chosen: follow(chosen.stack, chosen.id, chosen.since))
    seller = _command(subcommands, "vendor", "add, list or end the clients of vendors, or change their secrets")
    _texts(seller, _VENDOR)
    seller.add_argument("--dry", action="store_true", help=_DRY)
    seller.set_defaults(run=lambda chosen: vendor(chosen.stack, dry=chosen.dry, **_chosen(chosen, _VENDOR)))
    teller = _command(subcommands, "events", "where vendors' events go, and what came of each attempt")
    _texts(teller, _EVENTS)
    teller.add_argument("--dry", action="store_true", help=_DRY)
    teller.set_defaults(run=lambda chosen: events(chosen.stack, dry=chosen.dry, **_chosen(chosen, _EVENTS)))
    keep = _command(
        subcommands,
        "backup",
        "back up the tables and who is of the staff; files keep their versions by themselves",
    )
    keep.set_defaults(run=lambda chosen: backup(chosen.stack))
    back = _command(subcommands, "restore", "restore into new tables, check them, and put back what is lost")
    back.add_argument(
        "--to", default="", help="a backup, or a moment: 2026-06-20T09:30:00+07:00; without, list backups"
    )
    back.add_argument("--apply", action="store_true", help="put back what is only shown otherwise")
    back.add_argument("--drop", action="store_true", help="delete the new tables again")
    back.set_defaults(run=lambda chosen: restore(chosen.to, chosen.stack, apply=chosen.apply, drop=chosen.drop))


def _chosen(chosen: argparse.Namespace, told: Mapping[str, str]) -> dict[str, str]:
    return {what: getattr(chosen, what) for what in told}


def _texts(parser: argparse.ArgumentParser, told: Mapping[str, str]) -> None:
    for what, help_text in told.items():
        parser.add_argument(f"--{what}", default="", help=help_text)


def _day(text: str) -> str:
    return _day_of("BEFORE", text)


def _since(text: str) -> str:
    return _day_of("SINCE", text)


def _day_of(name: str, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise CannotGoOn(f"{name} is a day, written as 2021-01-31, not {text!r}") from None


def _command(subcommands: Any, name: str, told: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = subcommands.add_parser(name, help=told, description=told)
    parser.add_argument("--stack", default="", help=_STACK)
    return parser

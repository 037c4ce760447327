"""The stored form of what invites an enterprise to rate: the mail of a day, the lots that wait for it, the opt-out."""

from datetime import date, datetime, time

from hailong.adapters.dynamodb import items, lifetimes
from hailong.adapters.dynamodb.items import Item
from hailong.cases.invitations import KEPT, DailyMail
from hailong.vocabulary.times import VIETNAM

INVITATIONS, DAILY_MAIL, PUT_OFF_PREFIX, INVITED_PREFIX = "INVITATIONS", "MAIL", "WAITS#", "INVITED#"


def opt_out_key(tax_code: str) -> Item:
    """Whether an enterprise wants to be invited to rate; nothing is there until it has said."""
    return items.marshal({"pk": f"E#{tax_code}", "sk": INVITATIONS})


def daily_mail_place(tax_code: str, day: date) -> str:
    """The partition of an enterprise's invitations of a day."""
    return f"{INVITED_PREFIX}{tax_code}#{day}"


def daily_mail_key(tax_code: str, day: date) -> Item:
    """The one mail of a day that invites an enterprise; beside it stand the lots that wait for it."""
    return items.marshal({"pk": daily_mail_place(tax_code, day), "sk": DAILY_MAIL})


def daily_mail_item(mail: DailyMail) -> Item:
    """DynamoDB takes it away, as what was put off, some time after `expires` (seconds since 1970)."""
    said = {"by": mail.by, "lots": mail.lots, "expires": _invitations_end(mail.day)}
    return daily_mail_key(mail.tax_code, mail.day) | items.marshal(said)


def put_off_item(tax_code: str, day: date, declaration_key: str) -> Item:
    """A lot that waits for the mail of that day."""
    place = {"pk": daily_mail_place(tax_code, day), "sk": f"{PUT_OFF_PREFIX}{declaration_key}"}
    return items.marshal(place | {"expires": _invitations_end(day)})


def _invitations_end(day: date) -> int:
    return lifetimes.end(datetime.combine(day, time(), VIETNAM), KEPT)

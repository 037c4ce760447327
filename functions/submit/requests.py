"""What customs systems and declaration software send, validated; text composed, codes in their one spelling."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from functions.submit.waiting import Cursor
from hailong.lots.clearance import Clearance, Enterprise, Officer
from hailong.lots.rating import Contact, Rating, digest_of_nonce
from hailong.mail.message import mail_address
from hailong.vocabulary import codes, declaration, tax_code
from hailong.vocabulary.declaration import declaration_digits
from hailong.vocabulary.errors import BadRequest
from hailong.vocabulary.moments import Moment
from hailong.vocabulary.numbers import HOWEVER_WRITTEN
from hailong.vocabulary.offices import office as known_office
from hailong.vocabulary.tax_code import normalise_tax_code
from hailong.vocabulary.text import Line, Name, Prose, Published, Words, of_form
from hailong.vocabulary.times import vietnamese_day
from hailong.vocabulary.words import Channel, Helped, Language, RatingStatus, Reason, Subject

MAX_COMMENT = 2_000
MAX_BULK = 100
MAX_KEY = 200
MAX_REASON = 2_000
MAX_MISSING = 1_000
CURSOR = "(20[0-9]{6}T[0-9]{6})-([0-9]{1,7})"
NONCE = "^[0-9A-Za-z_-]{22,64}$"
"""128 bits at least: nobody hits upon it."""


def _must_be_text(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("must be a string")
    return value


DeclarationNo = Annotated[Line, AfterValidator(declaration_digits), Published(declaration.NUMBER)]
TaxCode = Annotated[
    Line,
    AfterValidator(normalise_tax_code),
    Published(tax_code.FORM, format="vn-tax-code"),
]
Email = Annotated[
    str,
    BeforeValidator(_must_be_text),
    StringConstraints(max_length=254),
    AfterValidator(mail_address),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": 254}),
]
OfficeCode = Annotated[Line, *of_form(codes.OFFICE, format="customs-office")]
TeamCode = Annotated[Line, *of_form(codes.TEAM)]
Level = Annotated[StrictInt, Field(ge=1, le=5), HOWEVER_WRITTEN]


class Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class EnterpriseRequest(Request):
    tax_code: TaxCode
    name: Annotated[Name, Field(max_length=255)]
    emails: Annotated[tuple[Email, ...], Field(max_length=10)] = ()


class OfficerRequest(Request):
    code: Annotated[Line, *of_form(codes.OFFICER)]
    name: Annotated[Name, Field(max_length=100)]
    stage: Annotated[Name, Field(max_length=50)]


class ClearanceRequest(Request):
    declaration_type: Annotated[Line, *of_form(codes.DECLARATION_TYPE)]
    first_declaration_no: DeclarationNo | None = None
    channel: Channel
    enterprise: EnterpriseRequest
    cleared_at: Moment
    office: OfficeCode  # after `cleared_at`, which its check needs
    team: TeamCode | None = None
    officers: Annotated[tuple[OfficerRequest, ...], Field(max_length=20)]

    @field_validator("office")
    @classmethod
    def _office_exists(cls, code: str, info: ValidationInfo) -> str:
        cleared_at = info.data.get("cleared_at")
        if cleared_at is not None and known_office(code, vietnamese_day(cleared_at)) is None:
            raise ValueError("is no customs office of the time of clearance")
        return code

    @model_validator(mode="after")
    def _officers_once(self) -> Self:
        codes = [officer.code for officer in self.officers]
        if len(set(codes)) != len(codes):
            raise ValueError("officers: an officer is listed twice")
        return self

    def to_clearance(self, declaration_no: str, *, recorded_at: datetime, client_id: str) -> Clearance:
        return Clearance(
            declaration_no=declaration_no,
            first_declaration_no=self.first_declaration_no,
            declaration_type=self.declaration_type,
            channel=self.channel,
            enterprise=Enterprise(
                tax_code=self.enterprise.tax_code,
                name=self.enterprise.name,
                emails=tuple(dict.fromkeys(self.enterprise.emails)),
            ),
            office=self.office,
            team=self.team,
            officers=tuple(Officer(code=one.code, name=one.name, stage=one.stage) for one in self.officers),
            cleared_at=self.cleared_at,
            recorded_at=recorded_at,
            client_id=client_id,
        )


class BulkClearanceRequest(ClearanceRequest):
    """A clearance that names its declaration itself."""

    declaration_no: DeclarationNo


class BulkRequest(Request):
    """The items are looked at one by one: a bad one spoils no other."""

    clearances: Annotated[list[Any], Field(min_length=1, max_length=MAX_BULK)]


class BulkBody(Request):
    """The same as callers are told of it: what is expected of each item."""

    clearances: Annotated[list[BulkClearanceRequest], Field(min_length=1, max_length=MAX_BULK)]


def _a_level_at_least(schema: dict[str, Any]) -> None:
    """No level is none: what is null is not said."""
    schema["minProperties"] = 1
    for name, one in schema["properties"].items():
        schema["properties"][name] = next(kind for kind in one["anyOf"] if kind != {"type": "null"})


class LevelsRequest(Request):
    model_config = ConfigDict(json_schema_extra=_a_level_at_least)

    officer: Level | None = None
    team: Level | None = None
    office: Level | None = None

    @model_validator(mode="after")
    def _at_least_one(self) -> Self:
        if not self.given():
            raise ValueError("at least one of officer, team and office must have a level")
        return self

    def given(self) -> dict[Subject, int]:
        """The levels by subject; silence is no level."""
        levels = {Subject.OFFICER: self.officer, Subject.TEAM: self.team, Subject.OFFICE: self.office}
        return {subject: level for subject, level in levels.items() if level is not None}


class ContactRequest(Request):
    name: Annotated[Line, Field(max_length=100)] | None = None
    email: Email | None = None
    phone: Annotated[Line, *of_form("[0-9+(][0-9+ ().-]{1,28}[0-9)]")] | None = None

    def to_contact(self) -> Contact | None:
        """None where nothing was filled in."""
        contact = Contact(name=self.name or None, email=self.email, phone=self.phone)
        return None if contact == Contact() else contact


class RatingContent(Request):
    """What an enterprise says of a lot."""

    levels: LevelsRequest
    reasons: Annotated[tuple[Reason, ...], Field(max_length=len(Reason))] = ()
    comment: Annotated[Prose, Field(max_length=MAX_COMMENT)] | None = None
    language: Language = Language.VI
    contact: ContactRequest | None = None

    def to_rating_of(
        self,
        declaration_no: str,
        tax_code: str,
        *,
        received_at: datetime,
        client_id: str,
        nonce: str | None = None,
        correlation_id: str | None = None,
    ) -> Rating:
        """The rating as it came, its reasons each once and in the order of the vocabulary."""
        return Rating(
            declaration_no=declaration_no,
            tax_code=tax_code,
            levels=self.levels.given(),
            reasons=tuple(reason for reason in Reason if reason in self.reasons),
            comment=self.comment or None,
            language=self.language,
            contact=self.contact.to_contact() if self.contact else None,
            received_at=received_at,
            client_id=client_id,
            status=RatingStatus.AWAITING_CLEARANCE,
            nonce_digest=digest_of_nonce(nonce),
            correlation_id=correlation_id,
        )

    def instead_of(self, known: Rating) -> Rating:
        """A rating of the same lot, by the same way, that says this."""
        return self.to_rating_of(
            known.declaration_no, known.tax_code, received_at=known.received_at, client_id=known.client_id
        )


class LinkRatingRequest(RatingContent):
    """A rating by link or QR code: the rating key has said which lot it is, and whose.

    `nonce`: chosen at random by who sends it, so that sending the same again with it is answered as the first time.
    """

    nonce: Annotated[str, Field(strict=True, pattern=NONCE)] | None = None


class RatingRequest(RatingContent):
    declaration_no: DeclarationNo
    tax_code: TaxCode
    rating_key: Annotated[Line, Field(max_length=MAX_KEY)] | None = None

    def to_rating(self, *, received_at: datetime, client_id: str, correlation_id: str | None) -> Rating:
        return self.to_rating_of(
            self.declaration_no,
            self.tax_code,
            received_at=received_at,
            client_id=client_id,
            correlation_id=correlation_id,
        )


class LinkCorrectionRequest(RatingContent):
    """What an enterprise meant to say; `nonce` is that of the form by which it rated."""

    nonce: Annotated[str, Field(strict=True, pattern=NONCE)]


class CorrectionRequest(RatingContent):
    tax_code: TaxCode


class LinkAppealRequest(Request):
    """An appeal from the answer page, whose link has said which case it is."""

    reason: Annotated[Words, Field(max_length=MAX_REASON)]


class AppealRequest(LinkAppealRequest):
    tax_code: TaxCode


class LinkHelpedRequest(Request):
    """Whether the answer helped, from the answer page."""

    helped: Helped
    why: Annotated[Prose, Field(max_length=MAX_REASON)] | None = None


class HelpedRequest(LinkHelpedRequest):
    tax_code: TaxCode


class InvitationsRequest(Request):
    """Whether the enterprise wants to be invited to rate."""

    invited: StrictBool


class MissingQuery(Request):
    """Which page of the missing clearances."""

    limit: Annotated[int, Field(ge=1, le=MAX_MISSING)] = 100
    cursor: str | None = None

    def after(self) -> Cursor | None:
        """BadRequest for what is no cursor of ours."""
        if self.cursor is None:
            return None
        found = re.fullmatch(CURSOR, self.cursor)
        try:
            moment = datetime.strptime(found[1] if found else "", "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        except ValueError as error:
            raise BadRequest("bad_cursor", "This is no cursor of ours.") from error
        return Cursor(moment, int(found[2]) if found else 0)

"""What staff send, validated."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    TypeAdapter,
    field_validator,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from hailong.cases.casework import Ruling
from hailong.cases.desk import MAX_VIEWS, View
from hailong.cases.evidence import BY_ANOTHER_NAME, MAX_BYTES, TYPES, Evidence, cleaned_name
from hailong.cases.texts import Content
from hailong.vocabulary.codes import OFFICE
from hailong.vocabulary.moments import Moment
from hailong.vocabulary.numbers import HOWEVER_WRITTEN
from hailong.vocabulary.offices import DEPARTMENT_CODE, is_office
from hailong.vocabulary.text import Line, Name, Prose, of_form, says_something
from hailong.vocabulary.text import Words as Visible
from hailong.vocabulary.words import Language, Outcome, RootCause

MAX_WORDS = 4_000
Words = Annotated[Visible, Field(max_length=MAX_WORDS)]


class ActionRequest(BaseModel):
    """`version`, when given, is the case's version that the person saw: the action is refused when it has moved on.

    Only a note (or a call) is refused for another note, file or e-mail: all else from `revision` on is up to date.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    version: Annotated[StrictInt, HOWEVER_WRITTEN] | None = None


class NoteRequest(ActionRequest):
    text: Words


class AssignRequest(ActionRequest):
    assignee: Annotated[Name, Field(max_length=32)]


class DecideRequest(ActionRequest):
    outcome: Outcome
    root_cause: RootCause
    action_taken: Words
    message_to_enterprise: Words

    def to_ruling(self) -> Ruling:
        return Ruling(
            outcome=self.outcome,
            root_cause=self.root_cause,
            action_taken=self.action_taken,
            message_to_enterprise=self.message_to_enterprise,
        )


class PreviewRequest(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    outcome: Outcome
    message_to_enterprise: Annotated[Prose, Field(max_length=MAX_WORDS)]


class TextRequest(ActionRequest):
    """`root_cause` null or left out: for every cause. `version`: as in actions, that of the text."""

    outcome: Outcome
    root_cause: RootCause | None = None
    language: Language
    title: Annotated[Name, Field(max_length=100)]
    text: Words
    withdrawn: StrictBool = False

    def to_content(self) -> Content:
        return Content(
            outcome=self.outcome,
            root_cause=self.root_cause,
            language=self.language,
            title=self.title,
            text=self.text,
            withdrawn=self.withdrawn,
        )


class NewTextRequest(TextRequest):
    """`office`: whose text it is; 20ZZ is the department."""

    office: Annotated[Line, *of_form(OFFICE, format="customs-office")]

    @field_validator("office")
    @classmethod
    def _is_one(cls, value: str) -> str:
        if value != DEPARTMENT_CODE and not is_office(value):
            raise ValueError("is no office")
        return value


class SeenRequest(BaseModel):
    """`until`: the moment of the latest news that the person has seen."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    until: Moment


class ViewRequest(BaseModel):
    """`address`: a list of the console with its query, such as `/queue/office?reason=delay`."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    name: Annotated[Name, Field(max_length=60)]
    address: Annotated[str, Field(strict=True, max_length=600, pattern=r"^/queue/[a-z]{1,16}(\?[!-~]*)?$")]


def _at_least_one(schema: dict[str, Any]) -> None:
    """What is left out is not null, but left out."""
    schema["minProperties"] = 1
    for field in schema["properties"].values():
        field.pop("default")


class DeskRequest(BaseModel):
    """What is left out stays as it is. `digest`: whether the mail of the morning is wanted."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, json_schema_extra=_at_least_one)

    views: Annotated[list[ViewRequest], Field(max_length=MAX_VIEWS)] | SkipJsonSchema[None] = None
    digest: StrictBool | SkipJsonSchema[None] = None

    @model_validator(mode="after")
    def _by_name(self) -> Self:
        if self.views is None and self.digest is None:
            raise ValueError("views: say what is to be kept")
        if len({view.name for view in self.views or ()}) < len(self.views or ()):
            raise ValueError("views: no two may have one name")
        return self

    def to_views(self) -> list[View] | None:
        """None where they are to stay as they are."""
        if self.views is None:
            return None
        return [View(name=view.name, address=view.address) for view in self.views]


class EvidenceRequest(ActionRequest):
    """`size` in bytes: the upload takes no more.

    `sha256` (hex) of the file: the upload takes no other one. Left out, it is that of what is there when the file is
    first fetched.
    """

    name: Annotated[Name, Field(max_length=255)]
    content_type: Annotated[str, Field(strict=True, json_schema_extra={"enum": [*TYPES, *BY_ANOTHER_NAME]})]
    size: Annotated[StrictInt, Field(ge=1, le=MAX_BYTES), HOWEVER_WRITTEN]
    sha256: Annotated[str, Field(strict=True), *of_form("[0-9a-f]{64}")] | None = None

    @field_validator("content_type")
    @classmethod
    def _may_be_attached(cls, value: str) -> str:
        found = BY_ANOTHER_NAME.get(value, value)
        if found not in TYPES:
            raise ValueError(f"must be one of {', '.join(TYPES)}")
        return found

    @field_validator("size", mode="before")
    @classmethod
    def _something_in_it(cls, value: Any) -> Any:
        if type(value) is int and value == 0:
            raise ValueError("the file is empty")
        return value

    def to_evidence(self, case_id: str, evidence_id: str, *, by: str, at: datetime) -> Evidence:
        return Evidence(
            case_id=case_id,
            evidence_id=evidence_id,
            name=cleaned_name(self.name, self.content_type),
            content_type=self.content_type,
            size=self.size,
            sha256=self.sha256,
            by=by,
            at=at,
        )


def _why_unless_approved(schema: dict[str, Any]) -> None:
    approved = {"properties": {"approve": {"const": True}}}
    why = TypeAdapter(Words).json_schema()
    schema["anyOf"] = [approved, {"properties": {"note": why}, "required": ["note"]}]


class ReviewRequest(ActionRequest):
    model_config = ConfigDict(json_schema_extra=_why_unless_approved)

    approve: StrictBool
    note: Annotated[Prose, Field(max_length=MAX_WORDS)] | None = None

    @model_validator(mode="after")
    def _why_sent_back(self) -> Self:
        if not self.approve and not says_something(self.note or ""):
            raise ValueError("note: say why it is sent back")
        return self

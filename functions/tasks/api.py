"""The routes of the staff API, as `openapi.json` tells of them."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from functions.tasks import answers, desk_answers, requests
from hailong.cases.finding import MAX_LENGTH
from hailong.cases.texts import TEXT_ID
from hailong.edge.api import Answer, Caller, Operation, Parameter, form, schema_of
from hailong.vocabulary import codes
from hailong.vocabulary.declaration import CASE_ID
from hailong.vocabulary.text import Name
from hailong.vocabulary.words import CaseState, Outcome, Reason

_TAG = "Staff"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CASE = Parameter(name="case_id", about="`HL-` and the lot key", schema=form(CASE_ID), example="HL-10302752870")
_EVIDENCE = Parameter(name="evidence_id", about="As the upload was answered with", schema=form("[0-9a-f]{32}"))
_STATES = f"({'|'.join(CaseState)})"
_TEXT = Parameter(name="text_id", about="An office's code and a number", schema=form(TEXT_ID), example="20CF-01")
_TEXT_EXAMPLE = {
    "outcome": "upheld",
    "root_cause": "workload",
    "language": "vi",
    "title": "Xin lỗi vì chờ lâu",
    "text": "Chúng tôi xin lỗi vì đã để doanh nghiệp phải chờ. Chúng tôi đã: ",
}
type Problems = Mapping[int, tuple[str, ...]]
_NOT_SEEN = {404: ("case_not_found",)}
_MOVED = {403: ("forbidden", "conflict_of_interest"), 404: ("case_not_found",), 409: ("stale",)}
_FULL = {**_MOVED, 409: ("stale", "quota_reached")}
_FILE = Answer(about="The case file", model=answers.CaseFileAnswer)
_RULING = {
    "outcome": "upheld",
    "root_cause": "workload",
    "action_taken": "Bố trí thêm người trực kiểm hóa buổi trưa.",
    "message_to_enterprise": "Chúng tôi xin lỗi vì đã để doanh nghiệp phải chờ.",
}


def _action(name: str, about: str, request: Any, example: Any, problems: Problems = _MOVED) -> Operation:
    return Operation(
        method="POST",
        path=f"/tasks/{{case_id}}/{name}",
        name=name,
        about=about,
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=(_CASE,),
        request=request,
        request_example=example,
        answers={200: _FILE},
        problems=problems,
    )


_FILTERS = (
    Parameter(
        name="state",
        about=f"One or several, with commas between: {', '.join(CaseState)}. All but closed unless given",
        schema=form(f"{_STATES}(,{_STATES})*"),
        example="open,assigned",
    ),
    Parameter(
        name="office",
        about="An office's code",
        schema=form(codes.OFFICE, format="customs-office"),
        example="20CF",
    ),
    Parameter(name="assignee", about="A staff code", schema=form(codes.STAFF), example="20CF-0101"),
    Parameter(name="overdue", about="Past the due date, or not", schema={"type": "boolean"}),
    Parameter(
        name="calls_due",
        about="With an enterprise that no e-mail reaches and that is still to be called, or without; "
        "unless a state is given, closed cases too",
        schema={"type": "boolean"},
    ),
    Parameter(
        name="q",
        about="A case id, declaration number, tax code, or the beginnings of words of the enterprise's name",
        schema=schema_of(Annotated[Name, Field(max_length=MAX_LENGTH)]),
        example="cong ty vi du",
    ),
    Parameter(
        name="reviewable",
        about="Only decisions that this person may review now",
        schema={"type": "boolean"},
    ),
    Parameter(
        name="officer",
        about="An officer who handled the lot; for inspectors",
        schema=form(codes.STAFF),
        example="20CF-0012",
    ),
    Parameter(name="team", about="A team of the office", schema=form(codes.TEAM), example="01"),
    Parameter(name="level", about="1, or 2 after an appeal", schema={"type": "integer", "enum": [1, 2]}),
    Parameter(name="reason", about="A reason of the rating", schema={"enum": list(Reason)}),
    Parameter(name="outcome", about="That of the latest decision", schema={"enum": list(Outcome)}),
    Parameter(name="opened_from", about="The first day of opening", schema={"type": "string", "format": "date"}),
    Parameter(name="opened_until", about="The last day of opening", schema={"type": "string", "format": "date"}),
)

OPERATIONS = (
    Operation(
        method="GET",
        path="/tasks",
        name="list_tasks",
        about="The queue that this person may see, soonest due first",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=(
            *_FILTERS,
            Parameter(
                name="limit",
                about="How many cases a page",
                schema={"type": "integer", "minimum": 1, "maximum": 100, "default": 25},
            ),
            Parameter(name="cursor", about="As the page before was answered with"),
        ),
        answers={200: Answer(about="A page", model=answers.QueueAnswer)},
        problems={400: ("bad_cursor",), 403: ("forbidden",)},
    ),
    Operation(
        method="GET",
        path="/tasks/export",
        name="export_tasks",
        about="The queue as a workbook in both languages; a thousand cases at most, and it says where there are more",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=_FILTERS,
        answers={200: Answer(about="The file", media=(_XLSX,))},
        problems={403: ("forbidden",)},
    ),
    Operation(
        method="GET",
        path="/workload",
        name="get_workload",
        about="Who has how many cases, due when, and which want attention; for supervisors and inspectors",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=(
            Parameter(
                name="office",
                about="Only this office's cases; supervisors have their own",
                schema=form(codes.OFFICE, format="customs-office"),
                example="20CF",
            ),
        ),
        answers={200: Answer(about="The overview", model=desk_answers.WorkloadAnswer)},
        problems={403: ("forbidden",)},
    ),
    Operation(
        method="GET",
        path="/news",
        name="list_news",
        about="What has happened to cases that this person sees and has to do with, the latest first",
        tag=_TAG,
        caller=Caller.STAFF,
        answers={200: Answer(about="The news", model=desk_answers.NewsAnswer)},
    ),
    Operation(
        method="POST",
        path="/news/seen",
        name="see_news",
        about="The news up to that moment have been seen",
        tag=_TAG,
        caller=Caller.STAFF,
        request=requests.SeenRequest,
        request_example={"until": "2026-06-20T09:31:00+07:00"},
        answers={200: Answer(about="The news as they are then", model=desk_answers.NewsAnswer)},
    ),
    Operation(
        method="GET",
        path="/desk",
        name="get_desk",
        about="What this person keeps for themselves: named views of the queue; whether they want the morning's mail",
        tag=_TAG,
        caller=Caller.STAFF,
        answers={200: Answer(about="The desk", model=desk_answers.DeskAnswer)},
    ),
    Operation(
        method="PUT",
        path="/desk",
        name="put_desk",
        about="Keeps these views and no others",
        tag=_TAG,
        caller=Caller.STAFF,
        request=requests.DeskRequest,
        request_example={"views": [{"name": "Việc bị chậm", "address": "/queue/office?reason=delay"}]},
        answers={200: Answer(about="The desk as it is then", model=desk_answers.DeskAnswer)},
    ),
    Operation(
        method="GET",
        path="/tasks/{case_id}",
        name="get_task",
        about="The case file",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=(_CASE,),
        answers={200: _FILE},
        problems=_NOT_SEEN,
    ),
    Operation(
        method="GET",
        path="/tasks/{case_id}/timeline",
        name="get_timeline",
        about="Older entries of the timeline, a page; without a cursor, the latest",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=(_CASE, Parameter(name="cursor", about="As the case file or the page after was answered with")),
        answers={200: Answer(about="A page", model=answers.TimelineAnswer)},
        problems={400: ("bad_cursor",), **_NOT_SEEN},
    ),
    Operation(
        method="GET",
        path="/tasks/{case_id}/file",
        name="get_task_file",
        about="The case file as PDF, in Vietnamese, for the archive: laid out as Decree 30/2020/NĐ-CP asks",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=(_CASE,),
        answers={200: Answer(about="The file", media=("application/pdf",))},
        problems=_NOT_SEEN,
    ),
    Operation(
        method="GET",
        path="/tasks/{case_id}/timeline/verify",
        name="verify_timeline",
        about="Whether the timeline's chain holds; for inspectors",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=(_CASE,),
        answers={
            200: Answer(
                about="What was found",
                model=answers.VerifyAnswer,
                example={"intact": True, "entries": 4, "first_broken": None, "what": None},
            )
        },
        problems=_NOT_SEEN,
    ),
    Operation(
        method="POST",
        path="/tasks/{case_id}/evidence",
        name="attach_evidence",
        about="Announces a file, and says where to upload it",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=(_CASE,),
        request=requests.EvidenceRequest,
        request_example={
            "name": "bien-ban.pdf",
            "content_type": "application/pdf",
            "size": 120_000,
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        },
        answers={201: Answer(about="A form to upload it with", model=answers.UploadAnswer)},
        problems=_FULL,
    ),
    Operation(
        method="GET",
        path="/tasks/{case_id}/evidence/{evidence_id}",
        name="get_evidence",
        about="A link to download a file, for a short time",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=(
            _CASE,
            _EVIDENCE,
            Parameter(name="view", about="To look at it, where its type is for that", schema={"type": "boolean"}),
        ),
        answers={200: Answer(about="The link", model=answers.DownloadAnswer)},
        problems={404: ("case_not_found", "evidence_not_found"), 409: ("not_uploaded", "file_altered")},
    ),
    Operation(
        method="POST",
        path="/tasks/{case_id}/evidence/{evidence_id}/withdraw",
        name="withdraw_evidence",
        about="Marks a file that was attached by mistake; it is kept. By who attached it, or who reviews",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=(_CASE, _EVIDENCE),
        request=requests.NoteRequest,
        request_example={"text": "Nhầm hồ sơ của doanh nghiệp khác."},
        answers={200: _FILE},
        problems={**_MOVED, 404: ("case_not_found", "evidence_not_found")},
    ),
    _action("claim", "Takes the case", requests.ActionRequest, {"version": 1}),
    _action("assign", "Gives the case to somebody", requests.AssignRequest, {"assignee": "20CF-0101"}),
    _action("release", "Puts the case back into the queue", requests.ActionRequest, {}),
    _action("note", "Adds a note to the timeline", requests.NoteRequest, {"text": "Đã gọi đội thủ tục."}, _FULL),
    _action(
        "called",
        "The enterprise has been called instead of written to",
        requests.NoteRequest,
        {"text": "Đã báo kết quả qua điện thoại."},
    ),
    _action("decide", "Puts down what was found and done", requests.DecideRequest, _RULING),
    _action("review", "Approves the decision, or sends it back with a note", requests.ReviewRequest, {"approve": True}),
    _action("resume", "Starts a failed case again where it stood", requests.ActionRequest, {}),
    Operation(
        method="POST",
        path="/tasks/{case_id}/preview",
        name="preview",
        about="The e-mail that a decision would become",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=(_CASE,),
        request=requests.PreviewRequest,
        request_example={"outcome": _RULING["outcome"], "message_to_enterprise": _RULING["message_to_enterprise"]},
        answers={200: Answer(about="The e-mail", model=answers.PreviewAnswer)},
        problems=_NOT_SEEN,
    ),
    Operation(
        method="GET",
        path="/texts",
        name="list_texts",
        about="The texts that messages may start from: those of the person's office and of the department",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=(
            Parameter(
                name="office",
                about="Another office's, for inspectors and leaders",
                schema=form(codes.OFFICE, format="customs-office"),
                example="20CF",
            ),
        ),
        answers={200: Answer(about="The texts, by number", model=desk_answers.TextsAnswer)},
        problems={403: ("forbidden",)},
    ),
    Operation(
        method="POST",
        path="/texts",
        name="start_text",
        about="A new text of an office, by its supervisors or an inspector",
        tag=_TAG,
        caller=Caller.STAFF,
        request=requests.NewTextRequest,
        request_example=_TEXT_EXAMPLE | {"office": "20CF"},
        answers={201: Answer(about="The text", model=desk_answers.TextShown)},
        problems={403: ("forbidden",), 409: ("quota_reached",)},
    ),
    Operation(
        method="PUT",
        path="/texts/{text_id}",
        name="revise_text",
        about="The text's next version; the one before stays in its history",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=(_TEXT,),
        request=requests.TextRequest,
        request_example=_TEXT_EXAMPLE,
        answers={200: Answer(about="The text", model=desk_answers.TextShown)},
        problems={403: ("forbidden",), 404: ("text_not_found",), 409: ("stale", "quota_reached")},
    ),
    Operation(
        method="GET",
        path="/texts/{text_id}/versions",
        name="list_text_versions",
        about="What the text has been, the latest version first",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=(_TEXT,),
        answers={200: Answer(about="All its versions", model=desk_answers.TextsAnswer)},
        problems={403: ("forbidden",), 404: ("text_not_found",)},
    ),
)

"""The routes of the enterprise API, as `openapi.json` tells of them."""

from dataclasses import replace

from functions.submit import answers, forms, requests
from hailong.edge.api import Answer, Caller, Operation, Parameter, form, schema_of
from hailong.vocabulary.words import Subject

_CUSTOMS, _SOFTWARE, _LINKS = "Customs system", "Declaration software", "Links"
_HTML = ("text/html",)

_NUMBER = Parameter(
    name="declaration_no",
    about="11 or 12 digits; also as printed, `10302752870/A11`, with the slash escaped",
    schema=schema_of(requests.DeclarationNo),
    example="103027528701",
)
_TAX_CODE = Parameter(
    name="tax_code",
    about="The enterprise's: 10 digits, 10-3, or a 12-digit personal ID",
    schema=schema_of(requests.TaxCode),
    required=True,
    example="5700100256",
)
_RATING_KEY = Parameter(
    name="rating_key", about="As the clearance was answered with", schema=form(r"[0-9]{11}\.[0-9A-Za-z_-]{43}")
)
_TOKEN = Parameter(name="token", about="From the link in an e-mail", schema=form(r"[0-9A-Za-z_-]+\.[0-9A-Za-z_-]{43}"))
_INVITATIONS_TOKEN = Parameter(
    name="token", about="From an invitation", schema=form(r"[0-9A-Za-z_-]+\.[0-9A-Za-z_-]{43}")
)
_CHOSEN = tuple(
    Parameter(
        name=subject.value,
        about=f"The level of the {subject} that the page shows as chosen; opening the page sends nothing",
        schema={"type": "string", "enum": ["1", "2", "3", "4", "5"]},
    )
    for subject in Subject
)
_CHOSEN_HELPED = Parameter(
    name="helped",
    about="What the page shows as chosen of whether the answer helped; opening the page sends nothing",
    schema={"type": "string", "enum": ["yes", "partly", "no"]},
)
_VIA = Parameter(
    name="via", about="How the address was come by, for the statistics: a link unless said", schema={"enum": ["qr"]}
)
_LANGUAGE = Parameter(name="lang", about="The language of the page", schema={"type": "string", "enum": ["vi", "en"]})

CLEARANCE = {
    "declaration_type": "A11",
    "first_declaration_no": None,
    "channel": "green",
    "enterprise": {"tax_code": "5700100256", "name": "Công ty TNHH Ví dụ", "emails": ["xnk@example.vn"]},
    "office": "20CF",
    "team": "01",
    "officers": [{"code": "20CF-0012", "name": "Nguyễn Văn A", "stage": "inspection"}],
    "cleared_at": "2026-06-20T09:31:00+07:00",
}
CLEARED = {
    "declaration_no": "103027528701",
    "lot_key": "10302752870",
    "rating_key": "10302752870.Y4Ym-jfdoDd8zT9k6UDqJ9yM330yGeJzUfv2K1D4mko",
    "rate_url": "https://api.example.vn/v1/rate/10302752870.Y4Ym-jfdoDd8zT9k6UDqJ9yM330yGeJzUfv2K1D4mko",
}
SAID = {
    "levels": {"officer": 2, "team": 3, "office": 4},
    "reasons": ["delay"],
    "comment": "Phải chờ hai ngày mới có người kiểm hóa.",
    "language": "vi",
    "contact": {"name": "Trần Thị B", "email": "ketoan@example.vn", "phone": "0203 000 000"},
}
RATING = {"declaration_no": "103027528701", "tax_code": "5700100256", **SAID}
RATED = {
    "declaration_no": "103027528701",
    "lot_key": "10302752870",
    "received_at": "2026-06-20T10:02:11+07:00",
    "negative": True,
    "status": "accepted",
    "case_id": "HL-10302752870",
}
AWAITING = RATED | {"lot_key": None, "status": "awaiting_clearance", "case_id": None}
FILE = RATED | {
    "levels": SAID["levels"],
    "reasons": SAID["reasons"],
    "comment": SAID["comment"],
    "corrected_at": None,
    "correctable_until": None,
    "case": {
        "state": "decided",
        "opened_at": "2026-06-20T10:02:12+07:00",
        "due_at": "2026-06-29T17:00:00+07:00",
        "outcome": "upheld",
        "message": "Chúng tôi xin lỗi vì đã để doanh nghiệp phải chờ.",
        "decided_at": "2026-06-24T15:40:00+07:00",
        "appeal_until": "2026-07-08T17:00:00+07:00",
        "receipt": (
            "HL-10302752870.6.q1Yp0n5rZk0XG7bq0k2oJm8m1s5d3wq9v4t6y8u1iVE.b8Qf2s1l4p7r0t3v6x9A2D5G8J1M4P7S0V3Y6b9e2h0"
        ),
        "helped": {"helped": "yes", "why": None, "at": "2026-06-25T08:20:00+07:00"},
    },
}
_REASON = {"reason": "Nhật ký kiểm hóa cho thấy chúng tôi đã chờ ba ngày."}
_HELPED = {"helped": "partly", "why": "Đã có lời giải thích, nhưng chưa rõ lần sau có khác không."}
_HELPED_PROBLEMS = {409: ("no_outcome_yet", "case_closed", "changed_too_often")}
_CORRECTION_PROBLEMS = {409: ("corrected_already", "case_taken", "correction_over")}
_APPEAL_PROBLEMS = {409: ("no_outcome_yet", "already_appealed", "appeal_window_over")}


def _head_of(get: Operation) -> Operation:
    """The same without a body."""
    return replace(
        get,
        method="HEAD",
        name=get.name.replace("get_", "head_"),
        about=f"{get.about}: the headers alone",
        answers={status: Answer(about=answer.about) for status, answer in get.answers.items()},
    )


_OPERATIONS = (
    Operation(
        method="PUT",
        path="/clearances/{declaration_no}",
        name="put_clearance",
        about="Registers the clearance of a declaration, or corrects it",
        detail=(
            "The enterprise's name and e-mails can always be corrected, everything else until the lot is rated. "
            "Ratings that came before the clearance are matched with it, also when the same is sent again."
        ),
        tag=_CUSTOMS,
        caller=Caller.MACHINE,
        scope="hailong/clearance.write",
        parameters=(_NUMBER,),
        request=requests.ClearanceRequest,
        request_example=CLEARANCE,
        answers={
            200: Answer(about="The same again, or corrected", model=answers.ClearanceAnswer, example=CLEARED),
            201: Answer(about="New", model=answers.ClearanceAnswer, example=CLEARED),
        },
        problems={409: ("clearance_rated", "lot_of_another_enterprise")},
    ),
    Operation(
        method="POST",
        path="/clearances",
        name="post_clearances",
        about="Registers up to 100 clearances; a bad one spoils no other",
        tag=_CUSTOMS,
        caller=Caller.MACHINE,
        scope="hailong/clearance.write",
        request=requests.BulkBody,
        request_example={"clearances": [{"declaration_no": "103027528701", **CLEARANCE}]},
        body_limit_kib=512,
        answers={
            200: Answer(
                about="A result an item, in their order",
                model=answers.BulkAnswer,
                example={
                    "results": [
                        CLEARED | {"status": 201},
                        {
                            "declaration_no": "103027528801",
                            "status": 409,
                            "code": "clearance_rated",
                            "detail": "The lot has been rated; what the rating rests on can no longer change.",
                        },
                    ]
                },
            )
        },
    ),
    Operation(
        method="GET",
        path="/clearances/missing",
        name="get_missing_clearances",
        about="Ratings that have waited for a clearance for over 30 days, oldest first",
        tag=_CUSTOMS,
        caller=Caller.MACHINE,
        scope="hailong/clearance.write",
        parameters=(
            Parameter(
                name="limit",
                about="How many a page",
                schema={"type": "integer", "minimum": 1, "maximum": requests.MAX_MISSING, "default": 100},
            ),
            Parameter(name="cursor", about="As the page before was answered with", schema=form(requests.CURSOR)),
        ),
        answers={
            200: Answer(
                about="The declarations",
                model=answers.MissingAnswer,
                example={
                    "items": [{"declaration_no": "103027528701", "received_at": "2026-06-20T10:02:11+07:00"}],
                    "cursor": None,
                },
            )
        },
        problems={400: ("bad_cursor",)},
    ),
    Operation(
        method="POST",
        path="/ratings",
        name="post_rating",
        about="Rates a lot, once",
        detail=(
            "Sending the same again is safe, whatever became of the first answer. A rating whose clearance has not "
            "come yet is kept and matched with it later. Only `declaration_no`, `tax_code` and a level are required."
        ),
        tag=_SOFTWARE,
        caller=Caller.MACHINE,
        scope="hailong/rating.write",
        request=requests.RatingRequest,
        request_example=RATING,
        answers={
            200: Answer(about="The same again", model=answers.RatingAnswer, example=RATED),
            201: Answer(about="New", model=answers.RatingAnswer, example=RATED),
            202: Answer(about="Kept until its clearance comes", model=answers.RatingAnswer, example=AWAITING),
        },
        problems={
            403: ("not_your_declaration", "wrong_rating_key"),
            409: ("rating_exists", "rating_closed"),
            429: ("too_many_waiting",),
        },
    ),
    Operation(
        method="GET",
        path="/ratings/{declaration_no}",
        name="get_rating",
        about="The rating, and of its case the state, the dates and the outcome",
        detail="Ask with `If-None-Match` and the `ETag` of the last answer: what has not changed costs no body.",
        tag=_SOFTWARE,
        caller=Caller.MACHINE,
        scope="hailong/rating.read",
        parameters=(_NUMBER, _TAX_CODE),
        answers={
            200: Answer(about="The rating", model=answers.RatingFile, example=FILE),
            304: Answer(about="Nothing has changed"),
        },
        problems={404: ("rating_not_found",)},
    ),
    Operation(
        method="POST",
        path="/ratings/{declaration_no}/correct",
        name="post_correction",
        about="Corrects a rating that was a slip of the finger",
        detail=(
            "Once, within minutes of its receipt (`correctable_until` of the rating), and before anybody has taken its "
            "case. What was first said stays on record. Sending the same again is safe."
        ),
        tag=_SOFTWARE,
        caller=Caller.MACHINE,
        scope="hailong/rating.write",
        parameters=(_NUMBER,),
        request=requests.CorrectionRequest,
        request_example={"tax_code": "5700100256", **SAID, "levels": {"officer": 4, "team": 4, "office": 4}},
        answers={200: Answer(about="The rating as it now is", model=answers.RatingFile)},
        problems={404: ("rating_not_found",), **_CORRECTION_PROBLEMS},
    ),
    Operation(
        method="POST",
        path="/ratings/{declaration_no}/appeal",
        name="post_appeal",
        about="Asks, once, for the outcome to be reconsidered",
        tag=_SOFTWARE,
        caller=Caller.MACHINE,
        scope="hailong/rating.write",
        parameters=(_NUMBER,),
        request=requests.AppealRequest,
        request_example={"tax_code": "5700100256", **_REASON},
        answers={201: Answer(about="The case is at its second level", model=answers.RatingFile)},
        problems={404: ("rating_not_found",), **_APPEAL_PROBLEMS},
    ),
    Operation(
        method="POST",
        path="/ratings/{declaration_no}/helped",
        name="post_helped",
        about="Says whether the answer helped",
        detail=(
            "Once for each outcome; it can be changed until the case is closed. Sending the same again is safe. Staff "
            "see it once the case is closed."
        ),
        tag=_SOFTWARE,
        caller=Caller.MACHINE,
        scope="hailong/rating.write",
        parameters=(_NUMBER,),
        request=requests.HelpedRequest,
        request_example={"tax_code": "5700100256", **_HELPED},
        answers={
            200: Answer(about="Changed, or the same again", model=answers.RatingFile),
            201: Answer(about="Said for the first time", model=answers.RatingFile),
        },
        problems={404: ("rating_not_found",), **_HELPED_PROBLEMS},
    ),
    Operation(
        method="GET",
        path="/rate/{rating_key}",
        name="get_rate_page",
        about="The page on which a lot is rated without software, or the lot as JSON",
        tag=_LINKS,
        caller=Caller.ANYONE,
        parameters=(_RATING_KEY, _LANGUAGE, _VIA, *_CHOSEN),
        answers={200: Answer(about="The lot", model=answers.LotAnswer, media=_HTML)},
        problems={403: ("wrong_rating_key",)},
    ),
    Operation(
        method="POST",
        path="/rate/{rating_key}",
        name="post_rate_page",
        about="Rates the lot of the rating key",
        detail=(
            "A lot that was rated otherwise is 409 `rated_already`, alike whatever is sent: the key gives no right to "
            "know how. Sending the same again is safe with a `nonce`, 22 to 64 letters and digits chosen at random."
        ),
        tag=_LINKS,
        caller=Caller.ANYONE,
        parameters=(_RATING_KEY, _LANGUAGE, _VIA),
        request=requests.LinkRatingRequest,
        request_example=SAID,
        form=forms.rating(),
        answers={
            200: Answer(about="The same again", model=answers.LinkRatingAnswer, media=_HTML),
            201: Answer(about="New", model=answers.LinkRatingAnswer, media=_HTML),
        },
        problems={
            403: ("wrong_rating_key",),
            409: ("rated_already", "rating_exists", "rating_closed"),
            429: ("too_many_tries",),
        },
    ),
    Operation(
        method="POST",
        path="/rate/{rating_key}/correct",
        name="post_rate_correction",
        about="Corrects a rating that was a slip of the finger",
        detail="With the `nonce` of the form by which it came: the key alone gives no right to it.",
        tag=_LINKS,
        caller=Caller.ANYONE,
        parameters=(_RATING_KEY, _LANGUAGE, _VIA),
        request=requests.LinkCorrectionRequest,
        request_example={**SAID, "nonce": "Zk3v9QxT5mRb7LwC1yHn2A"},
        form=forms.correction(),
        answers={200: Answer(about="The rating as it now is", model=answers.LinkRatingAnswer, media=_HTML)},
        problems={
            403: ("wrong_rating_key",),
            409: ("rated_already", *_CORRECTION_PROBLEMS[409]),
            429: ("too_many_tries",),
        },
    ),
    Operation(
        method="GET",
        path="/answers/{token}",
        name="get_answer_page",
        about="The answer of the one case that the link is of",
        tag=_LINKS,
        caller=Caller.ANYONE,
        parameters=(_TOKEN, _LANGUAGE, _CHOSEN_HELPED),
        answers={200: Answer(about="The answer", model=answers.RatingFile, example=FILE, media=_HTML)},
        problems={403: ("link_expired",), 404: ("no_such_link",)},
    ),
    Operation(
        method="POST",
        path="/answers/{token}/appeal",
        name="post_answer_appeal",
        about="Asks, once, for the outcome to be reconsidered",
        tag=_LINKS,
        caller=Caller.ANYONE,
        parameters=(_TOKEN, _LANGUAGE),
        request=requests.LinkAppealRequest,
        request_example=_REASON,
        form=forms.appeal(),
        answers={201: Answer(about="The case is at its second level", model=answers.RatingFile, media=_HTML)},
        problems={403: ("link_expired",), 404: ("no_such_link",), **_APPEAL_PROBLEMS},
    ),
    Operation(
        method="POST",
        path="/answers/{token}/helped",
        name="post_answer_helped",
        about="Says whether the answer helped",
        tag=_LINKS,
        caller=Caller.ANYONE,
        parameters=(_TOKEN, _LANGUAGE),
        request=requests.LinkHelpedRequest,
        request_example=_HELPED,
        form=forms.helped(),
        answers={
            200: Answer(about="Changed, or the same again", model=answers.RatingFile, media=_HTML),
            201: Answer(about="Said for the first time", model=answers.RatingFile, media=_HTML),
        },
        problems={403: ("link_expired",), 404: ("no_such_link",), **_HELPED_PROBLEMS},
    ),
    Operation(
        method="GET",
        path="/invitations/{token}",
        name="get_invitations_page",
        about="Whether the enterprise of the link is invited to rate; opening it changes nothing",
        tag=_LINKS,
        caller=Caller.ANYONE,
        parameters=(_INVITATIONS_TOKEN, _LANGUAGE),
        answers={200: Answer(about="Whether it is", model=answers.InvitationsAnswer, media=_HTML)},
        problems={404: ("no_such_link",)},
    ),
    Operation(
        method="POST",
        path="/invitations/{token}",
        name="post_invitations",
        about="Says whether the enterprise of the link is invited to rate; lasts",
        detail="Mail programs send `List-Unsubscribe=One-Click` (RFC 8058), which ends the invitations at once.",
        tag=_LINKS,
        caller=Caller.ANYONE,
        parameters=(_INVITATIONS_TOKEN, _LANGUAGE),
        request=requests.InvitationsRequest,
        request_example={"invited": False},
        form=forms.invitations(),
        answers={200: Answer(about="As it was chosen", model=answers.InvitationsAnswer, media=_HTML)},
        problems={404: ("no_such_link",)},
    ),
    Operation(
        method="GET",
        path="/openapi.json",
        name="get_openapi",
        about="This description",
        tag=_LINKS,
        caller=Caller.ANYONE,
        answers={200: Answer(about="OpenAPI 3.1"), 304: Answer(about="Nothing has changed")},
    ),
)
_PAGES = ("/rate/{rating_key}", "/answers/{token}", "/invitations/{token}")
OPERATIONS = (
    *_OPERATIONS,
    *(_head_of(one) for one in _OPERATIONS if one.method == "GET" and one.path in _PAGES),
)

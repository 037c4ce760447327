"""The routes of the enterprise API, as `openapi.json` tells of them."""

from functions.submit import answers, api_links, examples, problems, requests
from hailong.edge.api import Answer, Caller, Operation, Parameter, form, schema_of

_CUSTOMS, _SOFTWARE = "Customs system", "Declaration software"

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

OPERATIONS = (
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
        request_example=examples.CLEARANCE,
        answers={
            200: Answer(about="The same again, or corrected", model=answers.ClearanceAnswer, example=examples.CLEARED),
            201: Answer(about="New", model=answers.ClearanceAnswer, example=examples.CLEARED),
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
        request_example={"clearances": [{"declaration_no": "103027528701", **examples.CLEARANCE}]},
        body_limit_kib=512,
        answers={
            200: Answer(
                about="A result an item, in their order",
                model=answers.BulkAnswer,
                example={
                    "results": [
                        examples.CLEARED | {"status": 201},
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
        request_example=examples.RATING,
        answers={
            200: Answer(about="The same again", model=answers.RatingAnswer, example=examples.RATED),
            201: Answer(about="New", model=answers.RatingAnswer, example=examples.RATED),
            202: Answer(about="Kept until its clearance comes", model=answers.RatingAnswer, example=examples.AWAITING),
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
            200: Answer(about="The rating", model=answers.RatingFile, example=examples.FILE),
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
        request_example={"tax_code": "5700100256", **examples.SAID, "levels": {"officer": 4, "team": 4, "office": 4}},
        answers={200: Answer(about="The rating as it now is", model=answers.RatingFile)},
        problems={404: ("rating_not_found",), **problems.CORRECTION},
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
        request_example={"tax_code": "5700100256", **examples.REASON},
        answers={201: Answer(about="The case is at its second level", model=answers.RatingFile)},
        problems={404: ("rating_not_found",), **problems.APPEAL},
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
        request_example={"tax_code": "5700100256", **examples.HELPED},
        answers={
            200: Answer(about="Changed, or the same again", model=answers.RatingFile),
            201: Answer(about="Said for the first time", model=answers.RatingFile),
        },
        problems={404: ("rating_not_found",), **problems.HELPED},
    ),
    *api_links.OPERATIONS,
)

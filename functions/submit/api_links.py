"""The routes of what opens with a link, as `openapi.json` tells of them."""

from dataclasses import replace

from functions.submit import answers, examples, forms, problems, requests
from hailong.edge.api import Answer, Caller, Operation, Parameter, form
from hailong.vocabulary.words import Subject

_LINKS = "Links"
_HTML = ("text/html",)

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
        request_example=examples.SAID,
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
        request_example={**examples.SAID, "nonce": "Zk3v9QxT5mRb7LwC1yHn2A"},
        form=forms.correction(),
        answers={200: Answer(about="The rating as it now is", model=answers.LinkRatingAnswer, media=_HTML)},
        problems={
            403: ("wrong_rating_key",),
            409: ("rated_already", *problems.CORRECTION[409]),
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
        answers={200: Answer(about="The answer", model=answers.RatingFile, example=examples.FILE, media=_HTML)},
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
        request_example=examples.REASON,
        form=forms.appeal(),
        answers={201: Answer(about="The case is at its second level", model=answers.RatingFile, media=_HTML)},
        problems={403: ("link_expired",), 404: ("no_such_link",), **problems.APPEAL},
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
        request_example=examples.HELPED,
        form=forms.helped(),
        answers={
            200: Answer(about="Changed, or the same again", model=answers.RatingFile, media=_HTML),
            201: Answer(about="Said for the first time", model=answers.RatingFile, media=_HTML),
        },
        problems={403: ("link_expired",), 404: ("no_such_link",), **problems.HELPED},
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

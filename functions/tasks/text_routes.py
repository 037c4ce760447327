"""The routes of the texts to start from."""

from collections.abc import Sequence

from functions.tasks import search, texts, views
from functions.tasks.decisions import Caller
from functions.tasks.edge import StaffEdge
from functions.tasks.requests import NewTextRequest, TextRequest
from hailong.cases.texts import StartingText
from hailong.edge import http
from hailong.edge.routing import Response
from hailong.ports.staff import TextShelf


def add(staff: StaffEdge, shelf: TextShelf) -> None:
    """Adds them to the app of `staff`."""

    def listed(found: Sequence[StartingText], caller: Caller) -> Response[str]:
        items = [texts.view(text, caller) for text in found]
        return http.answer(200, {"items": items, "names": views.names({text.by for text in found}, caller.staff)})

    @staff.app.get("/texts")
    def get_texts() -> Response[str]:
        caller = staff.caller()
        office = search.office(staff.query("office"))
        return listed(texts.offered(shelf, caller, office), caller)

    @staff.app.post("/texts")
    def post_text() -> Response[str]:
        caller = staff.caller()
        texts.admitted_somewhere(caller)
        request = staff.request(NewTextRequest)
        texts.admitted(caller, request.office)
        return http.answer(201, texts.view(texts.start(shelf, caller, request.office, request.to_content()), caller))

    @staff.app.put("/texts/<text_id>")
    def put_text(text_id: str) -> Response[str]:
        caller = staff.caller()
        before = texts.seen(shelf, caller, text_id)
        texts.admitted(caller, before.office)
        request = staff.request(TextRequest)
        after = texts.revise(shelf, before, request.to_content(), caller, request.version)
        return http.answer(200, texts.view(after, caller))

    @staff.app.get("/texts/<text_id>/versions")
    def get_text_versions(text_id: str) -> Response[str]:
        caller = staff.caller()
        text = texts.seen(shelf, caller, text_id)
        staff.query()
        return listed(shelf.versions(text.text_id), caller)

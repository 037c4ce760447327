"""The routes of a day at the desk: the news, what a person keeps, who has how much to do."""

from functions.tasks import desk_views, news, search, workload
from functions.tasks.decisions import Caller
from functions.tasks.edge import StaffEdge
from functions.tasks.requests import DeskRequest, SeenRequest
from hailong.edge import http
from hailong.edge.routing import Response
from hailong.ports.cases import CaseQueue
from hailong.ports.staff import DeskStore, NewsBoards
from hailong.vocabulary.workdays import WorkingTime


def add(
    staff: StaffEdge,
    *,
    queue: CaseQueue,
    boards: NewsBoards,
    desks: DeskStore,
    calendar: WorkingTime,
) -> None:
    """Adds them to the app of `staff`."""

    def told(caller: Caller) -> Response[str]:
        found, desk = news.told(boards, caller), desks.desk(caller.person.staff_code)
        return http.answer(200, desk_views.news_view(found, desk))

    @staff.app.get("/workload")
    def get_workload() -> Response[str]:
        caller = staff.caller()
        workload.admitted(caller)
        office = search.only_office(staff.query("office"))
        return http.answer(200, desk_views.workload_view(workload.overview(queue, caller, office, calendar), caller.at))

    @staff.app.get("/news")
    def get_news() -> Response[str]:
        caller = staff.caller()
        staff.query()
        return told(caller)

    @staff.app.post("/news/seen")
    def post_news_seen() -> Response[str]:
        caller = staff.caller()
        request = staff.request(SeenRequest)
        desks.seen(caller.person.staff_code, min(request.until, caller.at))
        return told(caller)

    @staff.app.get("/desk")
    def get_desk() -> Response[str]:
        caller = staff.caller()
        staff.query()
        return http.answer(200, desk_views.desk_view(desks.desk(caller.person.staff_code)))

    @staff.app.put("/desk")
    def put_desk() -> Response[str]:
        code = staff.caller().person.staff_code
        request = staff.request(DeskRequest)
        if (views := request.to_views()) is not None:
            desks.keep_views(code, views)
        if request.digest is not None:
            desks.want_digest(code, wanted=request.digest)
        return http.answer(200, desk_views.desk_view(desks.desk(code)))

"""Who calls a route of the staff API, and what they sent."""

from dataclasses import dataclass

from pydantic import BaseModel

from functions.tasks.decisions import Caller
from hailong.edge import http
from hailong.edge.identity import known_staff
from hailong.edge.routing import App
from hailong.ports.staff import StaffDirectory
from hailong.vocabulary.times import Clock


@dataclass(slots=True)
class StaffEdge:
    """The requests of staff to `app`, whom `directory` knows."""

    app: App
    directory: StaffDirectory
    clock: Clock

    def caller(self) -> Caller:
        """Who calls; Forbidden for those whom the directory does not know as they say."""
        moment = self.clock()
        person = known_staff(self.app.current_event.raw_event, self.directory, moment)
        return Caller(person=person, staff=self.directory.everyone(), at=moment)

    def query(self, *known: str) -> dict[str, str]:
        """The query's parameters; Invalid names those that are unknown or stand more than once."""
        return http.query(self.app.current_event.raw_event, *known)

    def request[M: BaseModel](self, model: type[M]) -> M:
        """The body; an action that needs none may come without."""
        self.query()
        event = self.app.current_event.raw_event
        return http.parse(model, http.body(event) if event.get("body") else {})

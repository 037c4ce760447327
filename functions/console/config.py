from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """`authority` is where staff sign in; `connect_origins` what the page may speak to beside its own API.

    The console's client and address come with each request, as variables of the API's stage: they name the API, which
    names this function, so its environment cannot hold them.
    """

    authority: str
    connect_origins: str
    offices_table: str
    idle_minutes: int

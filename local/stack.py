"""What others need to know of a deployed local stack: `.local/stack.json`, as the contract says."""

from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    ratings: str
    cases: str
    counters: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineClient:
    """A client of the user pool that signs in with its secret."""

    id: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineClients:
    software: MachineClient
    customs: MachineClient


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """A person of the demo, with the password to sign in with."""

    username: str
    password: str
    groups: list[str]
    office: str
    team: str | None
    staff_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    endpoint: str
    api_url: str
    token_url: str
    console_url: str
    region: str
    tables: Tables
    state_machine: str
    user_pool_id: str
    console_client_id: str
    clients: MachineClients
    staff: list[StaffMember]

    @property
    def authorize_url(self) -> str:
        """The sign-in page stands beside the token endpoint."""
        return self.token_url.removesuffix("/token") + "/authorize"

    def person(self, *, group: str, office: str | None = None, staff_code: str | None = None) -> StaffMember:
        """The first member of staff who fits; `ValueError` if nobody does."""
        for member in self.staff:
            fits_office = office is None or member.office == office
            fits_code = staff_code is None or member.staff_code == staff_code
            if group in member.groups and fits_office and fits_code:
                return member
        raise ValueError(f"no {group} of {office or 'any office'} among the demo staff")


_STACK = TypeAdapter(Stack)


def save(stack: Stack, path: Path) -> None:
    """Writes the file readable by its owner alone: it holds secrets, though only of the demo."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(_STACK.dump_json(_STACK.validate_python(asdict(stack)), indent=2) + b"\n")


def load(path: Path) -> Stack:
    return _STACK.validate_json(path.read_bytes())

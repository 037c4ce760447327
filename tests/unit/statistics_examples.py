"""Records for the tests of statistics, with made-up people and companies."""

from collections.abc import Mapping
from datetime import datetime

from hailong.clearance import Clearance, Enterprise, Officer
from hailong.words import Channel


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def a_clearance(
    *,
    number: str = "103027528701",
    first: str | None = None,
    tax_code: str = "5700100256",
    office: str = "20CF",
    team: str | None = "01",
    officers: Mapping[str, str] | None = None,
    cleared_at: str = "2022-01-05T09:31:00+07:00",
    version: int = 1,
) -> Clearance:
    listed = {"20CF-0012": "Nguyễn Văn A"} if officers is None else officers
    return Clearance(
        declaration_no=number,
        first_declaration_no=first,
        declaration_type="A11",
        channel=Channel.GREEN,
        enterprise=Enterprise(tax_code=tax_code, name="Công ty TNHH Ví dụ"),
        office=office,
        team=team,
        officers=tuple(Officer(code=code, name=name, stage="inspection") for code, name in listed.items()),
        cleared_at=moment(cleared_at),
        recorded_at=moment(cleared_at),
        client_id="customs",
        version=version,
    )

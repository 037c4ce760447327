"""A new route has to say who may call it: its row is tried with every kind of caller and case over HTTP."""

from tests.e2e.routes import ROWS, described


def test_every_route_has_its_row_and_its_kind_of_caller() -> None:
    assert set(ROWS) == set(described())
    for label, operation in described().items():
        row = ROWS[label]
        kinds = [kind for one in operation["security"] for kind in one]
        assert kinds == (["machine"] if row.machines else ["staff"] if row.staff else []), label

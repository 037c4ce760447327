"""A vendor that an operator adds signs in and rates, by the Python client; once it is revoked, its ratings are kept."""

from pathlib import Path

import httpx
import pytest

from hailong_client import HaiLong, Outbox, RatingRequest
from local.progress import CannotGoOn
from local.vendors import Vendors
from tests.e2e.world import TAX_CODE, World


def test_a_vendor_comes_and_goes(world: World, tmp_path: Path) -> None:
    vendors = Vendors(world.cloud.client("cognito-idp"), world.stack.user_pool_id)
    added, secret = vendors.add(f"vendor {tmp_path.name}", ["rating.write", "rating.read"])
    assert added in vendors.all()
    outbox = Outbox(tmp_path / "outbox.sqlite3")

    def signed_in() -> HaiLong:
        return HaiLong(
            world.stack.api_url, world.stack.token_url, added.client_id, secret, transport=httpx.HTTPTransport()
        )

    rated, kept = world.cleared_lot(), world.cleared_lot()
    with signed_in() as api:
        outbox.add(_rating(rated.declaration_no))
        assert outbox.send(api).sent == 1
        assert api.rating(rated.declaration_no, TAX_CODE)["status"] == "accepted"
    with pytest.raises(CannotGoOn, match="second secret"):
        vendors.rotate(added.name)
    vendors.revoke(added.name)
    assert added not in vendors.all()
    with signed_in() as api:
        outbox.add(_rating(kept.declaration_no))
        told = outbox.send(api)
    assert (told.sent, told.refused, told.waiting) == (1, 0, 1)
    assert told.stopped is not None
    with pytest.raises(CannotGoOn, match="no vendor"):
        vendors.revoke(added.name)


def _rating(declaration_no: str) -> RatingRequest:
    return {"declaration_no": declaration_no, "tax_code": TAX_CODE, "levels": {"officer": 5, "office": 5}}

"""The vendors' clients in a user pool; where no local cloud knows a call, botocore's description of it is held to."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from local.progress import CannotGoOn
from local.vendors import DEFAULT_SCOPES, Vendors, vendor
from tests.aws import REGION


@pytest.fixture
def cognito() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("cognito-idp", region_name=REGION)


@pytest.fixture
def pool(cognito: Any) -> str:
    found: str = cognito.create_user_pool(PoolName="hailong")["UserPool"]["Id"]
    cognito.create_user_pool_client(UserPoolId=found, ClientName="console", AllowedOAuthFlows=["code"])
    return found


def test_a_vendor_is_added_with_a_secret_of_its_own_and_listed(cognito: Any, pool: str) -> None:
    vendors = Vendors(cognito, pool)
    added, secret = vendors.add("Phan mem A", DEFAULT_SCOPES)
    described = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=added.client_id)["UserPoolClient"]
    assert described["ClientSecret"] == secret
    assert described["AllowedOAuthFlows"] == ["client_credentials"]
    assert described["AllowedOAuthScopes"] == ["hailong/rating.read", "hailong/rating.write"]
    assert vendors.all() == [added]


def test_all_of_them_are_listed_however_many(cognito: Any, pool: str) -> None:
    vendors = Vendors(cognito, pool)
    for number in range(62):
        cognito.create_user_pool_client(
            UserPoolId=pool, ClientName=f"vendor {number:02d}", AllowedOAuthFlows=["client_credentials"]
        )
    assert len(vendors.all()) == 62


def test_a_name_is_used_once(cognito: Any, pool: str) -> None:
    vendors = Vendors(cognito, pool)
    vendors.add("A", ["rating.read"])
    with pytest.raises(CannotGoOn, match="already"):
        vendors.add("A", ["rating.read"])


@pytest.mark.parametrize("name", ["", " A", "Phần mềm", "a\nb", "a" * 129, "a'b"])
def test_what_cognito_would_not_take_for_a_name_is_refused_here(cognito: Any, pool: str, name: str) -> None:
    with pytest.raises(CannotGoOn, match="NAME"):
        Vendors(cognito, pool).add(name, ["rating.read"])


def test_an_unknown_scope_is_refused(cognito: Any, pool: str) -> None:
    with pytest.raises(CannotGoOn, match="wirte"):
        Vendors(cognito, pool).add("A", ["rating.wirte"])


def test_a_vendor_is_ended_but_not_one_of_the_template(cognito: Any, pool: str) -> None:
    vendors = Vendors(cognito, pool)
    vendors.add("A", DEFAULT_SCOPES)
    vendors.add("customs", ["clearance.write"])
    vendors.revoke("A")
    assert [one.name for one in vendors.all()] == ["customs"]
    with pytest.raises(CannotGoOn, match="template"):
        vendors.revoke("customs")
    with pytest.raises(CannotGoOn, match="no vendor"):
        vendors.revoke("console")


def test_a_second_secret_comes_and_the_older_one_goes(cognito: Any, pool: str) -> None:
    vendors = Vendors(cognito, pool)
    added, _ = vendors.add("A", DEFAULT_SCOPES)
    here: dict[str, Any] = {"UserPoolId": pool, "ClientId": added.client_id}
    first, second = (
        {"ClientSecretId": f"{added.client_id}--{day}", "ClientSecretCreateDate": datetime(2026, 6, day, tzinfo=UTC)}
        for day in (1, 20)
    )
    known = [vendors.all()]
    with pytest.MonkeyPatch.context() as patch, Stubber(cognito) as stub:
        patch.setattr(vendors, "all", lambda: known[0])
        stub.add_response("list_user_pool_client_secrets", {"ClientSecrets": [first]}, here)
        made = second | {"ClientSecretValue": "a-secret-that-is-long-enough"}
        stub.add_response("add_user_pool_client_secret", {"ClientSecretDescriptor": made}, here)
        assert vendors.rotate("A") == "a-secret-that-is-long-enough"
        stub.add_response("list_user_pool_client_secrets", {"ClientSecrets": [second, first]}, here)
        with pytest.raises(CannotGoOn, match="two secrets"):
            vendors.rotate("A")
        stub.add_response("list_user_pool_client_secrets", {"ClientSecrets": [second, first]}, here)
        stub.add_response("delete_user_pool_client_secret", {}, here | {"ClientSecretId": first["ClientSecretId"]})
        vendors.retire("A")
        stub.add_response("list_user_pool_client_secrets", {"ClientSecrets": [second]}, here)
        with pytest.raises(CannotGoOn, match="one secret only"):
            vendors.retire("A")
        stub.add_client_error("list_user_pool_client_secrets", "InvalidAction")
        with pytest.raises(CannotGoOn, match="AWS can"):
            vendors.rotate("A")
        stub.assert_no_pending_responses()


def test_one_thing_at_a_time() -> None:
    with pytest.raises(CannotGoOn, match="at a time"):
        vendor(name="A", revoke="B")
    with pytest.raises(CannotGoOn, match="go with NAME"):
        vendor(scopes="rating.read")

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hailong.adapters.secretsmanager import in_signing_order
from hailong.lots import links, signing
from hailong.lots.clearance import Enterprise
from hailong.vocabulary.errors import Forbidden, NotFound, Refused
from tests import samples

OLD, NEW = "an old secret", "a new secret"
CLEARANCE = samples.clearance()
LATER = samples.RATED + timedelta(days=180)


def _key_fits(key: str, **changes: Any) -> bool:
    try:
        signing.check_rating_key([OLD, NEW], key, samples.clearance(**changes))
    except Forbidden:
        return False
    return True


def test_a_rating_key_is_of_one_lot_and_one_tax_code() -> None:
    key = signing.rating_key([NEW], CLEARANCE)
    assert signing.declaration_of(key) == CLEARANCE.key
    assert _key_fits(key)
    assert _key_fits(key, team="02", office="20BB")
    assert not _key_fits(key, first_declaration_no="10302752860")
    assert not _key_fits(key, enterprise=Enterprise(tax_code=samples.OTHER_TAX_CODE, name="Khác"))
    with pytest.raises(Forbidden, match="wrong_rating_key"):
        signing.check_rating_key([NEW], key, None)


def test_a_key_of_one_declaration_rates_the_whole_lot() -> None:
    part = samples.clearance("103027528711", first_declaration_no=CLEARANCE.key)
    signing.check_rating_key([NEW], signing.rating_key([NEW], CLEARANCE), part)
    signing.check_rating_key([NEW], signing.rating_key([NEW], part), CLEARANCE)


def test_a_rating_key_says_nothing_of_the_tax_code_and_fits_a_qr_code() -> None:
    key = signing.rating_key([NEW], CLEARANCE)
    assert samples.TAX_CODE not in key
    assert len(key) < 60
    assert key.replace(".", "").replace("-", "").replace("_", "").isalnum()


@given(st.text(max_size=80))
def test_nothing_made_up_is_a_rating_key(text: str) -> None:
    for key in (text, f"{CLEARANCE.key}.{text}"):
        with pytest.raises(Forbidden, match="wrong_rating_key"):
            signing.check_rating_key([NEW], key, CLEARANCE)


def test_an_answer_token_opens_one_case_until_it_expires() -> None:
    token = signing.answer_token([NEW], "HL-10302752870", expires_at=LATER)
    assert signing.case_of([NEW], token, now=LATER) == "HL-10302752870"
    with pytest.raises(Forbidden, match="link_expired"):
        signing.case_of([NEW], token, now=LATER + timedelta(seconds=1))


@given(st.text(max_size=80))
def test_nothing_made_up_is_an_answer_token(text: str) -> None:
    token = signing.answer_token([NEW], "HL-10302752870", expires_at=LATER)
    for made_up in (text, f"x{token}", token[:-1], token.partition(".")[0] + "." + text):
        with pytest.raises(NotFound, match="no_such_link"):
            signing.case_of([NEW], made_up, now=samples.RATED)


def test_what_one_kind_of_signature_opens_the_other_does_not() -> None:
    token = signing.answer_token([NEW], "HL-10302752870", expires_at=LATER)
    key = signing.rating_key([NEW], CLEARANCE)
    with pytest.raises(Refused):
        signing.check_rating_key([NEW], token, CLEARANCE)
    with pytest.raises(Refused):
        signing.case_of([NEW], key, now=samples.RATED)


@pytest.mark.parametrize(
    "opened",
    [
        lambda secrets: signing.check_rating_key(secrets, signing.rating_key([OLD], CLEARANCE), CLEARANCE),
        lambda secrets: signing.case_of(
            secrets, signing.answer_token([OLD], "HL-10302752870", expires_at=LATER), now=samples.RATED
        ),
    ],
)
def test_what_an_old_secret_signed_is_good_until_it_is_taken_away(opened: Callable[[list[str]], object]) -> None:
    opened([OLD, NEW])
    with pytest.raises(Refused):
        opened([NEW])


def test_a_secret_signs_from_its_moment_and_verifies_before() -> None:
    keys = {"2026-01-01T00:00:00Z": OLD, "2026-11-24T10:00:00Z": NEW}
    assert in_signing_order(keys, "2026-11-24T09:59:59Z") == [NEW, OLD]
    assert in_signing_order(keys, "2026-11-24T10:00:00Z") == [OLD, NEW]
    for nothing in ({}, "secret", {"2027-01-01T00:00:00Z": NEW}):
        with pytest.raises(ValueError, match="at least one key"):
            in_signing_order(nothing, "2026-11-24T10:00:00Z")


def test_the_addresses_stand_below_the_api() -> None:
    key = signing.rating_key([NEW], CLEARANCE)
    assert links.rate_url("https://api.example.vn/v1/", key) == f"https://api.example.vn/v1/rate/{key}"
    address = links.answer_url("https://api.example.vn/v1", [NEW], "HL-10302752870", expires_at=LATER)
    token = address.removeprefix("https://api.example.vn/v1/answers/")
    assert signing.case_of([NEW], token, now=samples.RATED) == "HL-10302752870"


def test_what_was_signed_in_other_years_is_signed_the_same_today() -> None:
    """Keys are printed and links lie in mailboxes: neither kind, nor separator, nor hash may change unnoticed."""
    secret = ["k" * 64]
    assert signing.rating_key(secret, CLEARANCE) == "10302752870.EdbZgjQmGT9LwQXsrEpWRDvFm7NRiovhuIkkKcass4Y"
    assert signing.answer_token(secret, "HL-10302752870", expires_at=samples.DUE) == (
        "WyJITC0xMDMwMjc1Mjg3MCIsMTc4MjQ2ODAwMF0.9SPpffcM3KaegvQt3vomMT4Oq_SO1RQt26F34_4tzHA"
    )
    assert signing.invitations_token(secret, samples.TAX_CODE) == (
        "IjU3MDAxMDAyNTYi.i4CC9edX-ehPaIL3R2j3MdrkcSI-Y2siJwG5be7A2qI"
    )


def test_refusals_of_keys_and_links_keep_their_codes() -> None:
    assert signing.wrong_rating_key().code == "wrong_rating_key"
    with pytest.raises(NotFound) as unknown:
        signing.case_of([NEW], "no-link", now=samples.RATED)
    assert unknown.value.code == "no_such_link"
    token = signing.answer_token([NEW], "HL-10302752870", expires_at=samples.RATED)
    with pytest.raises(Forbidden) as expired:
        signing.case_of([NEW], token, now=samples.RATED + timedelta(seconds=1))
    assert expired.value.code == "link_expired"


def test_the_right_to_choose_invitations_is_of_one_enterprise_and_no_other_right() -> None:
    token = signing.invitations_token([OLD, NEW], samples.TAX_CODE)
    assert signing.invited_enterprise([NEW], token) == samples.TAX_CODE
    assert signing.invited_enterprise([NEW, "the newest"], token) == samples.TAX_CODE
    answer = signing.answer_token([NEW], "HL-10302752870", expires_at=samples.DUE)
    for no_right in ("", "x", token[:-1], token.swapcase(), answer):
        with pytest.raises(NotFound) as refused:
            signing.invited_enterprise([NEW], no_right)
        assert refused.value.code == "no_such_link"
    with pytest.raises(NotFound):
        signing.invited_enterprise(["the newest"], token)
    with pytest.raises(NotFound):
        signing.case_of([NEW], token, now=samples.RATED)

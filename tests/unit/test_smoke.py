import base64

import pytest

from local.smoke_people import one_time_code


@pytest.mark.parametrize(
    ("moment", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_an_authenticator_shows_what_the_rfc_says(moment: int, code: str) -> None:
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert one_time_code(secret, moment) == code

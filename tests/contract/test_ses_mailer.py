"""The mailer on SES as moto has it, and what it makes of SES's answers."""

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from botocore.stub import ANY, Stubber
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from hailong.adapters import ses
from hailong.mail.message import Mail
from hailong.vocabulary.errors import AddressRefused, RetryLater
from tests.aws import REGION

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

SENDER = "hailong@customs.example.vn"
MAIL = Mail(
    subject="[HL-10302752870] Kết quả",
    text="chữ\n",
    html="<p>chữ</p>",
    headers=(("References", "<hl-1@customs.example.vn>"),),
)
TAGS = {"case_id": "HL-10302752870", "notice_id": "outcome"}
ODD_TAGS = TAGS | {"notice_id": "due_soon-20CF/Đông"}


@pytest.fixture
def client(aws: None) -> "SESV2Client":
    return ses.client()


def _mailer(client: "SESV2Client", reply_to: str = "") -> ses.SesMailer:
    return ses.SesMailer(
        client, sender=SENDER, sender_name="Hải quan Quảng Ninh", reply_to=reply_to, configuration_set="hailong"
    )


def test_a_mail_is_handed_over(client: "SESV2Client") -> None:
    boto3.client("ses").verify_email_identity(EmailAddress=SENDER)
    message_id = _mailer(client).send("ketoan@example.vn", MAIL, TAGS)
    (message,) = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
    assert message.id == message_id
    assert message.subject == MAIL.subject
    assert message.destinations == {"ToAddresses": ["ketoan@example.vn"]}


def test_ses_is_asked_for_both_texts_with_their_tags_and_headers(client: "SESV2Client") -> None:
    sender = "=?utf-8?b?SOG6o2kgcXVhbiBRdeG6o25nIE5pbmg=?= <hailong@customs.example.vn>"
    expected = {
        "FromEmailAddress": sender,
        "Destination": {"ToAddresses": ["ketoan@example.vn"]},
        "ReplyToAddresses": ["gopy@customs.example.vn"],
        "Content": {
            "Simple": {
                "Subject": {"Data": MAIL.subject, "Charset": "UTF-8"},
                "Body": {
                    "Text": {"Data": MAIL.text, "Charset": "UTF-8"},
                    "Html": {"Data": MAIL.html, "Charset": "UTF-8"},
                },
                "Headers": [
                    {"Name": "Auto-Submitted", "Value": "auto-generated"},
                    {"Name": "X-Auto-Response-Suppress", "Value": "OOF, AutoReply"},
                    {"Name": "References", "Value": "<hl-1@customs.example.vn>"},
                ],
            }
        },
        "EmailTags": [
            {"Name": "case_id", "Value": "HL-10302752870"},
            {"Name": "notice_id", "Value": "due_5fsoon-20CF_2f_c4_90_c3_b4ng"},
        ],
        "ConfigurationSetName": "hailong",
    }
    with Stubber(client) as stub:
        stub.add_response("send_email", {"MessageId": "m-1"}, expected)
        assert _mailer(client, "gopy@customs.example.vn").send("ketoan@example.vn", MAIL, ODD_TAGS) == "m-1"


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        ("TooManyRequestsException", "Maximum sending rate exceeded.", RetryLater),
        ("LimitExceededException", "Daily message quota exceeded.", RetryLater),
        ("AccountSuspendedException", "", RetryLater),
        ("SendingPausedException", "", RetryLater),
        ("MailFromDomainNotVerifiedException", "", RetryLater),
        ("NotFoundException", "no such configuration set", RetryLater),
        ("BadRequestException", "Invalid from address", RetryLater),
        ("AccessDeniedException", "", RetryLater),
        ("InternalServiceErrorException", "", RetryLater),
        ("MessageRejected", "Email address is not verified. The following …", RetryLater),
        ("MessageRejected", "Your message contains a virus.", AddressRefused),
    ],
)
def test_an_error_is_split_by_its_consequence(
    client: "SESV2Client", code: str, message: str, expected: type[Exception]
) -> None:
    with Stubber(client) as stub:
        stub.add_client_error("send_email", code, message, expected_params=ANY_REQUEST)
        with pytest.raises(expected, match=code):
            _mailer(client).send("ketoan@example.vn", MAIL, TAGS)


ANY_REQUEST = dict.fromkeys(
    ("FromEmailAddress", "Destination", "ReplyToAddresses", "Content", "EmailTags", "ConfigurationSetName"), ANY
)


@pytest.mark.parametrize(
    "error",
    [EndpointConnectionError(endpoint_url="https://email"), ReadTimeoutError(endpoint_url="https://email")],
    ids=["no connection", "no answer"],
)
def test_no_answer_is_tried_again_later(
    client: "SESV2Client", monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(**_request: Any) -> None:
        raise error

    monkeypatch.setattr(client, "send_email", fail)
    with pytest.raises(RetryLater, match=type(error).__name__):
        _mailer(client).send("ketoan@example.vn", MAIL, TAGS)


def test_the_client_never_repeats_a_call_by_itself(client: "SESV2Client") -> None:
    calls: list[str] = []

    def refuse(**_event: Any) -> None:
        calls.append("call")
        raise EndpointConnectionError(endpoint_url="https://email")

    client.meta.events.register("before-send.sesv2.SendEmail", refuse)
    with pytest.raises(RetryLater):
        _mailer(client).send("ketoan@example.vn", MAIL, TAGS)
    assert calls == ["call"]


def test_an_unverified_sender_is_waited_for(client: "SESV2Client") -> None:
    with pytest.raises(RetryLater, match="MessageRejected"):
        _mailer(client).send("ketoan@example.vn", MAIL, TAGS)


@pytest.mark.parametrize(
    "address",
    [
        "a@example.vn, b@example.vn",
        "Kế toán <a@example.vn>",
        "a@example.vn\r\nBcc: b@example.vn",
        "a@localhost",
        "kế.toán@example.vn",
        "a..b@example.vn",
        "",
    ],
)
def test_an_address_that_is_none_never_gets_to_ses(client: "SESV2Client", address: str) -> None:
    with Stubber(client), pytest.raises(AddressRefused):
        _mailer(client).send(address, MAIL, TAGS)

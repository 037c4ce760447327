"""E-mail through Amazon SES; its errors are split by what has to be done about them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection

from hailong.adapters import aws
from hailong.mail.message import Mail, sendable, sender_field
from hailong.mail.tags import tag_of
from hailong.vocabulary.errors import AddressRefused, RetryLater

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

# Out-of-office and other automatic answers are suppressed, bounces are not: those we have to hear of.
_HEADERS = (("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "OOF, AutoReply"))


def client() -> "SESV2Client":
    """A client that never repeats a call by itself: a repetition might be a second mail, and is ours to see."""
    found: SESV2Client = aws.client(
        "sesv2", Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 1})
    )
    return found


class SesMailer:
    """Sends from one address. Replies go to `reply_to`, reports to what the configuration set says."""

    def __init__(
        self, client: "SESV2Client", *, sender: str, sender_name: str, reply_to: str, configuration_set: str
    ) -> None:
        self._client = client
        self._sender = sender_field(sender_name, sender)
        self._reply_to = reply_to or sender
        self._configuration_set = configuration_set

    def send(self, address: str, mail: Mail, tags: Mapping[str, str]) -> str:
        if not sendable(address):
            raise AddressRefused("not an address that mail can be sent to")
        request: dict[str, Any] = {
            "FromEmailAddress": self._sender,
            "Destination": {"ToAddresses": [address]},
            "ReplyToAddresses": [mail.reply_to or self._reply_to],
            "Content": {
                "Simple": {
                    "Subject": _content(mail.subject),
                    "Body": {"Text": _content(mail.text), "Html": _content(mail.html)},
                    "Headers": [{"Name": name, "Value": value} for name, value in (*_HEADERS, *mail.headers)],
                }
            },
            "EmailTags": [{"Name": name, "Value": tag_of(value)} for name, value in tags.items()],
            "ConfigurationSetName": self._configuration_set,
        }
        try:
            return self._client.send_email(**request)["MessageId"]
        except ClientError as error:
            raise _by_consequence(error) from error
        except (NoConnection, HTTPClientError) as error:
            raise RetryLater(type(error).__name__) from error


def _by_consequence(error: ClientError) -> Exception:
    """Only a message that SES rejects for what it is, is final; all else an operator or time will mend.

    Addresses that SES would not take have been refused before the call, so that a bad request is a setting of ours.
    `MessageRejected` also stands for an identity that is not verified (yet) and for an account in the sandbox.
    """
    code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    if code == "MessageRejected" and "not verified" not in message:
        return AddressRefused(code)
    return RetryLater(code)


def _content(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}

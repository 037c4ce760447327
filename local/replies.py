"""`make reply`: hands a mail to the local cloud as SES would, which receives none there."""

import json
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parseaddr
from pathlib import Path
from typing import Any
from uuid import uuid4

from hailong.adapters.dynamodb.notices import DynamoNoticeStore
from hailong.adapters.secretsmanager import in_signing_order
from hailong.cases.replies import written_to
from hailong.mail.reply_address import reply_address
from hailong.vocabulary.times import now, to_text
from local.deploy import STACK_NAME
from local.deployment import Deployment, deployment
from local.progress import CannotGoOn


def reply(case_id: str, eml: str) -> None:
    """Delivers the mail in the file; without one, a short reply from the address that the case's mails went to."""
    stack = deployment()
    if not stack.outputs.get("ReplyDomain"):
        raise CannotGoOn("replies are switched off: `make up PARAMETERS=ReplyDomain=reply.example.vn`")
    if not case_id and not eml:
        raise CannotGoOn("say whose file it is for, CASE=HL-..., or which mail it is, MAIL=file.eml")
    raw = _read(eml) if eml else a_reply(stack, case_id).as_bytes()
    message_id = deliver(stack, raw, address_of(stack, case_id) if case_id else None)
    print(f"Handed over as {message_id}; what became of it is in the log of {STACK_NAME}-inbox.")


def a_reply(stack: Deployment, case_id: str, text: str = "Doanh nghiệp xin bổ sung.") -> EmailMessage:
    """A reply from the address that the case's mails went to."""
    letters = DynamoNoticeStore(stack.client("dynamodb"), stack.outputs["CasesTable"]).correspondence(case_id)
    senders = sorted(written_to(letters)) if letters else []
    if not senders:
        raise CannotGoOn(f"no mail about {case_id} has gone out yet")
    message = EmailMessage()
    message["From"], message["Subject"] = senders[0], f"Re: [{case_id}]"
    message.set_content(text)
    return message


def address_of(stack: Deployment, case_id: str) -> str:
    """The reply address of the case, as its mails have it."""
    secret = stack.client("secretsmanager").get_secret_value(SecretId=stack.outputs["ReplyKeysArn"])["SecretString"]
    keys = in_signing_order(json.loads(secret), to_text(now()))
    return reply_address(keys, case_id, stack.outputs["ReplyDomain"])


def deliver(stack: Deployment, raw: bytes, recipient: str | None = None) -> str:
    """Puts the mail where SES would and tells of it; to `recipient`, else to whom it says. Gives its id."""
    if not stack.is_local:
        raise CannotGoOn("on AWS, SES receives mails: send one")
    head = BytesParser(policy=policy.compat32).parsebytes(raw, headersonly=True)
    recipients = [recipient] if recipient else [one for _, one in getaddresses(head.get_all("To", []))]
    path = str(head.get("Return-Path", head.get("From", "")))
    message_id = uuid4().hex
    told = notification(message_id, stack.outputs["InboxBucketName"], recipients, parseaddr(path)[1])
    stack.client("s3").put_object(Bucket=stack.outputs["InboxBucketName"], Key=message_id, Body=raw)
    stack.client("sns").publish(TopicArn=stack.outputs["InboxTopicArn"], Message=json.dumps(told))
    return message_id


def notification(message_id: str, bucket: str, recipients: list[str], source: str) -> dict[str, Any]:
    """What SES tells of a mail that all its checks let through."""
    checks = {f"{name}Verdict": {"status": "PASS"} for name in ("spam", "virus", "spf", "dkim", "dmarc")}
    return {
        "notificationType": "Received",
        "mail": {"timestamp": to_text(now()), "source": source, "messageId": message_id, "destination": recipients},
        "receipt": {
            "timestamp": to_text(now()),
            "recipients": recipients,
            **checks,
            "action": {"type": "S3", "bucketName": bucket, "objectKey": message_id},
        },
    }


def _read(eml: str) -> bytes:
    try:
        return Path(eml).read_bytes()
    except OSError as error:
        raise CannotGoOn(f"MAIL={eml} cannot be read: {error.strerror}") from None

"""What keeps all mails about a case in one thread, whatever their subjects are (RFC 5322, 3.6.4). Pure.

SES gives each mail a Message-ID of its own and lets nobody else choose it. So a thread hangs from an id that the case
fixes and no mail has, and each mail also refers to those that went before it.
"""

from collections.abc import Sequence

MOST_EARLIER = 5
"""Of the mails before: SES takes a header of 870 characters at most."""


def thread_of(case_id: str, earlier: Sequence[str], *, sender: str) -> tuple[tuple[str, str], ...]:
    """The headers of a mail about the case after those with the ids `earlier`, oldest first."""
    root = f"<{case_id.lower()}@{sender.rpartition('@')[2]}>"
    before = [root, *(f"<{one}>" for one in earlier[-MOST_EARLIER:])]
    return ("References", " ".join(before)), ("In-Reply-To", before[-1])


def ses_message_id(message_id: str, region: str) -> str:
    """The Message-ID that a mail has by the id with which SES has taken it; without the angle brackets.

    https://docs.aws.amazon.com/ses/latest/dg/header-fields.html
    """
    return f"{message_id}@{'email' if region == 'us-east-1' else region}.amazonses.com"

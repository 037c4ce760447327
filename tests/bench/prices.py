"""List prices, each with the month that it is of: look them up again before a budget rests on them."""

from dataclasses import dataclass

REGION_OF_PRICES = "us-east-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Dollars for `each` of what is counted as `of`."""

    of: str
    each: float
    told: str


_SNAPSHOT_GB = 0.5 + 0.5 + 0.5 + 1
"""Memory of submit, tasks, console and report."""
_MONTH_SECONDS = 30 * 24 * 3600

PRICES = {
    "DynamoDB, writes": Price(of="write units", each=0.625e-6, told="$ 0.625 a million (2024-11)"),
    "DynamoDB, reads": Price(of="read units", each=0.125e-6, told="$ 0.125 a million (2024-11)"),
    "Step Functions": Price(of="transitions", each=0.025e-3, told="$ 0.025 a thousand (2024-11)"),
    "SQS": Price(of="messages", each=0.4e-6, told="$ 0.40 a million (2024-11)"),
    "SES": Price(of="mails", each=0.1e-3, told="$ 0.10 a thousand (2024-11)"),
    "API Gateway": Price(of="requests", each=3.5e-6, told="$ 3.50 a million (2024-11)"),
    "Lambda, calls": Price(of="invocations", each=0.2e-6, told="$ 0.20 a million (2024-11)"),
    "Lambda, time": Price(of="GB-seconds", each=0.0000133334, told="$ 0.0000133334 a GB-second, arm64 (2024-11)"),
    "SnapStart, kept snapshots": Price(
        of="month",
        each=_SNAPSHOT_GB * _MONTH_SECONDS * 0.0000015046,
        told="$ 0.0000015046 a GB-second for 2.5 GB, and $ 0.0001397998 a GB restored (2024-11)",
    ),
}

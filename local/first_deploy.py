"""What `sam deploy` is told beside the parameters, by the state that the stack is in.

When the very first deploy fails, CloudFormation would roll it back, and everything that the template retains would stay
behind under names that nobody knows. What has come to be is kept instead: the next `make deploy` goes on from there.
"""

import sys

from botocore.exceptions import BotoCoreError, ClientError

from local import account
from local.deploy import STACK_NAME

_GOES_ON = {"CREATE_FAILED", "REVIEW_IN_PROGRESS", "UPDATE_FAILED"}
_CANNOT_GO_ON = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"}


def options(status: str | None) -> list[str]:
    """By the stack's status, None where there is no stack; ValueError, with what to do, where no deploy can help."""
    if status in _CANNOT_GO_ON:
        raise ValueError(
            f"the stack is {status} and can only be deleted; what it has retained stays: see docs/runbook.md,"
            " “When the first deploy fails”"
        )
    return ["--disable-rollback"] if status is None or status in _GOES_ON else ["--no-disable-rollback"]


def _status(stack: str) -> str | None:
    try:
        (found,) = account.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return str(found["StackStatus"])


if __name__ == "__main__":
    try:
        print(*options(_status(sys.argv[1] if sys.argv[1:] else STACK_NAME)))
    except (ValueError, BotoCoreError, ClientError) as hindrance:
        sys.exit(f"make deploy: {hindrance}")

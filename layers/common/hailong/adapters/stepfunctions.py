"""Executions in Step Functions. Every refusal that means "look at the table" is answered by doing nothing."""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class StepFunctionsExecutions:
    def __init__(self, client: "SFNClient", machine_arn: str) -> None:
        self._client = client
        self._machine_arn = machine_arn

    def start(self, name: str, execution_input: dict[str, Any]) -> bool:
        try:
            self._client.start_execution(
                stateMachineArn=self._machine_arn, name=name, input=json.dumps(execution_input, sort_keys=True)
            )
        except self._client.exceptions.ExecutionAlreadyExists:
            return False
        return True

    def answer(self, token: str, output: dict[str, Any]) -> None:
        try:
            self._client.send_task_success(taskToken=token, output=json.dumps(output))
        except (self._client.exceptions.TaskDoesNotExist, self._client.exceptions.TaskTimedOut):
            return

    def running(self, name: str) -> bool:
        arn = f"{self._machine_arn.replace(':stateMachine:', ':execution:')}:{name}"
        try:
            return self._client.describe_execution(executionArn=arn)["status"] == "RUNNING"
        except self._client.exceptions.ExecutionDoesNotExist:
            return False

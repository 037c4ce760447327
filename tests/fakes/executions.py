"""Executions and queues in memory."""

from typing import Any


class MemoryExecutions:
    def __init__(self) -> None:
        self.started: dict[str, dict[str, Any]] = {}
        self.stopped: set[str] = set()
        self.answers: list[tuple[str, dict[str, Any]]] = []

    def start(self, name: str, execution_input: dict[str, Any]) -> bool:
        if name in self.started:
            return False
        self.started[name] = execution_input
        return True

    def answer(self, token: str, output: dict[str, Any]) -> None:
        self.answers.append((token, output))

    def running(self, name: str) -> bool:
        return name in self.started and name not in self.stopped


class MemoryQueue:
    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def send(self, message: dict[str, Any]) -> None:
        self.messages.append(message)

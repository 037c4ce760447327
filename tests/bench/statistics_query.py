"""What a query of the statistics reads and takes, at 1, 10 and 100 times the ratings of the article."""

import json
import statistics as figures
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from functions.report.decisions import statistics
from functions.report.query import parse_query
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Role
from tests.bench.report import Report, table
from tests.bench.simulated import SimulatedCounters

TIMES = (1, 10, 100)
QUESTIONS = {
    "one day": {"from": "2031-06-17", "to": "2031-06-17", "bucket": "day"},
    "one year by month": {"from": "2031-01-01", "to": "2031-12-31", "bucket": "month"},
    "a year with edges, by month": {"from": "2030-12-11", "to": "2031-12-20", "bucket": "month"},
    "one year by day": {"from": "2031-01-01", "to": "2031-12-31", "bucket": "day"},
    "ten years by month": {"from": "2022-01-01", "to": "2031-12-31", "bucket": "month"},
}
_LEADER = Person(staff_code="20ZZ-0001", roles=frozenset({Role.LEADER}), office="20ZZ")
_REPETITIONS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    question: str
    times: int
    ratings: int
    items: int
    queries: int
    read_units: float
    milliseconds: float
    answer_bytes: int


def measure(times: tuple[int, ...] = TIMES, repetitions: int = _REPETITIONS) -> Iterator[Measured]:
    """The median processor time of each question, with everything but DynamoDB's own part."""
    for factor in times:
        counters = SimulatedCounters(factor)
        for question, parameters in QUESTIONS.items():
            query = parse_query(parameters, today=date(2031, 12, 31))
            taken = []
            for _ in range(repetitions):
                counters.items = counters.bytes = counters.queries = 0
                started = time.process_time()
                answer = statistics(query, _LEADER, counters)
                taken.append(time.process_time() - started)
            yield Measured(
                question=question,
                times=factor,
                ratings=answer["totals"]["ratings"],
                items=counters.items,
                queries=counters.queries,
                # Half a unit for each 4 KiB that an eventually consistent query reads.
                read_units=counters.bytes / 4096 / 2,
                milliseconds=figures.median(taken) * 1000,
                answer_bytes=len(json.dumps(answer, ensure_ascii=False).encode()),
            )


def run() -> Report:
    measured = sorted(measure(), key=lambda one: (list(QUESTIONS).index(one.question), one.times))
    headers = ("question", "volume", "ratings", "items read", "queries", "read units", "processor time", "answer")
    rows = [
        (
            one.question,
            f"{one.times}×",
            f"{one.ratings:,}",
            one.items,
            one.queries,
            f"{one.read_units:.0f}",
            f"{one.milliseconds:.0f} ms",
            f"{one.answer_bytes / 1024:.1f} kB",
        )
        for one in measured
    ]
    return Report(
        title="A query of the statistics",
        text="The department asked by a leader, with all but DynamoDB's own part, at 1, 10 and 100 times the article.",
        tables=(table(headers, rows),),
        raw=[asdict(one) for one in measured],
    )

"""What CloudWatch makes of numbers: which alarm rings. The local cloud's looks neither at dimensions nor at periods.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
"""

import json
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
_STATISTICS: dict[str, Callable[[Sequence[float]], float]] = {
    "Sum": sum,
    "Maximum": max,
    "Minimum": min,
    "Average": lambda values: sum(values) / len(values),
    "SampleCount": len,
}


@dataclass(frozen=True, slots=True)
class Metric:
    namespace: str
    name: str
    dimensions: frozenset[tuple[str, str]]


def metric_of(alarm: Mapping[str, Any]) -> Metric:
    """What the alarm looks at: all dimensions of the metric, and no other, or it sees nothing."""
    dimensions = frozenset((one["Name"], str(one["Value"])) for one in alarm["Dimensions"])
    return Metric(alarm["Namespace"], alarm["MetricName"], dimensions)


def written(log: str) -> Iterator[tuple[Metric, float]]:
    """The numbers that CloudWatch takes out of log lines in the embedded metric format."""
    for line in log.splitlines():
        if '"_aws"' not in line:
            continue
        told = json.loads(line)
        for directive in told["_aws"]["CloudWatchMetrics"]:
            for names in directive["Dimensions"]:
                dimensions = frozenset((name, str(told[name])) for name in names)
                for metric in directive["Metrics"]:
                    yield Metric(directive["Namespace"], metric["Name"], dimensions), told[metric["Name"]]


def to_ring(alarm: Mapping[str, Any]) -> int:
    """In how many of the last periods something has to be wrong."""
    return int(alarm.get("DatapointsToAlarm", alarm["EvaluationPeriods"]))


def rings(alarm: Mapping[str, Any], periods: Sequence[Sequence[float]]) -> bool:
    """Whether the alarm rings after these periods, the latest last, each with the numbers that came in it."""
    looked_at = periods[-int(alarm["EvaluationPeriods"]) :]
    return sum(_wrong(alarm, numbers) for numbers in looked_at) >= to_ring(alarm)


def _wrong(alarm: Mapping[str, Any], numbers: Sequence[float]) -> bool:
    if not numbers:
        return bool(alarm.get("TreatMissingData", "missing") == "breaching")
    statistic = _STATISTICS[alarm["Statistic"]](numbers)
    return _COMPARISONS[alarm["ComparisonOperator"]](statistic, float(alarm["Threshold"]))

"""The dashboard shows what there is: metrics that are counted, of resources that there are, and every alarm."""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from hailong.vocabulary.words import RatingStatus
from tests.template.stack_template import ROOT, Template

_BUSINESS = {
    ("submit", "RatingAccepted"): "rated",
    ("escalate", "CaseOpened"): "escalated",
    ("tasks", "CaseDecided"): "decided",
    ("deadline", "DueDateBreached"): "breached",
    ("notify", "MailSent"): "mailed",
    ("notify", "MailBounced"): "bounced",
    ("submit", "CaseAppealed"): "appealed",
}
_OF_AWS = {
    ("AWS/SQS", "QueueName", "AWS::SQS::Queue"): {
        "ApproximateAgeOfOldestMessage",
        "ApproximateNumberOfMessagesVisible",
    },
    ("AWS/Lambda", "FunctionName", "AWS::Lambda::Function"): {"Errors", "Throttles", "IteratorAge", "Duration"},
}
"""Namespace, dimension and type of its resource: metrics that AWS publishes by that dimension alone."""

_API = ["ApiName", "${AWS::StackName}", "Stage", "v1"]
_API_METRICS = {"Count", "4XXError", "5XXError", "Latency"}


def widgets(template: Template) -> list[dict[str, Any]]:
    """Of all dashboards, as they are written."""
    return [
        widget
        for dashboard in template.properties("AWS::CloudWatch::Dashboard").values()
        for widget in json.loads(dashboard["DashboardBody"]["Fn::Sub"])["widgets"]
    ]


def metrics(template: Template) -> Iterator[list[Any]]:
    """Namespace, name and dimensions of each, without how it is drawn."""
    for widget in widgets(template):
        for metric in widget["properties"].get("metrics", []):
            if isinstance(metric[0], str):
                yield [part for part in metric if isinstance(part, str)]


def dashboard_metrics_are_counted(template: Template) -> Iterator[str]:
    counted = {
        (module.relative_to(ROOT / "functions").parts[0], name)
        for module in (ROOT / "functions").rglob("*.py")
        for name in re.findall(r'"([A-Z][a-z]+(?:[A-Z][a-z]+)+)"', module.read_text("utf-8"))
    }
    # This one composes the name of what became of a rating.
    counted |= {("submit", f"Rating{''.join(map(str.capitalize, status.split('_')))}") for status in RatingStatus}
    for namespace, name, *dimensions in metrics(template):
        if namespace == "HaiLong":
            dimension, service = dimensions
            if dimension != "service" or (service, name) not in counted:
                yield f"nothing counts {name} of {service}"
        elif namespace == "AWS/ApiGateway":
            if dimensions != _API or name not in _API_METRICS:
                yield f"API Gateway has no {name} by {dimensions}"
        elif not _published(template, namespace, name, dimensions):
            yield f"nobody publishes {name} of {namespace} by {dimensions}"


def _published(template: Template, namespace: str, name: str, dimensions: list[str]) -> bool:
    if len(dimensions) != len(("name", "value")):
        return False
    dimension, value = dimensions
    resource = value.removeprefix("${").removesuffix("}").removesuffix(".QueueName")
    return any(
        space == namespace and key == dimension and name in known and resource in template.properties(kind)
        for (space, key, kind), known in _OF_AWS.items()
    )


def dashboard_shows_everything(template: Template) -> Iterator[str]:
    shown = list(metrics(template))
    for (service, name), event in _BUSINESS.items():
        if ["HaiLong", name, "service", service] not in shown:
            yield f"the dashboard does not show what was {event}"
    fed = {source for _, _, source, _ in template.mappings()}
    for queue in template.properties("AWS::SQS::Queue"):
        metric = "ApproximateAgeOfOldestMessage" if queue in fed else "ApproximateNumberOfMessagesVisible"
        if ["AWS/SQS", metric, "QueueName", f"${{{queue}.QueueName}}"] not in shown:
            yield f"the dashboard does not show {queue}"
    for function in template.functions:
        for metric in ("Errors", "Throttles"):
            if ["AWS/Lambda", metric, "FunctionName", f"${{{function}}}"] not in shown:
                yield f"the dashboard does not show {metric} of {function}"
    alarms = [alarm for widget in widgets(template) for alarm in widget["properties"].get("alarms", [])]
    for alarm in template.properties("AWS::CloudWatch::Alarm"):
        if f"${{{alarm}.Arn}}" not in alarms:
            yield f"the dashboard does not show {alarm}"


def dashboard_speaks_vietnamese(template: Template) -> Iterator[str]:
    for widget in widgets(template):
        title = widget["properties"].get("title", "")
        if not any(unicodedata.combining(char) for char in unicodedata.normalize("NFD", title)):
            yield f"{title or 'a widget'} is no Vietnamese title"


def dashboard_is_laid_out(template: Template) -> Iterator[str]:
    taken: dict[tuple[int, int], str] = {}
    for widget in widgets(template):
        title = widget["properties"]["title"]
        for x in range(widget["x"], widget["x"] + widget["width"]):
            for y in range(widget["y"], widget["y"] + widget["height"]):
                if not 0 <= x < 24 or (x, y) in taken:
                    yield f"{title} lies on {taken.get((x, y), 'the edge')}"
                    return
                taken[x, y] = title


CHECKS = (
    dashboard_metrics_are_counted,
    dashboard_shows_everything,
    dashboard_speaks_vietnamese,
    dashboard_is_laid_out,
)

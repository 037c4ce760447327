"""Business events as CloudWatch metrics, written to the log in the embedded format."""

from aws_lambda_powertools.metrics import MetricUnit, single_metric

NAMESPACE = "HaiLong"


def count(event: str, times: int = 1) -> None:
    """Counts a business event, such as `RatingAccepted`."""
    with single_metric(name=event, unit=MetricUnit.Count, value=times, namespace=NAMESPACE):
        pass

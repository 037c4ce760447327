"""Business events as CloudWatch metrics, written to the log in the embedded format.

By hand, for that is one line: Powertools' writer took a tenth of submit's own time, and as much of its start.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
import sys
import time

NAMESPACE = "HaiLong"


def count(event: str, times: int = 1) -> None:
    """Counts a business event, such as `RatingAccepted`."""
    told = {"Namespace": NAMESPACE, "Dimensions": [[]], "Metrics": [{"Name": event, "Unit": "Count"}]}
    line = {"_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [told]}, event: times}
    sys.stdout.write(f"{json.dumps(line)}\n")
    sys.stdout.flush()

"""SnapStart: what is loaded before the snapshot of a process is taken, and what each copy of it does anew.

No call is made before: credentials, connections and signing keys are each copy's own.
"""

import os
import random
from collections.abc import Callable


def prepare(*loads: Callable[[], object]) -> None:
    """Does in the start what would otherwise wait for its first need; nothing where no snapshot is taken."""
    if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") != "snap-start":
        return
    # Lambda's own, and only there.
    from snapshot_restore_py import register_after_restore  # noqa: PLC0415

    for load in loads:
        load()
    # Copies that wait equally long after they met would meet again.
    register_after_restore(random.seed)
